import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import { beforeAll, beforeEach, expect, test } from 'vitest';

import Frame from '../../app/Frame.svelte';
import { notices } from '../../app/notices.svelte';
import { router } from '../../app/router.svelte';
import { asked, install } from '../../ipc/testing/double';
import { workspace, world } from '../../ipc/testing/world';
import { faults } from '../../testing/axe';

let under: Element | null = null;
beforeAll(() => {
  HTMLDialogElement.prototype.showModal ??= function (this: HTMLDialogElement) {
    this.setAttribute('open', '');
  };
  document.elementFromPoint = () => under;
});
let stop = () => {};
beforeEach(() => {
  stop();
  stop = router.listen();
  localStorage.clear();
});

async function open() {
  install(world('full'));
  location.hash = '#/contacts';
  window.dispatchEvent(new HashChangeEvent('hashchange'));
  const shown = render(Frame, { workspace });
  await screen.findByRole('tab', { name: /Everyone/ });
  await waitFor(() => expect(rows().length).toBeGreaterThan(3));
  return shown;
}
const rows = () => screen.getAllByRole('row').filter((row) => within(row).queryByRole('link'));
const sent = (command: string) => asked.filter((one) => one.command === command).map((one) => one.args);
const image = () => document.querySelector('.carried');
const tab = (name: RegExp) => screen.getByRole('tab', { name });

/** Lifts a row; `over` carries it on. */
async function lift(row: Element) {
  await fireEvent.pointerDown(row, { button: 0, buttons: 1, clientX: 10, clientY: 10 });
  await fireEvent.pointerMove(window, { buttons: 1, clientX: 30, clientY: 40 });
}
async function over(element: Element) {
  under = element;
  await fireEvent.pointerMove(window, { buttons: 1, clientX: 60, clientY: 20 });
}
async function letGo() {
  await fireEvent.pointerUp(window, { button: 0, clientX: 60, clientY: 20 });
  // The click that a browser makes of it comes with it.
  await new Promise((over) => setTimeout(over));
}
const told = () => notices.list.at(-1)?.text;
const choose = (row: Element) =>
  within(row as HTMLElement)
    .getByRole('checkbox')
    .click();

test('whoever is chosen is carried as one, told by number, onto a list, which is one act', async () => {
  const { container } = await open();
  rows().slice(0, 3).forEach(choose);
  await screen.findByText('3 chosen');
  await lift(rows()[1]!.querySelector('[role="gridcell"]:last-child')!);
  expect(image()?.textContent).toContain('3 people');
  const tray = screen.getByRole('list', { name: 'Let go on a segment or a list' });
  expect(await faults(container)).toEqual([]);
  const list = within(tray).getByText('Opening night').closest('li')!;
  await over(list);
  expect(image()?.textContent).toContain('Put on Opening night');
  expect(list.dataset.over).toBe('yes');
  await letGo();
  await waitFor(() => expect(sent('lists_add_people')).toHaveLength(1));
  expect((sent('lists_add_people')[0] as unknown as { who: { people: number[] } }).who.people).toHaveLength(3);
  expect(image()).toBeNull();
  await waitFor(() => expect(told()).toBe('2 people put on Opening night'));
});

test('a row that is not chosen is carried alone; on a segment it is pinned with a reason, counted before', async () => {
  await open();
  choose(rows()[0]!);
  await lift(rows()[2]!);
  expect(image()?.textContent).toContain('1 person');
  await over(tab(/Heritage press/));
  expect(image()?.textContent).toContain('Pin into Heritage press');
  await letGo();
  const dialog = await screen.findByRole('dialog');
  await within(dialog).findByText(/3 people come; 1 are pinned in it already; 1 was pinned out of it/);
  expect((within(dialog).getByLabelText('Reason') as HTMLInputElement).value).toBe('dragged in from the contacts');
  expect(await faults(dialog)).toEqual([]);
  within(dialog).getByRole('button', { name: 'Pin in' }).click();
  await waitFor(() => expect(told()).toBe('3 people pinned into Heritage press'));
  expect(sent('segments_pin_people')[0]).toMatchObject({ reason: 'dragged in from the contacts' });
});

test('Escape lets everything lie, and a short press is a click', async () => {
  await open();
  await lift(rows()[0]!);
  await over(tab(/Heritage press/));
  await fireEvent.keyDown(document.body, { key: 'Escape' });
  expect(image()).toBeNull();
  await letGo();
  await fireEvent.pointerDown(rows()[0]!, { button: 0, buttons: 1, clientX: 10, clientY: 10 });
  await fireEvent.pointerMove(window, { buttons: 1, clientX: 12, clientY: 11 });
  expect(image()).toBeNull();
  await letGo();
  expect(screen.queryByRole('dialog')).toBeNull();
  expect(sent('segments_would_pin')).toHaveLength(0);
});

test('a whole table is one number for a list, and more than a segment takes: that says why', async () => {
  await open();
  screen.getByRole('checkbox', { name: 'Choose all' }).click();
  await screen.findByText(/chosen$/);
  await lift(rows()[0]!);
  await over(tab(/Heritage press/));
  expect(tab(/Heritage press/).dataset.over).toBe('no');
  expect(image()?.textContent).toContain('A segment takes at most 200 pins. A list takes everybody.');
  await over(screen.getByText('Opening night').closest('li')!);
  await letGo();
  const dialog = await screen.findByRole('dialog');
  await within(dialog).findByText('240 people come; 12 are on it already.');
  within(dialog).getByRole('button', { name: 'Put on the list' }).click();
  await waitFor(() => expect(sent('lists_add_people')).toHaveLength(1));
  expect(sent('lists_add_people')[0]).toMatchObject({ who: { view: expect.any(Number) } });
});

test('the same without a pointer: L puts the row on a list, P pins it into a segment', async () => {
  await open();
  const grid = screen.getByRole('grid');
  grid.focus();
  await fireEvent.keyDown(grid, { key: 'l' });
  await screen.findByText('Put this person on a list');
  screen.getByRole('button', { name: 'Cancel' }).click();
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  await fireEvent.keyDown(grid, { key: 'p' });
  const dialog = await screen.findByRole('dialog', { name: 'Pin this person into a segment' });
  await within(dialog).findByLabelText('Segment');
  expect((within(dialog).getByLabelText('Reason') as HTMLInputElement).value).toBe('');
});
