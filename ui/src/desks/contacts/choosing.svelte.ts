/** Who is chosen in the table of people, one by one or from one row to another. */
export class Choosing {
  people = $state.raw<ReadonlySet<number>>(new Set());
  /** Where a range begins, who was chosen when it began, and the last one that was asked for. */
  #anchor = -1;
  #before: ReadonlySet<number> = new Set();
  #ranges = 0;
  #between: (from: number, to: number) => Promise<number[]>;

  /** `between` tells who stands from one row to before another. */
  constructor(between: (from: number, to: number) => Promise<number[]>) {
    this.#between = between;
  }

  has(person: number): boolean {
    return this.people.has(person);
  }

  get size(): number {
    return this.people.size;
  }

  toggle(person: number): void {
    const next = new Set(this.people);
    if (!next.delete(person)) next.add(person);
    this.put(next);
  }

  /** Everybody between two rows, besides those who were chosen when the range began, and nobody beyond. */
  async range(from: number, to: number): Promise<void> {
    const turn = ++this.#ranges;
    if (this.#anchor !== from) {
      this.#anchor = from;
      this.#before = this.people;
    }
    const people = await this.#between(Math.min(from, to), Math.max(from, to) + 1).catch(() => []);
    // Whoever holds the key down is further already.
    if (turn === this.#ranges) this.people = new Set([...this.#before, ...people]);
  }

  put(people: ReadonlySet<number>): void {
    this.#ranges += 1;
    this.#anchor = -1;
    this.people = people;
  }

  none(): void {
    this.put(new Set());
  }

  /** The rows are others now: a range begins anew. */
  forget(): void {
    this.#anchor = -1;
  }
}
