import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import { beforeEach, expect, test } from 'vitest';

import { notices } from '../../app/notices.svelte';
import type { RevisionCard, RevisionDifference } from '../../ipc/bindings';
import { asked, install, refuse } from '../../ipc/testing/double';
import { world } from '../../ipc/testing/world';
import { faults } from '../../testing/axe';
import type { Draft } from './draft.svelte';
import Revisions from './Revisions.svelte';

const sent = (command: string) => asked.filter((one) => one.command === command).map((one) => one.args);
const kept = (number: number, name: string | null): RevisionCard => ({
  id: 10 + number,
  number,
  why: name ? 'named' : 'idle',
  name,
  actor: 'Ines Calder',
  made_at: 1_795_000_000_000 + number,
  hash: 'ab',
  words: 120,
});
const HISTORY = [kept(3, 'Nach den Anwältinnen'), kept(2, null), kept(1, '写真の前 '.repeat(30))];

function revisions(more: Record<string, unknown> = {}) {
  install({ ...world('full'), literature_history: () => HISTORY, ...more } as ReturnType<typeof world>);
  let flushed = 0;
  const draft = {
    version: 1,
    flush: () => {
      flushed += 1;
      return Promise.resolve();
    },
  } as unknown as Draft;
  return { ...render(Revisions, { id: 1, draft }), flushed: () => flushed };
}

beforeEach(() => {
  asked.length = 0;
  for (const notice of notices.list) notices.dismiss(notice.id);
});

test('a revision is compared with the text of now, and with any that was kept after it', async () => {
  const { flushed } = revisions();
  await fireEvent.click(await screen.findByRole('button', { name: /^写真の前/ }));
  const dialog = await screen.findByRole('dialog');
  await within(dialog).findByText(/Since then 1 word taken out, 2 words added/);
  expect(sent('literature_difference')).toEqual([{ id: 11 }]);
  const choice = within(dialog).getByRole('combobox', { name: 'Compared with' });
  expect(
    within(choice)
      .getAllByRole('option')
      .map((one) => one.textContent),
  ).toEqual(['The text as it is now', 'Nach den Anwältinnen', 'Revision 2']);
  await fireEvent.change(choice, { target: { value: '12' } });
  await within(dialog).findByText('wholly');
  expect(sent('literature_change_between')).toEqual([{ then: 11, now: 12 }]);
  expect(dialog.textContent).toContain('and what is different in Revision 2');
  await fireEvent.click(within(dialog).getByRole('radio', { name: 'Side by side' }));
  expect(within(dialog).getAllByText('Revision 2').length).toBeGreaterThan(1);
  expect(flushed()).toBe(2);
  expect(await faults(document.body)).toEqual([]);
  // And back to what it is now.
  await fireEvent.change(choice, { target: { value: 'now' } });
  await waitFor(() => expect(sent('literature_difference')).toHaveLength(2));
});

test('what nothing was kept after is compared with the text of now alone', async () => {
  revisions();
  await fireEvent.click(await screen.findByRole('button', { name: 'Nach den Anwältinnen' }));
  const dialog = await screen.findByRole('dialog');
  expect(within(dialog).queryByRole('combobox')).toBeNull();
});

test('bringing one back can be undone, and what is refused is said', async () => {
  const first = revisions({ literature_restore: () => null });
  await fireEvent.click(await screen.findByRole('button', { name: 'Revision 2' }));
  await fireEvent.click(await screen.findByRole('button', { name: 'Bring back' }));
  await waitFor(() => expect(sent('literature_restore')).toEqual([{ id: 12 }]));
  await waitFor(() => expect(notices.list.at(-1)?.action?.label).toBe('Undo'));
  first.unmount();
  revisions({ literature_difference: () => refuse('literature.no_revision', { id: 12 }) });
  await fireEvent.click(await screen.findByRole('button', { name: 'Revision 2' }));
  await waitFor(() => expect(notices.list.at(-1)?.problem?.code).toBe('literature.no_revision'));
  expect(screen.queryByRole('dialog')).toBeNull();
});

const difference = (words: string, more: Partial<RevisionDifference> = {}): RevisionDifference => ({
  lines: [{ folded: 0, pieces: [{ how: 'added', place: 1, text: words }] }],
  gone: 0,
  added: 1,
  changed: 1,
  places: 1,
  base: 'b',
  ...more,
});

test('signs that are others are a difference, too, and can be brought back', async () => {
  const first = revisions({ literature_difference: () => difference('.', { added: 0, changed: 0 }) });
  await fireEvent.click(await screen.findByRole('button', { name: 'Revision 2' }));
  const dialog = within(await screen.findByRole('dialog'));
  dialog.getByText('Since then no word is another, but punctuation, stress or layout is.');
  expect(dialog.queryByText('Nothing is different.')).toBeNull();
  expect(dialog.getByRole('button', { name: 'Bring back' }).getAttribute('aria-disabled')).not.toBe('true');
  first.unmount();
  revisions({ literature_difference: () => difference('', { lines: [], added: 0, changed: 0, places: 0 }) });
  await fireEvent.click(await screen.findByRole('button', { name: 'Revision 2' }));
  expect((await screen.findByRole('button', { name: /^Bring back/ })).getAttribute('aria-disabled')).toBe('true');
});

test('of two quick choices the later one is shown, however long the first takes', async () => {
  const answers = new Map<unknown, () => void>();
  revisions({
    literature_change_between: ({ now }: { now?: unknown }) =>
      new Promise((done) => answers.set(now, () => done(difference(`with ${now}`)))),
  });
  await fireEvent.click(await screen.findByRole('button', { name: /^写真の前/ }));
  const dialog = await screen.findByRole('dialog');
  const choice = within(dialog).getByRole('combobox', { name: 'Compared with' });
  await fireEvent.change(choice, { target: { value: '12' } });
  await fireEvent.change(choice, { target: { value: '13' } });
  await waitFor(() => expect(answers.size).toBe(2));
  answers.get(13)?.();
  await within(dialog).findByText('with 13');
  answers.get(12)?.();
  await new Promise((done) => setTimeout(done, 20));
  expect(within(dialog).queryByText('with 12')).toBeNull();
  within(dialog).getByText('with 13');
});
