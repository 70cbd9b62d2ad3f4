import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { expect, test } from 'vitest';

import { notices } from '../../app/notices.svelte';
import { refuse } from '../../ipc/testing/double';
import { faults } from '../../testing/axe';
import { open, pages, sent } from '../../testing/page';

pages();

const told = () => notices.list.map((one) => one.text).join('\n');
const line = async (file: string) => (await screen.findByText(file)).closest('li') as HTMLElement;

test.each(['#/contacts/import', '#/contacts/outlets/import'])(
  'earlier imports of people and of outlets stand in one list, each taken back or done again from there: %s',
  async (place) => {
    const { container } = await open(place, {
      workspace_undo: () => ({ action: 10, label: { key: 'a', params: {} }, left: null }),
      workspace_redo: ({ action }) => {
        if (Number(action) === 6) refuse('workspace.undo_taken.outlet', { name: 'Tide' });
        const params = { count: 1, names: 'Aiko', more: 0 };
        return { action: 99, label: { key: 'a', params: {} }, left: { key: 'importing.redo_left', params } };
      },
    });
    const outlets = await line('medien.csv');
    within(outlets).getByText('41 outlets added, 3 changed, 2 rows refused');
    expect(await faults(container)).toEqual([]);
    await fireEvent.click(within(outlets).getByRole('button', { name: 'Undo the import of medien.csv' }));
    await waitFor(() => expect(sent('workspace_undo')).toEqual([{ action: 10 }]));
    await waitFor(() => expect(told()).toContain('The import of medien.csv was taken back'));

    const people = await line('قائمة الصحفيين.xlsx');
    within(people).getByText('taken back since');
    await fireEvent.click(within(people).getByRole('button', { name: 'Do the import of قائمة الصحفيين.xlsx again' }));
    await waitFor(() => expect(told()).toContain('1 person was not brought back'));
    await fireEvent.click(
      within(await line('Kreis-Medien.ods')).getByRole('button', { name: 'Do the import of Kreis-Medien.ods again' }),
    );
    await waitFor(() => expect(sent('workspace_redo')).toEqual([{ action: 11 }, { action: 6 }]));
    // What is in the way is said.
    await waitFor(() => expect(JSON.stringify(notices.list)).toContain('Tide'));
  },
);
