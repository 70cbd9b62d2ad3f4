import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import { beforeAll, beforeEach, expect, test } from 'vitest';

import Frame from '../../app/Frame.svelte';
import { router } from '../../app/router.svelte';
import { changed } from '../../ipc/live.svelte';
import { asked, install } from '../../ipc/testing/double';
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

async function open(hash: string, name = 'full') {
  install(world(name));
  location.hash = hash;
  window.dispatchEvent(new HashChangeEvent('hashchange'));
  return render(Frame, { workspace });
}
const sent = (command: string) => asked.filter((one) => one.command === command).map((one) => one.args);
const type = async (field: HTMLElement, value: string) => fireEvent.input(field, { target: { value } });
const menu = async (name: string | RegExp) => {
  await waitFor(() => expect(sent('views_all').length).toBeGreaterThan(0));
  (await screen.findByRole('button', { name: 'Views' })).click();
  return screen.findByRole('menuitem', { name });
};

test('a view brings its columns, its order and its question into the table, and says what is gone', async () => {
  const { container } = await open('#/contacts');
  (await menu('Arts, warmest first')).click();
  await waitFor(() =>
    expect(sent('segments_open_view').at(-1)).toEqual({
      question: { query: 'beat:arts', segment: null, search: '', sort: 'warmth', descending: true },
    }),
  );
  const heads = () => screen.getAllByRole('columnheader').map((head) => head.textContent?.replace(/[^A-Za-z].*$/, ''));
  await waitFor(() => expect(heads().slice(1)).toEqual(['Name', 'Outlet', 'Warmth']));
  expect(screen.getByText('beat:arts')).toBeTruthy();
  expect(await faults(container)).toEqual([]);
  screen.getByRole('button', { name: 'Remove Question of the view beat:arts' }).click();
  await waitFor(() => expect(sent('segments_open_view').at(-1)).toMatchObject({ question: { query: null } }));
  (await menu(/^Everybody who writes/)).click();
  await screen.findByText('The field “Print run” is gone. The view shows the rest.');
});

test('the table is saved as it stands, in the place of a view that has the name', async () => {
  await open('#/contacts');
  (await menu('Save this table as a view…')).click();
  const dialog = await screen.findByRole('dialog');
  expect(await faults(dialog)).toEqual([]);
  await type(within(dialog).getByLabelText('Name of the view'), 'Save this table as a view…');
  within(dialog).getByRole('button', { name: 'Save the view' }).click();
  await waitFor(() => expect(sent('views_save').length).toBe(1));
  const { name, state } = sent('views_save')[0] as {
    name: string;
    state: { columns: { key: string }[]; sort: string };
  };
  expect([name, state.sort, state.columns[0]?.key]).toEqual(['Save this table as a view…', 'name', 'name']);
  changed([{ topic: 'view', id: 9 }]);
  // A view may be called as an act is.
  (await screen.findByRole('button', { name: 'Views' })).click();
  await waitFor(() => expect(screen.getAllByRole('menuitem', { name: 'Save this table as a view…' }).length).toBe(2));
  screen.getAllByRole('menuitem', { name: 'Save this table as a view…' })[0]?.click();
  const again = await screen.findByRole('dialog');
  await type(within(again).getByLabelText('Name of the view'), 'ARTS, warmest first');
  within(again).getByRole('button', { name: 'Replace the view' }).click();
  await waitFor(() => expect(sent('views_replace')).toMatchObject([{ view: 1 }]));
});

test('views are renamed and deleted, and a name that is refused is told at its field', async () => {
  await open('#/contacts');
  await menu('報道関係者');
  screen.getByRole('menuitem', { name: 'Rename and delete views…' }).click();
  const dialog = await screen.findByRole('dialog', { name: 'Views of this table' });
  expect(await faults(dialog)).toEqual([]);
  within(dialog).getByRole('button', { name: 'Delete 報道関係者' }).click();
  await waitFor(() => expect(sent('views_delete')).toEqual([{ view: 4 }]));
  within(dialog).getByRole('button', { name: 'Rename Arts, warmest first' }).click();
  const naming = await screen.findByRole('dialog', { name: 'Another name for the view' });
  await type(within(naming).getByLabelText('Name of the view'), 'Arts');
  within(naming).getByRole('button', { name: 'Rename' }).click();
  await waitFor(() => expect(sent('views_rename')).toEqual([{ view: 1, name: 'Arts' }]));
});

test('without a view there is nothing to rename, and that is said', async () => {
  install({ ...world('full'), views_all: () => [] });
  location.hash = '#/contacts';
  window.dispatchEvent(new HashChangeEvent('hashchange'));
  render(Frame, { workspace });
  const manage = await menu('Rename and delete views…');
  expect([manage.getAttribute('aria-disabled'), manage.title]).toEqual(['true', 'There is no view yet.']);
});

test('a past is told a page at a time, and shown whole as it was on a day', async () => {
  const { container } = await open('#/contacts/1', 'huge');
  const past = await screen.findByRole('list', { name: 'History' });
  expect(within(past).getAllByText('Undo: Ruth Abernathy changed').length).toBe(1);
  const count = () => past.querySelectorAll(':scope > li').length;
  expect(count()).toBe(20);
  screen.getByRole('button', { name: 'Show earlier ones' }).click();
  await waitFor(() => expect(count()).toBe(40));
  expect(await faults(container)).toEqual([]);
  screen.getByRole('button', { name: 'As it was on…' }).click();
  const dialog = await screen.findByRole('dialog', { name: /, as it was$/ });
  await type(within(dialog).getByLabelText('At the end of this day'), '3 May 2026');
  await within(dialog).findByText('United Kingdom');
  expect(within(dialog).getByText('yes')).toBeTruthy();
  expect(sent('contacts_as_they_were').at(-1)).toMatchObject({ day: '2026-05-03', zone: expect.any(String) });
  expect(await faults(dialog)).toEqual([]);
  await type(within(dialog).getByLabelText('At the end of this day'), '3 May 2001');
  await within(dialog).findByText('Nothing was here on that day.');
});

test('earlier imports are listed with what each did, and one is taken back', async () => {
  const { container } = await open('#/contacts/import');
  const list = await screen.findByRole('region', { name: 'Earlier imports' });
  // Two of people, two of outlets.
  expect(within(list).getAllByRole('listitem').length).toBe(4);
  expect(within(list).getAllByText('taken back since').length).toBe(2);
  expect(await faults(container)).toEqual([]);
  within(list)
    .getByRole('button', { name: /^Undo the import of Every lighthouse/ })
    .click();
  await waitFor(() => expect(sent('workspace_undo')).toEqual([{ action: 12 }]));
});
