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

/** A view as a table takes it: rows by their places, and the numbers of those from one place to before another. */
export interface Rows<Row> {
  /** Which view it is as long as its question and its rows are these. */
  readonly id: number | undefined;
  readonly count: number | undefined;
  readonly problem: Problem | undefined;
  row: (index: number) => Row | undefined;
  need: (start: number, end: number) => void;
  ids: (start: number, end: number) => Promise<number[]>;
}

const PAGE = 100;
const KEPT_PAGES = 24;
/** So many rows before and behind those on screen are fetched with them: whoever scrolls meets no blank row. */
const AHEAD = 50;
/** So many pages are on their way at once; by then the eyes may be elsewhere. */
const AT_ONCE = 4;

/** The pages that hold the rows from `start` to before `end`, of `count`. */
function pagesOf(start: number, end: number, count: number): number[] {
  const last = Math.floor((Math.min(end, count) - 1) / PAGE);
  const first = Math.min(Math.floor(Math.max(0, start) / PAGE), last);
  return Array.from({ length: count > 0 && end > start ? last - first + 1 : 0 }, (_, at) => first + at);
}

export class View<Q, Row> {
  /** How many rows the view has; undefined before the first answer. */
  count = $state<number | undefined>(undefined);
  problem = $state.raw<Problem | undefined>(undefined);
  /** A question is on its way: what is shown answers the one before. */
  opening = $state(false);
  /** Rises whenever pages arrive or leave, so that readers of `row` run again. */
  #version = $state(0);
  #pages = new Map<number, Row[]>();
  #asked = new Set<number>();
  #view: number | undefined;
  #turn = 0;
  /** The rows that were looked at last. */
  #looked = { start: 0, end: 0 };
  #flying = 0;
  #source: Source<Q, Row>;
  #query: Q | undefined;

  constructor(source: Source<Q, Row>) {
    this.#source = source;
  }

  /** The core's number of the open view. */
  get id(): number | undefined {
    return this.#view;
  }

  /** Asks the same question again: what the change feed calls for. */
  refresh(): Promise<void> {
    return this.#query === undefined ? Promise.resolve() : this.open(this.#query);
  }

  /**
   * Opens the view of a query; the old rows stay on screen until the new ones are here. Whoever looks at row 100,000
   * goes on looking at it.
   */
  async open(query: Q): Promise<void> {
    const turn = ++this.#turn;
    this.#query = query;
    this.opening = true;
    try {
      const opened = await this.#source.open(query);
      if (turn !== this.#turn) {
        void this.#source.close(opened.view);
        return;
      }
      // The first page too: what rises in a ledger is asked about wherever one looks.
      const looked = pagesOf(this.#looked.start, this.#looked.end, opened.count);
      const wanted = opened.count > 0 ? [...new Set([0, ...looked])] : [];
      const rows = await Promise.all(wanted.map((page) => this.#source.rows(opened.view, page * PAGE, PAGE)));
      if (turn !== this.#turn) {
        void this.#source.close(opened.view);
        return;
      }
      const old = this.#view;
      this.#view = opened.view;
      this.#pages = new Map(wanted.map((page, at) => [page, rows[at] ?? []]));
      this.#asked = new Set(wanted);
      this.count = opened.count;
      this.problem = undefined;
      this.#version += 1;
      if (old !== undefined) void this.#source.close(old).catch(() => undefined);
      // Somebody may have scrolled on meanwhile.
      this.#ask();
    } catch (thrown) {
      if (turn === this.#turn) this.problem = problemOf(thrown);
    } finally {
      if (turn === this.#turn) this.opening = false;
    }
  }

  /** The row at `index`, or undefined while its page is on the way. */
  row(index: number): Row | undefined {
    void this.#version;
    return this.#pages.get(Math.floor(index / PAGE))?.[index % PAGE];
  }

  /** Sees to it that the rows from `start` to before `end` are here or on their way. */
  need(start: number, end: number): void {
    this.#looked = { start, end };
    this.#ask();
  }

  /** Asks for what is looked at now, what is on screen first. A fling over a hundred pages does not wait for each. */
  #ask(): void {
    const { start, end } = this.#looked;
    if (this.#view === undefined || !this.count || end <= start) return;
    const onScreen = pagesOf(start, end, this.count);
    for (const page of [...onScreen, ...pagesOf(start - AHEAD, end + AHEAD, this.count)]) {
      if (this.#flying >= AT_ONCE) return;
      if (!this.#asked.has(page)) void this.#fetch(page);
    }
  }

  async #fetch(page: number): Promise<void> {
    const view = this.#view;
    if (view === undefined) return;
    this.#asked.add(page);
    this.#flying += 1;
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
    } finally {
      this.#flying -= 1;
    }
    if (view === this.#view && !this.problem) this.#ask();
  }

  /** Lets the core forget the view; called when the list leaves the screen. */
  close(): void {
    this.#turn += 1;
    if (this.#view !== undefined) void this.#source.close(this.#view).catch(() => undefined);
    this.#view = undefined;
  }
}
