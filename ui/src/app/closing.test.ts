import { render, screen, waitFor } from '@testing-library/svelte';
import { expect, test } from 'vitest';

import { session } from '../ipc/session.svelte';
import { asked, install } from '../ipc/testing/double';
import Closing from './Closing.svelte';

const answers = () => asked.filter((one) => one.command === 'window_close').map((one) => one.args);

test('what is unsaved is kept before a window closes that sends nothing', async () => {
  install({ window_close: () => null });
  const order: string[] = [];
  const stop = session.beforeClosing(async () => {
    await Promise.resolve();
    order.push(`kept, ${answers().length} asked`);
  });
  await session.askedToClose(0);
  stop();
  expect(order).toEqual(['kept, 0 asked']);
  expect(answers()).toEqual([{ how: 'now' }]);
});

test('mails under way are asked about, and the answer that loses nothing has the focus', async () => {
  install({ window_close: () => null });
  render(Closing);
  await session.askedToClose(228);
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
  await session.askedToClose(1);
  await screen.findByText('One mail is still under way');
  document.querySelector('dialog')?.dispatchEvent(new Event('close'));
  await waitFor(() => expect(answers()).toEqual([{ how: 'stay' }]));
});
