import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import { beforeEach, expect, test } from 'vitest';

import Frame from '../../app/Frame.svelte';
import { router } from '../../app/router.svelte';
import type { SegmentCard } from '../../ipc/bindings';
import { install } from '../../ipc/testing/double';
import { workspace, world } from '../../ipc/testing/world';
import { faults } from '../../testing/axe';

let stop = () => {};
beforeEach(() => {
  stop();
  stop = router.listen();
  localStorage.clear();
});

const card = (id: number, name: string, count: number | null): SegmentCard => {
  return { id, name, text: `city:Goes person:${id}`, count, pins: 0, changed_at: id };
};
async function open(segments: SegmentCard[]) {
  install({ ...world('full'), segments_list: () => segments });
  location.hash = '#/segments';
  window.dispatchEvent(new HashChangeEvent('hashchange'));
  const shown = render(Frame, { workspace });
  await screen.findByRole('grid', { name: 'Segments' });
  return shown;
}
const names = () =>
  screen
    .getAllByRole('row')
    .map((row) => [Number(row.getAttribute('aria-rowindex')), within(row).queryByRole('link')?.textContent] as const)
    .filter(([, name]) => name)
    .sort(([one], [other]) => one - other)
    .map(([, name]) => name);

test('many segments are found by words without accents and sorted by how many they pick', async () => {
  const { container } = await open([
    ...Array.from({ length: 8 }, (_, n) => card(n + 1, `Press ${n + 1}`, n * 10)),
    card(9, 'Émigrés', 500),
    card(10, 'ليالي المتحف', null),
  ]);
  screen.getByRole('button', { name: /^People/ }).click();
  await waitFor(() => expect(names().slice(0, 2)).toEqual(['Émigrés', 'Press 8']));
  await screen.findByText('Sorted by People');
  screen.getByRole('button', { name: /^People/ }).click();
  await waitFor(() => expect(names().slice(0, 2)).toEqual(['ليالي المتحف', 'Press 1']));
  expect(await faults(container)).toEqual([]);
  const find = screen.getByRole('searchbox', { name: 'Find by name or question' });
  await fireEvent.input(find, { target: { value: 'EMIGR' } });
  await waitFor(() => expect(names()).toEqual(['Émigrés']));
  await fireEvent.input(find, { target: { value: 'nothing of that kind' } });
  await screen.findByText('Nothing is called “nothing of that kind”');
  screen.getByRole('button', { name: 'Show all of them' }).click();
  await waitFor(() => expect(names().length).toBeGreaterThan(1));
});

test('a few segments need no search', async () => {
  await open([card(1, 'Press', 3), card(2, 'Board', 9)]);
  expect(names()).toEqual(['Board', 'Press']);
  expect(screen.queryByRole('searchbox')).toBeNull();
});
