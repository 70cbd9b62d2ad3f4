import { fireEvent, render, screen } from '@testing-library/svelte';
import { createRawSnippet } from 'svelte';
import { SvelteSet } from 'svelte/reactivity';
import { expect, test, vi } from 'vitest';

import { faults } from '../testing/axe';
import PickList from './PickList.svelte';

const ROWS = ['lens.jpg', 'plan.pdf', '灯台.png'].map((name, at) => ({ id: at + 1, name }));
const row = createRawSnippet<[(typeof ROWS)[number]]>((of) => ({ render: () => `<span>${of().name}</span>` }));

function list(chosen?: SvelteSet<number>) {
  const ontake = vi.fn<(row: (typeof ROWS)[number] | undefined) => void>();
  const onchoose = (one: (typeof ROWS)[number]) => void chosen?.add(one.id);
  const { container } = render(PickList<(typeof ROWS)[number]>, {
    props: { words: '', find: 'Find a file', label: 'Files', rows: ROWS, chosen, ontake, onchoose, row },
  });
  return { container, ontake, box: screen.getByRole<HTMLInputElement>('combobox', { name: 'Find a file' }) };
}
const taken = () => screen.getAllByRole('option', { selected: true }).map((one) => one.textContent.trim());

test('arrows go round the rows, Enter and a click take one, and nobody is needed to begin', async () => {
  const { container, ontake, box } = list();
  expect(document.activeElement).toBe(box);
  await fireEvent.keyDown(box, { key: 'ArrowUp' });
  expect(taken()).toEqual(['灯台.png']);
  await fireEvent.keyDown(box, { key: 'ArrowDown' });
  await fireEvent.keyDown(box, { key: ' ' });
  expect(ontake, 'a space is a letter here').not.toHaveBeenCalled();
  await fireEvent.keyDown(box, { key: 'Enter' });
  expect(ontake).toHaveBeenLastCalledWith(ROWS[0]);
  await fireEvent.click(screen.getByRole('option', { name: 'plan.pdf' }));
  expect(ontake).toHaveBeenLastCalledWith(ROWS[1]);
  expect(await faults(container)).toEqual([]);
});

test('Space and clicks choose several, and a space between words chooses nothing', async () => {
  const { ontake, box } = list(new SvelteSet<number>());
  await fireEvent.keyDown(box, { key: ' ' });
  await fireEvent.click(screen.getByRole('option', { name: '灯台.png' }));
  expect(taken()).toEqual(['lens.jpg', '灯台.png']);
  expect(ontake).not.toHaveBeenCalled();
  await fireEvent.input(box, { target: { value: 'floor' } });
  await fireEvent.keyDown(box, { key: 'ArrowDown' });
  await fireEvent.keyDown(box, { key: ' ' });
  expect(taken()).toEqual(['lens.jpg', '灯台.png']);
});
