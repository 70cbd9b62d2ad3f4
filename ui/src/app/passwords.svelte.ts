/**
 * Passwords that this computer does not keep: whoever needs one is asked at that moment, for this run of the program
 * alone (S1). `withPassword` does an act, asks if the core says that the password is missing, and does it again.
 */
import { commands } from '../ipc/bindings';
import { call, ProblemError } from '../ipc/call';

interface Question {
  account: number;
  /** The account's name, as the core's problem gave it. */
  name: string;
  /** Whether it is the one for the account's mailbox, not the one for sending. */
  reading: boolean;
  answer: (given: boolean) => void;
}

class Passwords {
  question = $state.raw<Question | undefined>(undefined);

  /** Asks for the password of `account`; false if the user thinks better of it. */
  ask(account: number, name: string, reading = false): Promise<boolean> {
    this.question?.answer(false);
    return new Promise((answer) => (this.question = { account, name, reading, answer }));
  }

  /** Hands the password to the core; it is gone from the window with that. */
  async give(password: string): Promise<void> {
    const asked = this.question;
    if (!asked) return;
    const use = asked.reading ? commands.accountsUseReadingPassword : commands.accountsUsePassword;
    await call(use(asked.account, password));
    this.question = undefined;
    asked.answer(true);
  }

  refuse(): void {
    const asked = this.question;
    this.question = undefined;
    asked?.answer(false);
  }
}

export const passwords = new Passwords();

/** The core's words for a missing password: for sending, and for the mailbox. */
const NEEDED = ['accounts.password_needed', 'accounts.reading_password_needed'];

/** Does `act`; where the password of `account` is missing it is asked for, once. */
export async function withPassword<T>(account: number, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (thrown) {
    const code = thrown instanceof ProblemError ? thrown.problem.code : '';
    if (!(thrown instanceof ProblemError) || !NEEDED.includes(code)) throw thrown;
    const name = String(thrown.problem.what.params['account'] ?? '');
    if (!(await passwords.ask(account, name, code === NEEDED[1]))) throw thrown;
    return act();
  }
}
