import { render, screen } from '@testing-library/svelte';
import { beforeEach, expect, test } from 'vitest';

import type { AccountCard } from '../../ipc/bindings';
import { install } from '../../ipc/testing/double';
import { world } from '../../ipc/testing/world';
import Used from './Used.svelte';

const accounts = () => world('full')['accounts_list']?.({}) as AccountCard[];
const account = () => accounts().find((one) => one.fields.kind === 'smtp') as AccountCard;

beforeEach(() => localStorage.clear());

test('what was used of the day’s limit is told in figures and as a bar', async () => {
  install(world('full'));
  render(Used, { account: account() });
  await screen.findByText('218');
  const bar = screen.getByRole('progressbar', { name: 'Used in the last 24 hours' });
  expect([bar.getAttribute('aria-valuenow'), bar.getAttribute('aria-valuemax')]).toEqual(['218', '10000']);
  expect(screen.getByText('of 10,000', { exact: false })).toBeTruthy();
});

test('a limit that is reached says when the next mail goes', async () => {
  const at = new Date();
  at.setHours(at.getHours() + 1, 5, 0, 0);
  install({
    ...world('full'),
    distribution_used: () => ({ hour: 20, day: 10_000, room_at: at.getTime(), slower: 15 }),
  });
  render(Used, { account: { ...account(), fields: { ...account().fields, per_hour: 20 } } });
  const said = await screen.findByRole('status');
  expect(said.textContent).toContain('The limit is reached');
  expect(said.textContent).toContain(':05');
  expect(screen.getByText(/15 a minute for now/)).toBeTruthy();
  expect(screen.getAllByRole('progressbar')).toHaveLength(2);
});
