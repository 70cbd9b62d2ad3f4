import { render, screen, waitFor } from '@testing-library/svelte';
import { expect, test } from 'vitest';

import { session } from '../ipc/session.svelte';
import { asked, install } from '../ipc/testing/double';
import Closing from './Closing.svelte';

/** Nothing goes by itself, and the desktop has a tray. */
const quiet = { sending: 0, next_at: null, tray: true, agent: false };

const answers = () => asked.filter((one) => one.command === 'window_close').map((one) => one.args);

test('what is unsaved is kept before a window closes that sends nothing', async () => {
  install({ window_close: () => null });
  const order: string[] = [];
  const stop = session.beforeClosing(async () => {
    await Promise.resolve();
    order.push(`kept, ${answers().length} asked`);
  });
  await session.askedToClose(quiet);
  stop();
  expect(order).toEqual(['kept, 0 asked']);
  expect(answers()).toEqual([{ how: 'now' }]);
});

test('mails under way are asked about, and the answer that loses nothing has the focus', async () => {
  install({ window_close: () => null });
  render(Closing);
  await session.askedToClose({ ...quiet, sending: 228, tray: false });
  await screen.findByText('228 mails are still under way');
  expect(answers()).toEqual([]);
  const goOn = screen.getByRole('button', { name: 'Keep sending, then close' });
  await waitFor(() => expect(document.activeElement).toBe(goOn));
  screen.getByRole('button', { name: 'Pause and close' }).click();
  await waitFor(() => expect(answers()).toEqual([{ how: 'paused' }]));
});

test('putting the question away keeps the window open', async () => {
  install({ window_close: () => null });
  render(Closing);
  await session.askedToClose({ ...quiet, sending: 1 });
  await screen.findByText('One mail is still under way');
  document.querySelector('dialog')?.dispatchEvent(new Event('close'));
  await waitFor(() => expect(answers()).toEqual([{ how: 'stay' }]));
});

test('what is due is asked about too: it may stay in the tray', async () => {
  install({ window_close: () => null });
  render(Closing);
  await session.askedToClose({ ...quiet, next_at: Date.UTC(2031, 0, 5, 9) });
  await screen.findByText(/^Something goes by itself .*2031/);
  expect(screen.queryByText(/shows no tray/)).toBeNull();
  expect(screen.queryByRole('button', { name: 'Leave it to the agent' })).toBeNull();
  screen.getByRole('button', { name: 'Keep in the tray' }).click();
  await waitFor(() => expect(answers()).toEqual([{ how: 'when-sent' }]));
});

test('without a tray it says so and offers to keep the window small', async () => {
  install({ window_close: () => null });
  render(Closing);
  await session.askedToClose({ ...quiet, next_at: Date.UTC(2031, 0, 5, 9), tray: false });
  await screen.findByText(/shows no tray/);
  screen.getByRole('button', { name: 'Keep it small' });
  screen.getByRole('button', { name: 'Stay open' }).click();
  await waitFor(() => expect(answers()).toEqual([{ how: 'stay' }]));
});

test('the agent takes what is due without a question, and what is under way if it is left to it', async () => {
  install({ window_close: () => null });
  render(Closing);
  await session.askedToClose({ ...quiet, next_at: Date.UTC(2031, 0, 5, 9), agent: true });
  expect(answers()).toEqual([{ how: 'now' }]);
  await session.askedToClose({ ...quiet, sending: 3, agent: true });
  (await screen.findByRole('button', { name: 'Leave it to the agent' })).click();
  await waitFor(() => expect(answers().at(-1)).toEqual({ how: 'to-agent' }));
});
