import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { expect, test } from 'vitest';

import { notices } from '../../app/notices.svelte';
import { faults } from '../../testing/axe';
import { open, pages, sent, type } from '../../testing/page';

pages();

test('somebody is restricted with a reason, and not without one', async () => {
  const { container } = await open('#/contacts/1', { contacts_restrict: () => null });
  await fireEvent.click(await screen.findByRole('switch', { name: 'Processing restricted' }));
  const dialog = await screen.findByRole('dialog', { name: 'Keep everything about Ruth Abernathy, and use nothing?' });
  const act = within(dialog).getByRole('button', { name: 'Restrict' });
  expect(act.getAttribute('aria-disabled')).toBe('true');
  expect(await faults(container)).toEqual([]);
  await type(within(dialog).getByLabelText(/Reason/), ' says it is wrong ');
  await fireEvent.click(act);
  await waitFor(() => expect(sent('contacts_restrict')).toEqual([{ id: 1, reason: 'says it is wrong' }]));
});

test('notes that speak of health are hinted at while they are typed', async () => {
  await open('#/contacts/1');
  await fireEvent.click(await screen.findByRole('button', { name: 'Edit' }));
  const dialog = await screen.findByRole('dialog');
  const notes = within(dialog).getByLabelText('Notes');
  await type(notes, 'Back in May after a sick leave');
  expect(await within(dialog).findByText(/This may speak of health\./)).toBeTruthy();
  await type(notes, 'Back in May');
  await waitFor(() => expect(within(dialog).queryByText(/This may speak of/)).toBeNull());
});

test('an export says of how many the notes stayed here, and takes them along when it is told to', async () => {
  await open('#/contacts', {
    window_choose_save: () => '/home/ines/people.xlsx',
    segments_export: () => ({ people: 2140, without_notes: 3, without_restricted: 2 }),
  });
  const choose = async () => {
    await fireEvent.click(await screen.findByRole('button', { name: 'Export…' }));
    return screen.findByRole('dialog', { name: 'Export people' });
  };
  await fireEvent.click(within(await choose()).getByRole('button', { name: 'Save…' }));
  await waitFor(() => expect(sent('segments_export').at(-1)).toMatchObject({ about: { all_notes: false } }));
  await waitFor(() => expect(notices.list.at(-1)?.text).toMatch(/notes on 3 people stayed here/));
  expect(notices.list.at(-1)?.text).toMatch(/2 restricted people stayed here/);
  const dialog = await choose();
  await fireEvent.click(within(dialog).getByRole('checkbox', { name: /^With notes that may speak of health/ }));
  await fireEvent.click(within(dialog).getByRole('button', { name: 'Save…' }));
  await waitFor(() =>
    expect(sent('segments_export').at(-1)).toMatchObject({ about: { all_notes: true, with_restricted: false } }),
  );
});

test('the record of processing is written where the user says', async () => {
  await open('#/settings/organisation', {
    window_choose_save: () => '/home/ines/record.html',
    records_save_processing: () => '/home/ines/record.html',
  });
  await fireEvent.click(await screen.findByRole('button', { name: 'Save the record…' }));
  await waitFor(() =>
    expect(sent('records_save_processing')).toEqual([{ to: '/home/ines/record.html', language: 'en' }]),
  );
  await waitFor(() => expect(notices.list.at(-1)?.text).toBe('Saved as /home/ines/record.html'));
});
