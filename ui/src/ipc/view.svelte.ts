/**
 * Long lists. The core keeps the ordered ids of a view; the window asks for the rows it shows, page by page, and
 * keeps the pages it has seen lately. A million rows scroll without the window holding more than a few hundred.
 */
import { problemOf, type Problem } from './call';

export interface OpenView {
  view: number;
  count: number;
}

export interface Source<Q, Row> {
  open: (query: Q) => Promise<OpenView>;
  rows: (view: number, start: number, count: number) => Promise<Row[]>;
  close: (view: number) => Promise<unknown>;
}

const PAGE = 100;
const KEPT_PAGES = 24;

export class View<Q, Row> {
  /** How many rows the view has; undefined before the first answer. */
  count = $state<number | undefined>(undefined);
  problem = $state.raw<Problem | undefined>(undefined);
  /** Rises whenever pages arrive or leave, so that readers of `row` run again. */
  #version = $state(0);
  #pages = new Map<number, Row[]>();
  #asked = new Set<number>();
  #view: number | undefined;
  #turn = 0;
  #source: Source<Q, Row>;
  #query: Q | undefined;

  constructor(source: Source<Q, Row>) {
    this.#source = source;
  }

  /** The core's number of the open view. */
  get id(): number | undefined {
    return this.#view;
  }

  /** Opens the view of another query; the old rows stay on screen until the new ones are here. */
  async open(query: Q): Promise<void> {
    const turn = ++this.#turn;
    this.#query = query;
    try {
      const opened = await this.#source.open(query);
      if (turn !== this.#turn) {
        void this.#source.close(opened.view);
        return;
      }
      const first = opened.count > 0 ? await this.#source.rows(opened.view, 0, PAGE) : [];
      if (turn !== this.#turn) {
        void this.#source.close(opened.view);
        return;
      }
      const old = this.#view;
      this.#view = opened.view;
      this.#pages = new Map([[0, first]]);
      this.#asked = new Set([0]);
      this.count = opened.count;
      this.problem = undefined;
      this.#version += 1;
      if (old !== undefined) void this.#source.close(old).catch(() => undefined);
    } catch (thrown) {
      if (turn === this.#turn) this.problem = problemOf(thrown);
    }
  }

  /** Asks the same question again: what the change feed calls for. */
  refresh(): Promise<void> {
    return this.#query === undefined ? Promise.resolve() : this.open(this.#query);
  }

  /** The row at `index`, or undefined while its page is on the way. */
  row(index: number): Row | undefined {
    void this.#version;
    return this.#pages.get(Math.floor(index / PAGE))?.[index % PAGE];
  }

  /** Sees to it that the rows from `start` to before `end` are here or on their way. */
  need(start: number, end: number): void {
    if (this.#view === undefined || !this.count) return;
    const last = Math.min(end, this.count) - 1;
    for (let page = Math.floor(start / PAGE); page <= Math.floor(last / PAGE); page += 1) {
      if (!this.#asked.has(page)) void this.#fetch(page);
    }
  }

  async #fetch(page: number): Promise<void> {
    const view = this.#view;
    if (view === undefined) return;
    this.#asked.add(page);
    try {
      const rows = await this.#source.rows(view, page * PAGE, PAGE);
      if (view !== this.#view) return;
      this.#pages.set(page, rows);
      for (const old of [...this.#pages.keys()]) {
        if (this.#pages.size <= KEPT_PAGES) break;
        if (old === page) continue;
        this.#pages.delete(old);
        this.#asked.delete(old);
      }
      this.#version += 1;
    } catch (thrown) {
      if (view === this.#view) {
        this.#asked.delete(page);
        this.problem = problemOf(thrown);
      }
    }
  }

  /** Lets the core forget the view; called when the list leaves the screen. */
  close(): void {
    this.#turn += 1;
    if (this.#view !== undefined) void this.#source.close(this.#view).catch(() => undefined);
    this.#view = undefined;
  }
}
