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

  constructor(ask: () => Promise<T>) {
    this.#ask = ask;
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
  };

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
 * for "nothing to ask now".
 */
export function live<T>(
  source: () => { key: string; ask: () => Promise<T>; topics: readonly Topic[]; id?: number } | undefined,
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
      const made = new Live<T>(question.ask);
      entry = { live: made as Live<unknown>, users: 0, stop: onChange(question.topics, made.refetch, question.id) };
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
