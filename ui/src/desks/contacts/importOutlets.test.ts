import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { expect, test } from 'vitest';

import { notices } from '../../app/notices.svelte';
import type { OutletRequest } from '../../ipc/bindings';
import { refuse } from '../../ipc/testing/double';
import { world } from '../../ipc/testing/world';
import { faults } from '../../testing/axe';
import { open, pages, sent } from '../../testing/page';
import { reader } from '../../text/index.svelte';

pages();

const press = async (name: string | RegExp) => fireEvent.click(await screen.findByRole('button', { name }));
const request = (command: string) => (sent(command).at(-1) as unknown as { request: OutletRequest }).request;
const told = () => notices.list.map((one) => one.text).join('\n');
/** The row of the table whose name is this. */
const row = async (name: string | RegExp) =>
  (await screen.findAllByRole('row')).find((one) => within(one).queryByText(name)) as HTMLElement;

async function chosen(answers: Parameters<typeof open>[1] = {}) {
  const { container } = await open('#/contacts/outlets/import', {
    window_choose_table: () => '/home/ines/medien.csv',
    ...answers,
  });
  await press('Choose a file…');
  await screen.findByRole('button', { name: 'Apply to 2 outlets' });
  return container;
}

test('from the outlets an import leads to a file, and axe finds nothing before there is one', async () => {
  const { container } = await open('#/contacts/outlets', { window_choose_table: () => null });
  await fireEvent.click(await screen.findByRole('link', { name: 'Import…' }, { timeout: 10_000 }));
  await screen.findByText('A list of outlets');
  expect(await faults(container)).toEqual([]);
  await press('Choose a file…');
  await waitFor(() => expect(sent('window_choose_table').length).toBe(1));
  expect(sent('importing_inspect_outlets')).toEqual([]);
  await press(/^Close/);
  await waitFor(() => expect(location.hash).toBe('#/contacts/outlets'));
});

test('each row says what becomes of it and why, in words of the window, and a change stands side by side', async () => {
  const container = await chosen();
  await screen.findByText('Reach: 90,000 becomes 120,000. Appears: Weekly becomes Daily. Other names: Tide.');
  await screen.findByText('Same outlet as row 3.');
  await screen.findByText(/“Funkhaus” is no kind of outlet/);
  await screen.findByText('جريدة الميناء');
  expect(await faults(container)).toEqual([]);
  const [tide] = screen.getAllByRole('row').filter((one) => within(one).queryByText('The Tide'));
  await fireEvent.click(within(tide as HTMLElement).getByRole('button', { name: 'Compare' }));
  const dialog = await screen.findByRole('dialog');
  expect(within(dialog).getByRole('row', { name: 'Appears Weekly Daily' })).toBeTruthy();
  expect(within(dialog).getByRole('row', { name: 'Other names – Tide' })).toBeTruthy();
  expect(await faults(dialog)).toEqual([]);
});

test('a row is left out, a duplicate merged, a cell mended, and exactly what was seen is applied and told with its undo', async () => {
  await chosen({ workspace_undo: () => ({ left: null }) });
  expect(screen.queryByRole('button', { name: 'Keep apart' })).toBeNull();
  await press('Merge');
  await screen.findByRole('button', { name: 'Apply to 3 outlets' });
  expect(request('importing_review_outlets').decisions).toEqual([{ row: 5, decision: 'merge' }]);
  await fireEvent.click(await screen.findByRole('checkbox', { name: 'Take row 2' }));
  await screen.findByRole('button', { name: 'Apply to 2 outlets' });
  const radio = await row('جريدة الميناء');
  await fireEvent.click(within(radio).getByRole('button', { name: 'Mend' }));
  const cell = (await screen.findByRole('textbox', { name: 'The cell of row 6' })) as HTMLInputElement;
  expect(cell.value).toBe('Funkhaus');
  await fireEvent.input(cell, { target: { value: 'radio' } });
  await fireEvent.keyDown(cell, { key: 'Enter' });
  await press('Apply to 3 outlets');
  await waitFor(() => expect(sent('importing_apply_outlets').length).toBe(1));
  const { decisions, mended } = request('importing_apply_outlets');
  expect(decisions).toEqual([
    { row: 5, decision: 'merge' },
    { row: 2, decision: 'skip' },
  ]);
  expect(mended).toEqual([{ row: 6, column: 1, text: 'radio' }]);
  expect((sent('importing_apply_outlets')[0] as unknown as { seal: string }).seal).toBe(
    JSON.stringify([decisions, mended]),
  );
  await waitFor(() => expect(told()).toContain('1 outlet added, 2 changed, 1 row refused'));
  expect(location.hash).toBe('#/contacts/outlets');
});

