/** The answers to what only the user can know: which rows of a ledger arrived. */

import { notices } from '../../app/notices.svelte';
import { commands, type Settle, type Which } from '../../ipc/bindings';
import { call, problemOf } from '../../ipc/call';

/**
 * Takes answers one after the other. A row's question goes at once: whoever answers quickly answers the next one, and no
 * press is lost.
 */
export class Answers {
  /** The rows whose answer is on its way. */
  #given = $state.raw<ReadonlySet<number>>(new Set());
  #last: Promise<unknown> = Promise.resolve();
  readonly #distribution: () => number;
  readonly #read: () => Promise<unknown>;

  /** For this distribution; `read` reads its ledger anew after each answer. */
  constructor(distribution: () => number, read: () => Promise<unknown>) {
    this.#distribution = distribution;
    this.#read = read;
  }

  /** Whether this row's answer is on its way. */
  has(delivery: number): boolean {
    return this.#given.has(delivery);
  }

  /** Answers so for these rows; what the core refuses is told, and is asked again. */
  give(which: Which, how: Settle): void {
    const one = which.which === 'one' ? which.delivery : undefined;
    if (one !== undefined) this.#given = new Set([...this.#given, one]);
    this.#last = this.#last.then(async () => {
      try {
        await call(commands.distributionResolve(this.#distribution(), which, how));
        await this.#read();
      } catch (thrown) {
        notices.fail(problemOf(thrown));
      } finally {
        this.#given = new Set([...this.#given].filter((row) => row !== one));
      }
    });
  }
}
