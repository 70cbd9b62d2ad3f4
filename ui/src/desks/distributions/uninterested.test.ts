import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { beforeAll, beforeEach, expect, test } from 'vitest';

import type { RelevanceCard, Review, SendRequest } from '../../ipc/bindings';
import { install, refuse } from '../../ipc/testing/double';
import { world } from '../../ipc/testing/world';
import { faults } from '../../testing/axe';
import { open, sent, withDialogs } from './testing';

const CARDS: RelevanceCard[] = [
  { person: 7, name: 'Mia Quist', outlet: 'Arts', score: 0, answered: false, beats: ['music', 'opera'], speaks: [] },
  {
    person: 9,
    name: '田中愛子',
    outlet: '',
    score: 10,
    answered: false,
    beats: [],
    speaks: [{ by: 'note', at: 0, text: 'Paints towers 🗼 of old.', marks: [{ start: 7, length: 6 }] }],
  },
];

/** The page before Send for a text in which these two are probably not interested, as long as they are on the list. */
function unsure(cards: () => RelevanceCard[] | Promise<RelevanceCard[]> = () => CARDS) {
  const full = world('full');
  const review = async (args: Record<string, never>) => {
    const { request } = args as unknown as { request: SendRequest };
    const answer = (await full['distribution_review']?.(args)) as Review;
    const uninterested = [7, 9].filter((person) => !request.left_out.includes(person));
    const what = { key: 'distribution.finding.uninterested', params: { n: uninterested.length, all: 213 } };
    const finding = { blocks: false, what, person: null, places: [], version: null };
    return { ...answer, uninterested, findings: uninterested.length ? [finding] : [] };
  };
  install({ ...full, distribution_review: review, distribution_review_uninterested: cards });
  open('#/distributions/new?document=1&to=Heritage%20press');
}

beforeAll(withDialogs);
beforeEach(() => localStorage.clear());

test('a low score is named, looked at with who and why, and one press leaves them out', async () => {
  unsure();
  await screen.findByText(/^2 of 213 people are probably not interested/);
  (await screen.findByRole('button', { name: 'Who, and why' })).click();
  const dialog = await screen.findByRole('dialog');
  await within(dialog).findByText('Covers music and opera.');
  expect(dialog.querySelector('mark')?.textContent).toBe('towers');
  expect(within(dialog).queryByRole('button', { name: /all the same/ })).toBeNull();
  expect(await faults(dialog)).toEqual([]);
  within(dialog).getByRole('checkbox', { name: 'Leave out Mia Quist' }).click();
  (await within(dialog).findByRole('button', { name: 'Leave this person out' })).click();
  await waitFor(() => expect(sent('distribution_review').at(-1)).toMatchObject({ request: { left_out: [9] } }));
  (await screen.findByRole('button', { name: 'Leave this person out' })).click();
  await waitFor(() => expect(screen.queryByText(/probably not interested/)).toBeNull());
});

test('Send asks once, sends nothing meanwhile, and goes to all of them if that is said', async () => {
  unsure();
  const send = await screen.findByRole('button', { name: 'Send to 213 people' });
  await waitFor(() => expect(send.getAttribute('aria-disabled')).not.toBe('true'));
  await fireEvent.click(send);
  const dialog = await screen.findByRole('dialog');
  await within(dialog).findByText('2 people are probably not interested');
  expect(sent('distribution_send')).toHaveLength(0);
  within(dialog).getByRole('button', { name: 'Close' }).click();
  await fireEvent.click(send);
  (await screen.findByRole('button', { name: 'Send to all 213 all the same' })).click();
  await waitFor(() => expect(sent('distribution_send')).toHaveLength(1));
});

test('that it cannot be told who they are is said, and keeps nothing from going', async () => {
  unsure(() => refuse('workspace.busy'));
  (await screen.findByRole('button', { name: 'Who, and why' })).click();
  const dialog = await screen.findByRole('dialog');
  await within(dialog).findByRole('alert');
  within(dialog).getByRole('button', { name: 'Close' }).click();
});