test('a decision that another one makes pointless goes, and nothing stands still', async () => {
  await chosen();
  await press('Merge');
  await screen.findByRole('button', { name: 'Apply to 3 outlets' });
  await fireEvent.click(await screen.findByRole('checkbox', { name: 'Take row 3' }));
  await waitFor(() => expect(request('importing_outlet_rows').decisions).toEqual([{ row: 3, decision: 'skip' }]));
  await screen.findByRole('button', { name: 'Apply to 2 outlets' });
  expect(screen.queryByRole('alert')).toBeNull();
});

test('all duplicates are merged at once', async () => {
  await chosen();
  await fireEvent.click(await screen.findByRole('tab', { name: /Duplicates/ }));
  await press('Merge all');
  await screen.findByRole('button', { name: 'Apply to 3 outlets' });
  expect(request('importing_review_outlets').decisions).toEqual([{ row: 5, decision: 'merge' }]);
});

test('another column is looked at anew, and what was decided of the former look is gone', async () => {
  await chosen();
  await press('Merge');
  await screen.findByRole('button', { name: 'Apply to 3 outlets' });
  await fireEvent.change(screen.getByRole('combobox', { name: 'What the column Rating holds' }), {
    target: { value: 'note' },
  });
  await waitFor(() => expect(request('importing_review_outlets').mapping.fields[4]).toBe('note'));
  expect(request('importing_review_outlets').decisions).toEqual([]);
  await fireEvent.change(screen.getByRole('combobox', { name: 'Between several names or audiences' }), {
    target: { value: '|' },
  });
  await waitFor(() => expect(request('importing_review_outlets').mapping.split).toBe('|'));
});

test('the refused rows and a report are saved where somebody says', async () => {
  await chosen({ window_choose_save: ({ name }) => `/home/ines/${String(name)}` });
  await press('Save the 2 refused…');
  await waitFor(() => expect(told()).toContain('2 rows written to /home/ines/medien refused.csv'));
  await press('Save a report…');
  await waitFor(() => expect(told()).toContain('6 rows written to /home/ines/medien report.csv'));
});

test('a file that says something else since is not applied, and can be looked at again', async () => {
  let since = true;
  await chosen({
    importing_apply_outlets: () =>
      since ? refuse('importing.outlets_changed', {}, [], 'importing.outlets_changed.todo') : undefined,
  });
  await press('Apply to 2 outlets');
  await screen.findByText(/says something else than when you looked/);
  expect(location.hash).toBe('#/contacts/outlets/import');
  since = false;
  await press('Try again');
  await waitFor(() => expect(screen.queryByText(/says something else than when you looked/)).toBeNull());
  await screen.findByText('Same outlet as row 3.');
});

test('rows that could not be read are asked for again', async () => {
  let gone = true;
  const rows = world('full')['importing_outlet_rows'];
  await chosen({
    importing_outlet_rows: (args: never) => (gone ? refuse('importing.cancelled') : rows?.(args)),
  });
  const again = await screen.findByRole('button', { name: 'Try again' });
  gone = false;
  await fireEvent.click(again);
  await screen.findByText('Same outlet as row 3.');
});

test('a file that cannot be read is told in its place, and so is one whose names no column holds', async () => {
  const { container } = await open('#/contacts/outlets/import', {
    window_choose_table: () => '/home/ines/pictures.zip',
    importing_inspect_outlets: () => refuse('importing.no_rows', { file: 'pictures.zip' }),
  });
  await press('Choose a file…');
  await screen.findByText(/pictures\.zip/);
  expect(await faults(container)).toEqual([]);
});

test('without a column of names it says so beside the columns, and nothing can be applied', async () => {
  await open('#/contacts/outlets/import', {
    window_choose_table: () => '/home/ines/medien.csv',
    importing_review_outlets: () => refuse('importing.no_outlet_name', {}, [], 'importing.no_outlet_name.todo'),
  });
  await press('Choose a file…');
  await screen.findByText(/No column holds the names of outlets/);
  await screen.findByRole('combobox', { name: 'What the column Medium holds' });
  expect(screen.getByRole('button', { name: /^Apply to/ }).getAttribute('aria-disabled')).toBe('true');
});

test('in German every word of it is German', async () => {
  reader.choose('de-DE');
  try {
    await open('#/contacts/outlets/import', { ...world('full'), window_choose_table: () => '/home/ines/medien.csv' });
    await press('Datei wählen …');
    await screen.findByRole('button', { name: 'Auf 2 Medien anwenden' });
    await screen.findByText(/Erscheint: aus Wöchentlich wird Täglich|Wöchentlich/);
  } finally {
    reader.choose('en-GB');
  }
});
