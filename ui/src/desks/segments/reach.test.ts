import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import { beforeAll, beforeEach, expect, test } from 'vitest';

import Frame from '../../app/Frame.svelte';
import { router } from '../../app/router.svelte';
import { asked, install, refuse } from '../../ipc/testing/double';
import { workspace, world } from '../../ipc/testing/world';
import { faults } from '../../testing/axe';

beforeAll(() => {
  HTMLDialogElement.prototype.showModal ??= function (this: HTMLDialogElement) {
    this.setAttribute('open', '');
  };
});
let stop = () => {};
beforeEach(() => {
  stop();
  stop = router.listen();
  localStorage.clear();
});

async function open(words: string, name = 'full', more = {}) {
  install({ ...world(name), ...more });
  location.hash = `#/segments/reach${words ? `?q=${encodeURIComponent(words)}` : ''}`;
  window.dispatchEvent(new HashChangeEvent('hashchange'));
  return render(Frame, { workspace });
}
const sent = (command: string) => asked.filter((one) => one.command === command).map((one) => one.args);
const words = () => screen.findByRole('searchbox', { name: /^Whom should it reach/ });

test('words lead to outlets and to journalists in order, each with reasons; one is ticked away and the rest is kept', async () => {
  const { container } = await open('');
  await screen.findByText('From an audience to journalists');
  await fireEvent.input(await words(), { target: { value: 'philanthropists in Zeeland' } });
  expect(await screen.findByText(/3 more are not offered: Do-not-contact 2/)).toBeTruthy();
  const grid = screen.getByRole('grid', { name: 'Journalists who reach them' });
  expect(within(grid).getByText(/Wrote about you 4 times, last on 21 Oct \(\+30\)/)).toBeTruthy();
  expect(await faults(container)).toEqual([]);
  screen.getByRole('button', { name: 'Why does 田中愛子 stand here?' }).click();
  const dialog = await screen.findByRole('dialog');
  await within(dialog).findByText('Was written to and never answered');
  expect(within(dialog).getAllByText('−10')).toHaveLength(1);
  expect(await faults(dialog)).toEqual([]);
  within(dialog).getByRole('button', { name: 'Close' }).click();
  // Space on the keyboard's row ticks it away.
  grid.focus();
  await fireEvent.keyDown(grid, { key: 'ArrowDown' });
  await fireEvent.keyDown(grid, { key: ' ' });
  await screen.findByText(/^One is left out/);
  await fireEvent.input(screen.getByLabelText('Name of the segment'), { target: { value: 'Givers' } });
  screen.getByRole('button', { name: 'Save segment' }).click();
  await waitFor(() =>
    expect(sent('reach_save')).toEqual([
      {
        wanted: { audiences: ['philanthropists'], regions: ['Zeeland'], beats: [], only_beats: false },
        name: 'Givers',
        leftOut: [expect.any(Number)],
        language: 'en',
      },
    ]),
  );
  await waitFor(() => expect(location.hash).toBe('#/segments/1'));
});

test('what is not understood is named with what was perhaps meant; a name that is taken away is asked no more', async () => {
  await open('philantropists in Zeeland');
  await screen.findByText('Not understood: “philantropists”. No audience, region or beat is called so.');
  (await screen.findByRole('button', { name: 'Take philanthropists' })).click();
  await waitFor(async () => expect(((await words()) as HTMLInputElement).value).toBe('philanthropists in Zeeland'));
  (await screen.findByRole('button', { name: 'Remove Region Zeeland' })).click();
  await waitFor(() =>
    expect(sent('reach_find').at(-1)).toEqual({
      wanted: { audiences: ['philanthropists'], regions: [], beats: [], only_beats: false },
      limit: 500,
    }),
  );
});

test('beats rank, and a tick makes them a condition', async () => {
  await open('philanthropists heritage');
  (await screen.findByRole('checkbox', { name: 'Only with this beat' })).click();
  await waitFor(() => expect(sent('reach_find').at(-1)).toMatchObject({ wanted: { only_beats: true } }));
});

test('nobody, nothing and an error each say so, in German too', async () => {
  const nobody = await open('parents');
  await screen.findByText('Nobody to offer');
  expect(screen.getByRole('button', { name: 'Save segment' }).getAttribute('aria-disabled')).toBe('true');
  nobody.unmount();
  const nothing = await open('sailors');
  await screen.findByText('Nothing of it is known here');
  nothing.unmount();
  const empty = await open('', 'new');
  await screen.findByText(/^No outlet says whom it reaches yet/);
  expect(await faults(empty.container)).toEqual([]);
  empty.unmount();
  await open('parents', 'full', { reach_find: () => refuse('workspace.busy') });
  await screen.findByRole('button', { name: 'Try again' });
});

test('a name that is taken is said at its field, and nothing is lost', async () => {
  await open('philanthropists');
  await screen.findByText('Ruth Abernathy');
  await fireEvent.input(screen.getByLabelText('Name of the segment'), { target: { value: 'Heritage press' } });
  screen.getByRole('button', { name: 'Save segment' }).click();
  await screen.findByText('There is already a segment “Heritage press”. Nothing was saved.');
  expect(screen.getByText('Ruth Abernathy')).toBeTruthy();
});
