/** What the window asks of accounts beyond one question and one answer. */
import { Channel } from '@tauri-apps/api/core';

import { commands, type ReadingStep, type ReadingTested, type Tested, type TestStep } from './bindings';
import { call } from './call';

/** Tests an account; `passed` hears of each step when it is behind. */
export function testAccount(id: number, passed: (step: TestStep) => void): Promise<Tested> {
  const tell = new Channel<TestStep>();
  tell.onmessage = passed;
  return call(commands.accountsTest(id, tell));
}

/** Tries the way to an account's mailbox; `passed` hears of each step when it is behind. */
export function testReading(id: number, passed: (step: ReadingStep) => void): Promise<ReadingTested> {
  const tell = new Channel<ReadingStep>();
  tell.onmessage = passed;
  return call(commands.accountsTestReading(id, tell));
}
