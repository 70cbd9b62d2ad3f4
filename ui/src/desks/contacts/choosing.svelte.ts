/** Which rows of a table are chosen, one by one or from one row to another. */
export class Choosing {
  rows = $state.raw<ReadonlySet<number>>(new Set());
  /** Where a range begins, what was chosen when it began, and the last one that was asked for. */
  #anchor = -1;
  #before: ReadonlySet<number> = new Set();
  #ranges = 0;
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
    if (turn === this.#ranges) this.rows = new Set([...this.#before, ...rows]);
  }

  put(rows: ReadonlySet<number>): void {
    this.#ranges += 1;
    this.#anchor = -1;
    this.rows = rows;
  }

  none(): void {
    this.put(new Set());
  }

  /** The rows are others now: a range begins anew. */
  forget(): void {
    this.#anchor = -1;
  }
}
