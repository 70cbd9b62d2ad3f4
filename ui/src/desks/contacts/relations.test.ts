import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { expect, test } from 'vitest';

import { notices } from '../../app/notices.svelte';
import { faults } from '../../testing/axe';
import { open, pages, sent, type } from '../../testing/page';

pages();

test('what somebody is to others stands with its word, and leads to the other', async () => {
  const { container } = await open('#/contacts/1');
  const title = await screen.findByRole('heading', { name: 'Relations' });
  const section = within(title.closest('section')!);
  expect(section.getByText('Has as assistant')).toBeTruthy();
  expect(section.getByText('mentor of')).toBeTruthy();
  expect(section.getByRole('link', { name: 'Daniel Achterberg' }).getAttribute('href')).toBe('#/contacts/2');
  expect(await faults(container)).toEqual([]);
});

test('whoever was offered is meant by number, and a word of one’s own has two sides', async () => {
  const daniel = 'Daniel Achterberg <daniel@example.org>';
  await open('#/contacts/1', { contacts_suggest_people: () => [{ id: 2, name: daniel }] });
  await fireEvent.click(await screen.findByRole('button', { name: 'Add a relation…' }));
  const dialog = within(await screen.findByRole('dialog'));
  const kind = dialog.getByLabelText('Ruth Abernathy is');
  await fireEvent.change(kind, { target: { value: 'other' } });
  await type(await dialog.findByLabelText('Your own word'), 'mentor of');
  await type(dialog.getByLabelText('Seen from the other person'), 'mentored by');
  const other = dialog.getByLabelText('Other person');
  await type(other, 'Dan');
  await waitFor(() => expect(sent('contacts_suggest_people')).toEqual([{ beginning: 'Dan' }]));
  await type(other, daniel);
  await waitFor(() => expect(sent('contacts_suggest_people').length).toBe(2));
  await fireEvent.click(dialog.getByRole('button', { name: /^Add relation/ }));
  await waitFor(() =>
    expect(sent('contacts_relate')).toEqual([
      {
        id: 1,
        input: {
          kind: 'other',
          word: 'mentor of',
          back: 'mentored by',
          other: '#2',
          note: '',
        },
      },
    ]),
  );
});

test('what is refused is said at its field, and nothing closes', async () => {
  await open('#/contacts/1', {
    contacts_relate: () => {
      throw {
        code: 'contacts.refused',
        kind: 'refusal',
        what: { key: 'contacts.refused', params: { count: 1 } },
        todo: null,
        places: [{ field: 'other', row: null, at: null, what: { key: 'contacts.fault.no_other', params: {} } }],
        cause: null,
      };
    },
  });
  await fireEvent.click(await screen.findByRole('button', { name: 'Add a relation…' }));
  const dialog = within(await screen.findByRole('dialog'));
  await fireEvent.click(dialog.getByRole('button', { name: /^Add relation/ }));
  expect(await dialog.findByText('Say who the other person is.')).toBeTruthy();
});

test('a relation is taken away with one press, and the toast brings it back', async () => {
  await open('#/contacts/1');
  await fireEvent.click(await screen.findByRole('button', { name: 'More about the relation to Daniel Achterberg' }));
  const menu = within(await screen.findByRole('menu'));
  await fireEvent.click(menu.getByRole('menuitem', { name: /Delete/ }));
  await waitFor(() => expect(sent('contacts_unrelate')).toEqual([{ id: 1, relation: 1 }]));
  expect(notices.list.map((one) => one.text)).toContain('Relation of Ruth Abernathy taken away');
});
