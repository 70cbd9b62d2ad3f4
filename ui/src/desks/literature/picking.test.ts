import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import { beforeEach, expect, test, vi } from 'vitest';

import { notices } from '../../app/notices.svelte';
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

test('a second click and Enter that is held take a file once, and the crop of it ends', async () => {
  const { onchoose, onclose } = picking(false);
  await fireEvent.click(screen.getByLabelText('Crop pictures first'));
  const option = await screen.findByRole('option', { name: NAME });
  const box = screen.getByRole('combobox');
  // All before the core has said how large the picture is.
  for (const act of [() => fireEvent.click(option), () => fireEvent.click(option), ...held(box)]) void act();
  await screen.findByRole('application');
  expect(sent('assets_show')).toEqual([{ id: 1 }]);
  const crop = within(screen.getByRole('dialog', { name: /^Crop/ }));
  await fireEvent.click(crop.getByRole('button', { name: 'Cancel' }));
  await waitFor(() => expect(screen.queryByRole('application')).toBeNull());
  // The list takes again.
  await fireEvent.keyDown(box, { key: 'Enter' });
  await fireEvent.click(await screen.findByRole('button', { name: 'Put in this crop' }));
  await waitFor(() => expect(onchoose.mock.calls).toEqual([[[{ asset: 1, cut: 4 }]]]));
  await waitFor(() => expect(onclose).toHaveBeenCalledTimes(1));
});
const held = (box: HTMLElement) => [1, 2, 3].map(() => () => fireEvent.keyDown(box, { key: 'Enter' }));

test('crops that were made before one is called off are told of, and undo takes those very crops back', async () => {
  for (const notice of notices.list) notices.dismiss(notice.id);
  let made = 10;
  const picture = { width: 1600, height: 900 };
  install({
    ...world('full'),
    assets_show: ({ id }) => ({ card: { id, fields: { name: `file ${String(id)}` } }, ...picture }),
    assets_make_cut: ({ recipe }) => ({ id: ++made, name: 'a crop', recipe }),
  } as ReturnType<typeof world>);
  const { onchoose, onclose } = picking(true);
  await fireEvent.click(screen.getByLabelText('Crop pictures first'));
  for (const option of (await screen.findAllByRole('option')).slice(0, 3)) await fireEvent.click(option);
  await fireEvent.click(screen.getByRole('button', { name: 'Attach 3 files' }));
  for (const file of [1, 2]) {
    const crop = within(await screen.findByRole('dialog', { name: `Crop “file ${file}”` }));
    await fireEvent.click(crop.getByRole('button', { name: 'Put in this crop' }));
  }
  const last = within(await screen.findByRole('dialog', { name: 'Crop “file 3”' }));
  expect(notices.list).toEqual([]);
  await fireEvent.click(last.getByRole('button', { name: 'Cancel' }));
  await waitFor(() =>
    expect(notices.list.map((one) => [one.text, one.action?.label])).toEqual([
      ['The 2 crops that you made are kept beside their pictures; nothing went in', 'Undo'],
    ]),
  );
  expect([onchoose.mock.calls.length, onclose.mock.calls.length]).toEqual([0, 0]);
  notices.list[0]?.action?.act();
  await waitFor(() =>
    expect(sent('assets_remove_cut').map((one) => Object.values(one as object))).toEqual([[11], [12]]),
  );
});

test('a list that is closed while a file is looked up takes nothing', async () => {
  const { onchoose, onclose } = picking(false);
  await fireEvent.click(screen.getByLabelText('Crop pictures first'));
  const option = await screen.findByRole('option', { name: NAME });
  const none = { card: { id: 1, fields: { name: 'a table' } }, width: null, height: null };
  let answer: () => void = () => undefined;
  const late = new Promise((done) => (answer = () => done(none)));
  install({ ...world('full'), assets_show: () => late });
  await fireEvent.click(option);
  await fireEvent.click(screen.getByRole('button', { name: 'Cancel' }));
  await waitFor(() => expect(onclose).toHaveBeenCalled());
  answer();
  await new Promise((done) => setTimeout(done, 20));
  expect(onchoose).not.toHaveBeenCalled();
});

test('a crop that is called off while it is being made is told of once it is made', async () => {
  for (const notice of notices.list) notices.dismiss(notice.id);
  const { onchoose } = picking(false);
  await fireEvent.click(screen.getByLabelText('Crop pictures first'));
  await fireEvent.click(await screen.findByRole('option', { name: NAME }));
  const crop = within(await screen.findByRole('dialog', { name: /^Crop/ }));
  let answer: () => void = () => undefined;
  const late = new Promise((done) => (answer = () => done({ id: 7, name: 'a crop', recipe: {} })));
  install({ ...world('full'), assets_make_cut: () => late });
  await fireEvent.click(crop.getByRole('button', { name: 'Put in this crop' }));
  await fireEvent.click(crop.getByRole('button', { name: 'Cancel' }));
  await waitFor(() => expect(screen.queryByRole('application')).toBeNull());
  answer();
  await waitFor(() =>
    expect(notices.list.map((one) => one.text)).toEqual([
      'The crop that you made is kept beside its picture; nothing went in',
    ]),
  );
  expect(onchoose).not.toHaveBeenCalled();
});
