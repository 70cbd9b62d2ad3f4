import { fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { expect, test } from 'vitest';

import { asked, install } from '../../ipc/testing/double';
import { world } from '../../ipc/testing/world';
import { faults } from '../../testing/axe';
import Checklists from './Checklists.svelte';

test('a list is kept when its field is left, the usual items by their codes', async () => {
  install(world('full'));
  const { container } = render(Checklists);
  const field = await screen.findByRole<HTMLTextAreaElement>('textbox', { name: 'Article' });
  expect(field.value.split('\n')[0]).toBe('Facts and figures checked against their source');
  expect(await faults(container)).toEqual([]);
  await fireEvent.input(field, { target: { value: 'Lawyers asked\n\nLinks lead where they say' } });
  await fireEvent.change(field);
  expect(await screen.findByRole('textbox', { name: 'Announcement: Policy change' })).toBeTruthy();
  await waitFor(() =>
    expect(asked.find((one) => one.command === 'literature_set_checklist')?.args).toEqual({
      kind: 'article',
      sort: null,
      items: ['Lawyers asked', '', '=links'],
    }),
  );
});
