import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import { beforeAll, beforeEach, expect, test } from 'vitest';

import Frame from '../../app/Frame.svelte';
import { notices } from '../../app/notices.svelte';
import { router } from '../../app/router.svelte';
import { asked, install } from '../../ipc/testing/double';
import { workspace, world } from '../../ipc/testing/world';
import { faults } from '../../testing/axe';

beforeAll(() => {
  HTMLDialogElement.prototype.showModal ??= function (this: HTMLDialogElement) {
    this.setAttribute('open', '');
  };
  // The test's own page tree does not tell which option is chosen.
  HTMLSelectElement.prototype.querySelector = function (this: HTMLSelectElement, selector: string) {
    return selector === ':checked' ? this.selectedOptions[0] : Element.prototype.querySelector.call(this, selector);
  } as typeof HTMLSelectElement.prototype.querySelector;
});
let stop = () => {};
beforeEach(() => {
  stop();
  stop = router.listen();
  localStorage.clear();
});

async function open(name = 'full') {
  install(world(name));
  location.hash = '#/contacts/outlets';
  window.dispatchEvent(new HashChangeEvent('hashchange'));
  const shown = render(Frame, { workspace });
  await waitFor(() => expect(rows().length).toBeGreaterThan(3));
  return shown;
}
const rows = () => screen.getAllByRole('row').filter((row) => within(row).queryByRole('link'));
const heads = () => screen.getAllByRole('columnheader').map((head) => head.textContent?.replace(/ [↑↓].*$/, '').trim());
const sent = (command: string) => asked.filter((one) => one.command === command).map((one) => one.args);
const told = () => notices.list.at(-1)?.text;

test('the columns of outlets are chosen, sorted by and kept apart from those of people', async () => {
  const { container } = await open();
  expect(heads().slice(1)).toContain('Audiences');
  screen.getByRole('button', { name: 'Columns' }).click();
  (await screen.findByRole('checkbox', { name: 'Website' })).click();
  screen.getByRole('button', { name: 'Close' }).click();
  await waitFor(() => expect(heads().at(-1)).toBe('Website'));
  screen.getByRole('button', { name: 'Website' }).click();
  await waitFor(() => expect(sent('contacts_outlets').at(-1)).toMatchObject({ question: { sort: 'website' } }));
  screen.getByRole('button', { name: /^Reach/ }).click();
  await waitFor(() =>
    expect(sent('contacts_outlets').at(-1)).toMatchObject({ question: { sort: 'reach', descending: true } }),
  );
  expect(await faults(container)).toEqual([]);
  expect(Object.keys(localStorage).filter((key) => key.includes('outlets.columns')).length).toBe(1);
});

test('audiences come to what stands there with many outlets, counted before', async () => {
  await open();
  rows()
    .slice(0, 3)
    .forEach((row) => within(row).getByRole('checkbox').click());
  await screen.findByText('3 chosen');
  screen.getByRole('button', { name: 'Change…' }).click();
  const dialog = await screen.findByRole('dialog', { name: 'Change 3 outlets' });
  await fireEvent.change(within(dialog).getByLabelText('Column'), { target: { value: 'audiences' } });
  (await within(dialog).findByRole('checkbox', { name: 'Add these to what stands there' })).click();
  await fireEvent.input(within(dialog).getByLabelText('Says from now on'), { target: { value: 'parents, artists' } });
  await within(dialog).findByText(/3 outlets change; 0 say it already; none is refused/);
  expect(sent('contacts_set_outlets').at(-1)).toMatchObject({
    setting: { set: [], add: ['parents', ' artists'] },
    apply: false,
  });
  expect(await faults(dialog)).toEqual([]);
  within(dialog).getByRole('button', { name: 'Change 3 outlets' }).click();
  await waitFor(() => expect(told()).toBe('3 outlets changed'));
  expect(sent('contacts_set_outlets').at(-1)).toMatchObject({ apply: true });
});

test('a kind is chosen in its cell, and rows are copied as they stand', async () => {
  await open();
  const grid = screen.getByRole('grid', { name: 'Outlets' });
  grid.focus();
  for (const key of ['ArrowRight', 'ArrowRight', 'F2']) await fireEvent.keyDown(grid, { key });
  const cell = await screen.findByRole('combobox', { name: /^Kind of / });
  expect(within(cell).getByRole('option', { name: 'Podcast' })).toBeTruthy();
  await fireEvent.change(cell, { target: { value: 'podcast' } });
  await fireEvent.keyDown(cell, { key: 'Enter' });
  await waitFor(() => expect(sent('contacts_edit_outlet_cells')).toHaveLength(1));
  expect(sent('contacts_edit_outlet_cells')[0]).toMatchObject({ edits: [{ column: 'kind', text: 'podcast' }] });
  await fireEvent.keyDown(grid, { key: 'a', ctrlKey: true });
  await waitFor(() => expect(screen.getByText(/chosen$/)).toBeTruthy());
  await fireEvent.keyDown(grid, { key: 'c', ctrlKey: true });
  await waitFor(() => expect(sent('contacts_copy_outlets')).toHaveLength(1));
});

test('a view of outlets is not offered for people, and is saved as one of outlets', async () => {
  await open();
  await waitFor(() => expect(sent('views_all').length).toBeGreaterThan(0));
  screen.getByRole('button', { name: 'Views' }).click();
  expect(screen.queryByRole('menuitem', { name: 'Arts, warmest first' })).toBeNull();
  (await screen.findByRole('menuitem', { name: 'Save this table as a view…' })).click();
  const dialog = await screen.findByRole('dialog');
  await fireEvent.input(within(dialog).getByLabelText('Name of the view'), { target: { value: 'By reach' } });
  within(dialog).getByRole('button', { name: 'Save the view' }).click();
  await waitFor(() =>
    expect(sent('views_save').at(-1)).toMatchObject({ name: 'By reach', state: { table: 'outlets' } }),
  );
});
