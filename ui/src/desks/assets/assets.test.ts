import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import { beforeEach, describe, expect, test } from 'vitest';

import { drawn, fitted, moved, sized } from '../../app/crop';
import Frame from '../../app/Frame.svelte';
import { notices } from '../../app/notices.svelte';
import { router } from '../../app/router.svelte';
import { changed } from '../../ipc/live.svelte';
import { asked, install } from '../../ipc/testing/double';
import { workspace, world } from '../../ipc/testing/world';
import { faults } from '../../testing/axe';

let stop = () => {};
beforeEach(() => {
  stop();
  stop = router.listen();
  localStorage.clear();
  for (const notice of notices.list) notices.dismiss(notice.id);
});

async function open(hash: string, kind: 'full' | 'new' = 'full', more: Record<string, () => unknown> = {}) {
  install({ ...world(kind), ...more } as ReturnType<typeof world>);
  location.hash = hash;
  window.dispatchEvent(new HashChangeEvent('hashchange'));
  return render(Frame, { workspace });
}
const sent = (command: string) =>
  asked.filter((one) => one.command === command).map((one) => one.args as Record<string, unknown>);

describe('the frame of a crop', () => {
  const of = { width: 1600, height: 900 };
  test('lies within the picture and has at least a pixel, however it is drawn', () => {
    expect(drawn({ x: 100, y: 100 }, { x: 50, y: 900.4 }, of)).toEqual({ x: 50, y: 100, width: 50, height: 800 });
    expect(drawn({ x: -50, y: -50 }, { x: 9999, y: 9999 }, of)).toEqual({ x: 0, y: 0, width: 1600, height: 900 });
    const point = drawn({ x: 1600, y: 900 }, { x: 1600, y: 900 }, of);
    expect(point).toEqual({ x: 1599, y: 899, width: 1, height: 1 });
  });
  test('keeps its form', () => {
    const square = fitted({ x: 0, y: 0, width: 1600, height: 900 }, of, 1);
    expect([square.width, square.height]).toEqual([900, 900]);
    const wide = drawn({ x: 0, y: 0 }, { x: 800, y: 800 }, of, 16 / 9);
    expect(wide).toMatchObject({ width: 800, height: 450 });
    expect(sized(wide, { x: 160, y: 0 }, of, 16 / 9)).toMatchObject({ x: 0, y: 0, width: 960, height: 540 });
  });
  test('stops at the edges', () => {
    const box = { x: 1500, y: 10, width: 100, height: 100 };
    expect(moved(box, { x: 50, y: -50 }, of)).toEqual({ x: 1500, y: 0, width: 100, height: 100 });
    expect(sized(box, { x: 50, y: 0 }, of)).toEqual(box);
    expect(sized(box, { x: -200, y: -200 }, of)).toEqual({ x: 1500, y: 10, width: 1, height: 1 });
  });
});

test('the distributions that carried a file are links, and come in parts', async () => {
  await open('#/assets/1');
  const part = within(await screen.findByRole('region', { name: /Went out in/ }));
  expect((await part.findAllByRole('link')).map((one) => one.getAttribute('href'))).toHaveLength(10);
  expect(part.getAllByRole('link')[0]!.getAttribute('href')).toBe('#/distributions/23');
  expect(part.getByText(/no mail accepted/)).toBeTruthy();
  await fireEvent.click(part.getByRole('button', { name: '10 older' }));
  await waitFor(() => expect(part.getAllByRole('link')).toHaveLength(20));
  await fireEvent.click(part.getByRole('button', { name: '3 older' }));
  await waitFor(() => expect(part.getAllByRole('link')).toHaveLength(23));
  expect(part.queryByRole('button')).toBeNull();
  expect(sent('distribution_carrying').map((one) => one['before'])).toEqual([null, 14, 4]);
});

test('older distributions stay in sight while mails of one are accepted, and come anew when one is added', async () => {
  let [found, accepted] = [23, 0];
  const carrying = ({ before, count }: { before: number | null; count: number }) => {
    const state = { key: 'distribution.state.finished', params: {} };
    const one = (id: number) => ({
      distribution: id,
      title: `No. ${id}`,
      says: state,
      at: 0,
      accepted: id === found ? accepted : 0,
    });
    const all = Array.from({ length: found }, (_, at) => one(found - at));
    return { found, shown: all.filter((each) => before === null || each.distribution < before).slice(0, count) };
  };
  await open('#/assets/1', 'full', { distribution_carrying: carrying as never });
  const part = within(await screen.findByRole('region', { name: /Went out in/ }));
  await fireEvent.click(await part.findByRole('button', { name: '10 older' }));
  await waitFor(() => expect(part.getAllByRole('link')).toHaveLength(20));
  accepted = 7;
  changed([{ topic: 'delivery', id: 1 }]);
  await part.findByText(/\b7 mails accepted/);
  expect(part.getAllByRole('link')).toHaveLength(20);
  found = 24;
  changed([{ topic: 'distribution', id: 24 }]);
  await waitFor(() => expect(part.getAllByRole('link')[0]!.textContent).toBe('No. 24'));
  expect(part.getAllByRole('link')).toHaveLength(10);
});

