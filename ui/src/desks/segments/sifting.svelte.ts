/** A list that is all here, a few hundred lines at most: found by words, sorted by a column. */
import { fits } from '../../text/words';

export class Sifting<Card, Key extends string> {
  words = $state('');
  sort = $state.raw<{ key: Key; descending: boolean }>({ key: 'name' as Key, descending: false });
  #cards: () => readonly Card[];
  #by: Record<Key, (card: Card) => string | number>;
  #says: (card: Card) => string;

  /** What fits, in its order. */
  found: Card[] = $derived.by(() => {
    const { key, descending } = this.sort;
    const by = this.#by[key];
    const order = (one: Card, other: Card) => {
      const [a, b] = [by(one), by(other)];
      return typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b));
    };
    const found = this.#cards().filter((card) => fits(this.#says(card), this.words));
    return found.sort((one, other) => (descending ? order(other, one) : order(one, other)));
  });

  /** `by` is what each column sorts by, a number the largest first; `says` is what words are looked for in. */
  constructor(
    cards: () => readonly Card[],
    by: Record<Key, (card: Card) => string | number>,
    says: (card: Card) => string,
  ) {
    this.#cards = cards;
    this.#by = by;
    this.#says = says;
  }

  /** A head was pressed: the other way round, where it sorts by that already. */
  press(key: string): void {
    const to = key as Key;
    const [first] = this.#cards();
    const numbers = first !== undefined && typeof this.#by[to](first) === 'number';
    this.sort = { key: to, descending: this.sort.key === to ? !this.sort.descending : numbers };
  }
}
