/** What the window asks of accounts beyond one question and one answer. */
import { Channel } from '@tauri-apps/api/core';

import { commands, type Tested, type TestStep } from './bindings';
import { call } from './call';

/** Tests an account; `passed` hears of each step when it is behind. */
export function testAccount(id: number, passed: (step: TestStep) => void): Promise<Tested> {
  const tell = new Channel<TestStep>();
  tell.onmessage = passed;
  return call(commands.accountsTest(id, tell));
}