test('files are shown as pictures, sifted, chosen by keys for a kit, and opened', async () => {
  const { container } = await open('#/assets');
  const list = await screen.findByRole('listbox', { name: 'Files of the workspace' });
  await within(list).findByRole('option', { name: /lens-restored-0412\.jpg May not be used, Picture/ });
  expect(await faults(container)).toEqual([]);
  list.focus();
  await fireEvent.keyDown(list, { key: 'ArrowRight' });
  await fireEvent.keyDown(list, { key: ' ' });
  expect(await screen.findByRole('button', { name: 'Press kit of one file…' })).toBeTruthy();
  await fireEvent.keyDown(list, { key: 'Enter' });
  expect(await screen.findByRole('heading', { name: 'People shown' })).toBeTruthy();
  await fireEvent.change(screen.getByLabelText('Licence and consent'), { target: { value: 'ended' } });
  await waitFor(() => expect(within(list).getAllByRole('option')).toHaveLength(1));
  await fireEvent.input(screen.getByLabelText('Find in Assets'), { target: { value: 'nowhere' } });
  expect(await screen.findByText('No file fits')).toBeTruthy();
});

test('an asset tells what stands in its way, who is shown, how it is sent and where it is used', async () => {
  const { container } = await open('#/assets/1');
  expect(await screen.findByText(/ended on 1 Nov/)).toBeTruthy();
  expect(screen.getByText('Agreed, until 30 June 2028')).toBeTruthy();
  expect(screen.getByText(/The original says where it was taken/)).toBeTruthy();
  expect(screen.getByRole('link', { name: 'The Lantern Wing reopens' })).toBeTruthy();
  expect(await faults(container)).toEqual([]);
  await fireEvent.click(screen.getByLabelText('Keep what the camera wrote'));
  await waitFor(() => expect(sent('assets_set')[0]?.['fields']).toMatchObject({ whole: true, credit: 'Ana Ferreira' }));
});

test('the form keeps what was entered, and a refusal stands at its field', async () => {
  await open('#/assets/2');
  await fireEvent.click(await screen.findByRole('button', { name: 'Describe…' }));
  const dialog = await screen.findByRole('dialog');
  await fireEvent.input(within(dialog).getByLabelText('Caption'), { target: { value: 'صورة العدسة' } });
  await fireEvent.click(within(dialog).getByRole('button', { name: 'Name somebody' }));
  await fireEvent.input(within(dialog).getByLabelText('Name of person 1'), { target: { value: '田中 さくら' } });
  await fireEvent.click(within(dialog).getByRole('button', { name: 'Keep changes' }));
  await waitFor(() =>
    expect(sent('assets_set')[0]?.['fields']).toMatchObject({
      caption: 'صورة العدسة',
      credit: 'Tomas Reid',
      licence_until: '2026-12-10',
      people: [{ person: null, name: '田中 さくら', consent: 'none', until: null }],
    }),
  );
});

test('a crop is framed by keys alone', async () => {
  await open('#/assets/1');
  await fireEvent.click(await screen.findByRole('button', { name: 'Crop…' }));
  const stage = await screen.findByRole('application');
  await fireEvent.keyDown(stage, { key: 'ArrowLeft', shiftKey: true });
  await fireEvent.keyDown(stage, { key: 'ArrowRight', altKey: true });
  await fireEvent.click(screen.getByRole('button', { name: 'Keep the crop' }));
  await waitFor(() =>
    expect(sent('assets_make_cut')[0]).toMatchObject({
      id: 1,
      recipe: { frame: { x: 1, y: 0, width: 1584, height: 900 }, side: null, quality: 85 },
    }),
  );
});

test('an empty workspace says what belongs here', async () => {
  const { container } = await open('#/assets', 'new');
  expect(await screen.findByText('No files yet')).toBeTruthy();
  expect(await faults(container)).toEqual([]);
});
