/** What the window asks of accounts beyond one question and one answer. */
import { Channel } from '@tauri-apps/api/core';

import {
  commands,
  type Language,
  type ReadingStep,
  type ReadingTested,
  type SignedIn,
  type Tested,
  type TestStep,
} from './bindings';
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

/** Signs in for an account in the system's browser; `opened` hears the address that it shows. */
export function signIn(id: number, language: Language, opened: (address: string) => void): Promise<SignedIn> {
  const tell = new Channel<string>();
  tell.onmessage = opened;
  return call(commands.accountsSignIn(id, language, tell));
}
