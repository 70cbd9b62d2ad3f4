/**
 * Toasts: what was just done, for 8 seconds and as long as the pointer or the focus is on it, with its Undo. A failure
 * stays longer: it has more to read, and nothing else on the page tells it.
 */
import type { Problem } from '../ipc/call';

export interface Notice {
  id: number;
  text: string;
  /** A word on a button, and what it does. */
  action?: { label: string; act: () => void };
  problem?: Problem;
}

const SHOWN_MS = 8000;
const FAILURE_MS = 20_000;

class Notices {
  list = $state.raw<readonly Notice[]>([]);
  #next = 1;
  #timers = new Map<number, ReturnType<typeof setTimeout>>();

  tell(text: string, action?: Notice['action']): void {
    this.#add({ id: this.#next++, text, action });
  }

  /** A failure that no field or card on the page shows. */
  fail(problem: Problem): void {
    this.#add({ id: this.#next++, text: '', problem });
  }

  #add(notice: Notice) {
    this.list = [...this.list.slice(-2), notice];
    this.resume(notice);
  }

  hold(id: number): void {
    clearTimeout(this.#timers.get(id));
  }

  resume(notice: Notice): void {
    clearTimeout(this.#timers.get(notice.id));
    this.#timers.set(
      notice.id,
      setTimeout(() => this.dismiss(notice.id), notice.problem ? FAILURE_MS : SHOWN_MS),
    );
  }

  dismiss(id: number): void {
    clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
    this.list = this.list.filter((notice) => notice.id !== id);
  }
}

export const notices = new Notices();
