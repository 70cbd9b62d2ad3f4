import { fireEvent, render, screen } from '@testing-library/svelte';
import { expect, test } from 'vitest';

import Select from './Select.svelte';

test('whoever is told of a choice finds it made already', async () => {
  let kept = 'a4';
  const heard: string[] = [];
  render(Select, {
    props: {
      label: 'Paper',
      options: ['a4', 'letter'].map((value) => ({ value, label: value })),
      get value() {
        return kept;
      },
      set value(chosen) {
        kept = chosen;
      },
      onchange: (told) => heard.push(`${told}, kept ${kept}`),
    },
  });
  const box = screen.getByRole<HTMLSelectElement>('combobox', { name: 'Paper' });
  await fireEvent.change(box, { target: { value: 'letter' } });
  expect(heard).toEqual(['letter, kept letter']);
  expect(box.value).toBe('letter');
});
