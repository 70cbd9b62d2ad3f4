import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import { beforeEach, expect, test, vi } from 'vitest';

import { asked, install } from '../../ipc/testing/double';
import { world } from '../../ipc/testing/world';
import { faults } from '../../testing/axe';
import PickAssets from './PickAssets.svelte';

const sent = (command: string) => asked.filter((one) => one.command === command).map((one) => one.args);
const NAME = /lens-restored-0412\.jpg/;

beforeEach(() => install(world('full')));

function picking(several: boolean) {
  const [onchoose, onclose] = [vi.fn(), vi.fn()];
  render(PickAssets, { several, pictures: !several, onchoose, onclose });
  return { onchoose, onclose };
}

test('a picture for a text is cropped before it goes in, as on its own page', async () => {
  const { onchoose, onclose } = picking(false);
  await fireEvent.click(screen.getByLabelText('Crop pictures first'));
  await fireEvent.click(await screen.findByRole('option', { name: NAME }));
  const stage = await screen.findByRole('application');
  expect(await faults(document.body)).toEqual([]);
  expect(onchoose).not.toHaveBeenCalled();
  await fireEvent.keyDown(stage, { key: 'ArrowLeft', shiftKey: true });
  await fireEvent.click(screen.getByRole('button', { name: 'Put in this crop' }));
  await waitFor(() => expect(onchoose).toHaveBeenCalledWith([{ asset: 1, cut: 4 }]));
  expect(sent('assets_make_cut')[0]).toMatchObject({ id: 1, recipe: { frame: { width: 1584 } } });
  await waitFor(() => expect(onclose).toHaveBeenCalled());
});

test('a crop that is called off leaves the list open and nothing goes in', async () => {
  const { onchoose, onclose } = picking(false);
  await fireEvent.click(screen.getByLabelText('Crop pictures first'));
  await fireEvent.click(await screen.findByRole('option', { name: NAME }));
  const crop = within(await screen.findByRole('dialog', { name: /^Crop/ }));
  await fireEvent.click(crop.getByRole('button', { name: 'Cancel' }));
  await waitFor(() => expect(screen.queryByRole('application')).toBeNull());
  expect([onchoose.mock.calls.length, onclose.mock.calls.length, sent('assets_make_cut').length]).toEqual([0, 0, 0]);
  // Without it, the picture goes in as it is.
  await fireEvent.click(screen.getByLabelText('Crop pictures first'));
  await fireEvent.click(screen.getByRole('option', { name: NAME }));
  await waitFor(() => expect(onchoose).toHaveBeenCalledWith([{ asset: 1, cut: null }]));
});

test('of several files the pictures are cropped one after the other, and what is no picture goes as it is', async () => {
  const { onchoose } = picking(true);
  await fireEvent.click(screen.getByLabelText('Crop pictures first'));
  for (const option of (await screen.findAllByRole('option')).slice(0, 2)) await fireEvent.click(option);
  install({
    ...world('full'),
    assets_show: ({ id }) => ({
      card: { id, fields: { name: `file ${String(id)}` } },
      width: id === (1 as never) ? 1600 : null,
      height: id === (1 as never) ? 900 : null,
    }),
  } as ReturnType<typeof world>);
  await fireEvent.click(screen.getByRole('button', { name: 'Attach 2 files' }));
  await fireEvent.click(await screen.findByRole('button', { name: 'Put in this crop' }));
  await waitFor(() => expect(onchoose).toHaveBeenCalledTimes(1));
  const picks = onchoose.mock.calls[0]![0] as { asset: number; cut: number | null }[];
  expect(picks).toHaveLength(2);
  expect(picks.map((one) => one.cut).sort()).toEqual([4, null].sort());
});
