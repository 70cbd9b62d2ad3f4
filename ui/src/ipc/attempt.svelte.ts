/** One act after the other on a screen or in a form: which one runs, and what the last was refused for. */
import { say } from '../text/index.svelte';
import { placeOf, problemOf, type Problem } from './call';

export class Attempt {
  /** The name of the act that runs; empty while none does. */
  busy = $state('');
  problem = $state.raw<Problem | undefined>();
  #last: Promise<unknown> = Promise.resolve();

  /** Runs it, unless another runs still; says whether it went well. */
  async run(what: () => Promise<unknown>, name = 'act'): Promise<boolean> {
    if (this.busy) return false;
    this.busy = name;
    this.problem = undefined;
    try {
      await what();
      return true;
    } catch (thrown) {
      this.problem = problemOf(thrown);
      return false;
    } finally {
      this.busy = '';
    }
  }

  /** Runs it after what runs now and what waits already: for choices that follow one another quickly. */
  next(what: () => Promise<unknown>): Promise<boolean> {
    const mine = this.#last.then(() => this.run(what));
    this.#last = mine;
    return mine;
  }

  /** Nothing was tried yet. */
  forget(): void {
    this.problem = undefined;
  }

  /** What is wrong with a field, to stand beneath it. */
  at(field: string): string | undefined {
    const place = placeOf(this.problem, field);
    return place && this.problem ? say(place.what ?? this.problem.what) : undefined;
  }

  /** What was refused for something else than these fields. */
  beside(fields: readonly string[]): Problem | undefined {
    return fields.some((field) => placeOf(this.problem, field)) ? undefined : this.problem;
  }
}
