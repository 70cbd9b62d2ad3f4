/**
 * The file's data in the window: a query is asked once per key, shared by all who look, and asked again when the
 * change feed names its topic. Nothing is ever copied into a store of the window's own.
 */
import type { Change, Topic } from './bindings';
import { problemOf, type Problem } from './call';

export type { Change };

interface Watcher {
  topics: readonly Topic[];
  id: number | undefined;
  refetch: () => void;
}

const watchers = new Set<Watcher>();

/** Called by the event listener (and by tests) with what changed: whoever looks at it asks again. */
export function changed(changes: readonly Change[]): void {
  for (const watcher of [...watchers]) {
    const concerned = changes.some(
      (change) =>
        watcher.topics.includes(change.topic) &&
        (watcher.id === undefined || change.id === null || change.id === watcher.id),
    );
    if (concerned) watcher.refetch();
  }
}

/** Calls `act` when one of `topics` changes, until the returned function is called. */
export function onChange(topics: readonly Topic[], act: () => void, id?: number): () => void {
  const watcher: Watcher = { topics, id, refetch: act };
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

/** A query and its newest answer. `data` keeps the old answer while a new one is on its way. */
export class Live<T> {
  data = $state.raw<T | undefined>(undefined);
  problem = $state.raw<Problem | undefined>(undefined);
  loading = $state(false);
  #turn = 0;
  #ask: () => Promise<T>;
  /** Shortest time between two repeats, in milliseconds; 0: every change is asked about at once. */
  #rest: number;
  #repeatedAt = 0;
  #due: ReturnType<typeof setTimeout> | undefined;
  /** Something changed while an answer was on its way. */
  #again = false;

  constructor(ask: () => Promise<T>, rest = 0) {
    this.#ask = ask;
    this.#rest = rest;
  }

  /** Asks again; an answer that was overtaken by a later question is dropped. */
  refetch = async (): Promise<void> => {
    const turn = ++this.#turn;
    this.loading = true;
    try {
      const data = await this.#ask();
      if (turn !== this.#turn) return;
      this.data = data;
      this.problem = undefined;
    } catch (thrown) {
      if (turn !== this.#turn) return;
      this.problem = problemOf(thrown);
    }
    this.loading = false;
    if (!this.#again) return;
    this.#again = false;
    this.#repeatedAt = Date.now();
    this.repeat();
  };

  /** Something changed. With a rest many changes are one question: it waits for the answer that is on its way, and for the rest. */
  repeat = (): void => {
    if (this.#rest === 0) void this.refetch();
    else if (this.loading) this.#again = true;
    else
      this.#due ??= setTimeout(
        async () => {
          this.#due = undefined;
          await this.refetch();
          this.#repeatedAt = Date.now();
        },
        Math.max(0, this.#repeatedAt + this.#rest - Date.now()),
      );
  };

  /** Nobody looks any more: what waits is not asked. */
  end(): void {
    clearTimeout(this.#due);
    this.#due = undefined;
    this.#again = false;
  }

  /** Asks another question in the same place. */
  ask(question: () => Promise<T>): void {
    this.#ask = question;
    void this.refetch();
  }
}

const shared = new Map<string, { live: Live<unknown>; users: number; stop: () => void }>();

/**
 * A live query for the component that calls it (during its initialisation).
 *
 * `source` is read reactively: when it names another key, the place shows that key's answer. It returns undefined
 * for "nothing to ask now". A question that costs much names a `rest`, the shortest time between two repeats in
 * milliseconds.
 */
export function live<T>(
  source: () =>
    { key: string; ask: () => Promise<T>; topics: readonly Topic[]; id?: number; rest?: number } | undefined,
): {
  readonly data: T | undefined;
  readonly problem: Problem | undefined;
  readonly loading: boolean;
  refetch: () => void;
} {
  let current = $state.raw<Live<T> | undefined>(undefined);
  const key = $derived(source()?.key);

  $effect.pre(() => {
    // Held here: when it is let go, the source may name another key already.
    const held = key;
    if (held === undefined) {
      current = undefined;
      return;
    }
    const question = source();
    if (!question) return;
    let entry = shared.get(held);
    if (!entry) {
      const made = new Live<T>(question.ask, question.rest);
      const deaf = onChange(question.topics, made.repeat, question.id);
      const stop = () => {
        deaf();
        made.end();
      };
      entry = { live: made as Live<unknown>, users: 0, stop };
      shared.set(held, entry);
      void made.refetch();
    }
    entry.users += 1;
    current = entry.live as Live<T>;
    return () => {
      entry.users -= 1;
      if (entry.users === 0) {
        entry.stop();
        shared.delete(held);
      }
    };
  });

  return {
    get data() {
      return current?.data;
    },
    get problem() {
      return current?.problem;
    },
    get loading() {
      return current?.loading ?? false;
    },
    refetch: () => void current?.refetch(),
  };
}
