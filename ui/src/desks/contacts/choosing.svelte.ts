/** Which rows of a table are chosen, one by one or from one row to another. */
import type { Chosen } from '../../ipc/bindings';

export class Choosing {
  rows = $state.raw<ReadonlySet<number>>(new Set());
  /** Where a range begins, what was chosen when it began, and the last one that was asked for. */
  #anchor = -1;
  #before: ReadonlySet<number> = new Set();
  #ranges = 0;
  /** The view that is chosen as a whole. */
  #whole: number | undefined;
  #between: (from: number, to: number) => Promise<number[]>;

  /** `between` tells which stand from one place to before another. */
  constructor(between: (from: number, to: number) => Promise<number[]>) {
    this.#between = between;
  }

  has(row: number): boolean {
    return this.rows.has(row);
  }

  get size(): number {
    return this.rows.size;
  }

  toggle(row: number): void {
    const next = new Set(this.rows);
    if (!next.delete(row)) next.add(row);
    this.put(next);
  }

  /** All between two places, besides those that were chosen when the range began, and none beyond. */
  async range(from: number, to: number): Promise<void> {
    const turn = ++this.#ranges;
    if (this.#anchor !== from) {
      this.#anchor = from;
      this.#before = this.rows;
    }
    const rows = await this.#between(Math.min(from, to), Math.max(from, to) + 1).catch(() => []);
    // Whoever holds the key down is further already.
    if (turn !== this.#ranges) return;
    this.#whole = undefined;
    this.rows = new Set([...this.#before, ...rows]);
  }

  /** Chooses these; all of the view `of`, where that is given. */
  put(rows: ReadonlySet<number>, of?: number): void {
    this.#ranges += 1;
    this.#anchor = -1;
    this.rows = rows;
    this.#whole = of;
  }

  /** Who is chosen, for an act: the view as it is open now, where that is all of them, else one by one. */
  whom(view: number | undefined): Chosen {
    return view !== undefined && view === this.#whole ? { view } : { people: [...this.rows] };
  }

  none(): void {
    this.put(new Set());
  }

  /** The rows are others now: a range begins anew. */
  forget(): void {
    this.#anchor = -1;
  }
}
