import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { expect, test } from 'vitest';

import { notices } from '../../app/notices.svelte';
import { faults } from '../../testing/axe';
import { open, pages, sent } from '../../testing/page';

pages();

test('the outlets that the list shows are written in the form that is chosen', async () => {
  await open('#/contacts/outlets', { window_choose_save: () => '/home/ines/Outlets.json' });
  await fireEvent.click(await screen.findByRole('button', { name: 'Export…' }));
  const dialog = await screen.findByRole('dialog');
  expect(await faults(dialog)).toEqual([]);
  await fireEvent.change(within(dialog).getByRole('combobox'), { target: { value: 'json' } });
  await fireEvent.click(within(dialog).getByRole('button', { name: 'Save…' }));
  await waitFor(() => expect(sent('segments_export_outlets').length).toBe(1));
  const asked = sent('segments_export_outlets')[0] as unknown as { outlets: number[]; form: string; to: string };
  expect([asked.form, asked.to, asked.outlets.length > 0]).toEqual(['json', '/home/ines/Outlets.json', true]);
  await waitFor(() =>
    expect(notices.list.map((one) => one.text).join()).toContain('written to /home/ines/Outlets.json'),
  );
});

test('whoever thinks better of it writes nothing', async () => {
  await open('#/contacts/outlets', { window_choose_save: () => null });
  await fireEvent.click(await screen.findByRole('button', { name: 'Export…' }));
  const dialog = await screen.findByRole('dialog');
  await fireEvent.click(within(dialog).getByRole('button', { name: 'Save…' }));
  await waitFor(() => expect(sent('window_choose_save').length).toBe(1));
  expect(sent('segments_export_outlets')).toEqual([]);
});

test('an export of people has columns for their outlets where that is asked for', async () => {
  await open('#/contacts', {
    window_choose_save: () => '/home/ines/people.xlsx',
    segments_export: () => ({ people: 2140, without_notes: 0, without_restricted: 0 }),
  });
  await fireEvent.click(await screen.findByRole('button', { name: 'Export…' }));
  const dialog = await screen.findByRole('dialog');
  await fireEvent.click(
    within(dialog).getByRole('checkbox', { name: 'With columns for what is known of their outlets' }),
  );
  for (const left of ['Website', 'Language', 'Appears', 'Region', 'Kind'])
    await fireEvent.click(within(dialog).getByRole('checkbox', { name: left }));
  await fireEvent.click(within(dialog).getByRole('button', { name: 'Save…' }));
  await waitFor(() =>
    expect(sent('segments_export')).toMatchObject([{ about: { with_outlets: ['reach', 'audiences'] } }]),
  );
});
