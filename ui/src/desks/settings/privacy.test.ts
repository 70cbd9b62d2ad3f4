import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { expect, test } from 'vitest';

import { notices } from '../../app/notices.svelte';
import { refuse } from '../../ipc/testing/double';
import { need } from '../../ipc/testing/today';
import { faults } from '../../testing/axe';
import { open, pages, sent, type } from '../../testing/page';

pages();

test('the notice is written in two languages, switched on, and refused where it names no source', async () => {
  let refused = true;
  const { container } = await open('#/settings/privacy', {
    notice_set: () => {
      if (refused)
        refuse('rendering.notice', { why: 'source', what: '', mark: '{{ source }}' }, [
          { field: 'en', row: null, column: null, length: null, what: null, proposal: null },
        ]);
      return null;
    },
  });
  const english = await screen.findByLabelText('Text in mails in English and all other languages');
  expect(screen.getByRole('button', { name: 'Save the text' }).getAttribute('aria-disabled')).toBe('true');
  await type(english, 'We have your data.');
  await fireEvent.click(screen.getByRole('button', { name: 'Save the text' }));
  expect(await screen.findByText(/does not say where the data come from; put \{\{ source \}\}/)).toBeTruthy();
  expect(english.getAttribute('aria-invalid')).toBe('true');
  expect(await faults(container)).toEqual([]);
  refused = false;
  await fireEvent.click(screen.getByRole('button', { name: 'Take the proposal' }));
  await waitFor(() => expect((english as HTMLTextAreaElement).value).toBe('Proposed: {{ source }}.'));
  await fireEvent.click(screen.getByRole('switch', { name: /^First mails/ }));
  await waitFor(() =>
    expect(sent('notice_set').at(-1)).toEqual({
      notice: { on: true, en: 'Proposed: {{ source }}.', de: 'Vorschlag: {{ source }}.' },
    }),
  );
  await waitFor(() => expect(notices.list.at(-1)?.text).toBe('First mails carry the privacy notice from now on'));
});

test('a source is ticked as people’s own word, and who is owed the notice is one link away', async () => {
  await open('#/settings/privacy');
  await fireEvent.click(await screen.findByRole('checkbox', { name: 'Her card, press day' }));
  await waitFor(() => expect(sent('notice_set_own_source')).toEqual([{ source: 'Her card, press day', own: true }]));
  const link = screen.getByRole('link', { name: '38 people are owed it' });
  expect(link.getAttribute('href')).toBe('#/segments/new?query=notice%3Adue');
});

test('whoever was told otherwise is noted with the way, and a fault stands at its field', async () => {
  const owed = { owed_for: ['Press guide'], due_on: '2026-11-23', overdue: true, by_mail: null, by_other_means: null };
  await open('#/contacts/1', {
    notice_of: () => owed,
    notice_note_given: ({ how }: { how: string }) => {
      if (!how)
        refuse('distribution.notice.how', { most: 300 }, [
          { field: 'how', row: null, column: null, length: null, what: null, proposal: null },
        ]);
      return 1;
    },
  });
  expect(await screen.findByText(/Overdue: it was owed by 23 November 2026/)).toBeTruthy();
  await fireEvent.click(screen.getByRole('button', { name: 'Was told otherwise…' }));
  const dialog = await screen.findByRole('dialog', { name: /was told by other means/ });
  await fireEvent.click(within(dialog).getByRole('button', { name: 'Note it' }));
  expect(await within(dialog).findByText(/Say in a few words how they were told/)).toBeTruthy();
  await type(within(dialog).getByLabelText(/^How they were told/), 'by post');
  await fireEvent.click(within(dialog).getByRole('button', { name: 'Note it' }));
  await waitFor(() => expect(sent('notice_note_given').at(-1)).toEqual({ to: 'person:1', on: '', how: 'by post' }));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
});

test('Today says how many wait for the notice since more than a month, and nothing where nobody does', async () => {
  await open('#/today', { today_needs: () => [need('notice', { n: 12, on: 'no' })] });
  expect(await screen.findByText('12 people wait for word of where you have their data from')).toBeTruthy();
  expect(screen.getByRole('link', { name: 'Set up' }).getAttribute('href')).toBe('#/settings/privacy');
});

const concerned = {
  id: 1,
  kind: 'journalist',
  name: 'Ruth Abernathy',
  outlet: 'The Tide',
  role: 'Editor',
  beats: [],
  city: '',
  country: '',
  language: '',
  address: 'ruth@tide.example.org',
  do_not_contact: false,
  suppressed: false,
  restricted: false,
  role_mailbox: false,
  also: null,
  entered_at: Date.UTC(2023, 4, 3),
  mailed_at: null,
  touched_at: Date.UTC(2024, 1, 9),
  kept: null,
};

test('whom the retention rule asks about is decided on the keyboard, one after another', async () => {
  let left = [concerned, { ...concerned, id: 2, name: 'محمد عبد الله '.repeat(20), address: '' }];
  const { container } = await open('#/contacts/retention', {
    touches_retention: () => ({ on: true, months: 24, concerned: left.length }),
    touches_concerned: ({ skip }: { skip: number }) => left.slice(skip, skip + 1),
    touches_keep: ({ until, reason }: { until: string; reason: string }) => {
      if (!reason)
        refuse('touches.retention.reason', { most: 300 }, [
          { field: 'reason', row: null, column: null, length: null, what: null, proposal: null },
        ]);
      left = left.slice(1);
      return { until, reason, by: 'Ines Calder', noted_at: 0 };
    },
  });
  const page = await screen.findByRole('region', { name: 'No reason to keep them?' });
  expect(await screen.findByText('2 people left')).toBeTruthy();
  expect(await screen.findByRole('heading', { name: 'Ruth Abernathy' })).toBeTruthy();
  expect(await faults(container)).toEqual([]);
  const press = (key: string) => page.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
  press('s');
  expect(await screen.findByRole('heading', { name: /محمد/ })).toBeTruthy();
  press('b');
  expect(await screen.findByRole('heading', { name: 'Ruth Abernathy' })).toBeTruthy();
  press('k');
  const dialog = await screen.findByRole('dialog', { name: 'Keep Ruth Abernathy' });
  await fireEvent.click(within(dialog).getByRole('button', { name: 'Keep' }));
  expect(await within(dialog).findByText(/Say why they are kept/)).toBeTruthy();
  await type(within(dialog).getByLabelText(/^Reason/), 'owns the archive');
  await fireEvent.click(within(dialog).getByRole('button', { name: 'Keep' }));
  await waitFor(() => expect(sent('touches_keep').at(-1)).toMatchObject({ person: 1, reason: 'owns the archive' }));
  expect(await screen.findByRole('heading', { name: /محمد/ })).toBeTruthy();
  press('r');
  expect(await screen.findByRole('dialog', { name: /^Keep everything about/ })).toBeTruthy();
});

test('Today counts whom the retention rule asks about', async () => {
  await open('#/today', { today_needs: () => [need('retention', { n: 3, months: 24 })] });
  expect(await screen.findByText('3 people without contact for 24 months')).toBeTruthy();
});

test('a rule that is off asks about nobody, and says where it is switched on', async () => {
  await open('#/contacts/retention');
  expect(await screen.findByText('The retention rule is off')).toBeTruthy();
});
