/** The hints of proofing beside a text: which are shown, which is looked at, what becomes of it. */
import { SvelteSet } from 'svelte/reactivity';

import type { Hint, Proof } from '../../ipc/bindings';
import type { Draft } from './draft.svelte';
import type { SheetHint } from './paper/hints';

/** What tells one hint from all others of a text, and stays as long as the words around it do. */
export const nameOf = ({ rule, words, around, place }: Hint, turn: number): string =>
  [rule, words, around, place.at, turn].join('\u0001');

export class Proofreader {
  /** The hints as the sheet draws them, in the order of the text. */
  hints = $state.raw<SheetHint[]>([]);
  /** The one that is looked at, by its name. */
  now = $state<string | undefined>();
  /** Put away until the text is opened again. */
  readonly away = new SvelteSet<string>();
  #draft: Draft;

  constructor(draft: Draft) {
    this.#draft = draft;
  }

  /** Takes what was read of the text as it is kept; says whether it is about that text. */
  take(proof: Proof): boolean {
    if (proof.base !== this.#draft.base) return false;
    const seen = new Map<string, number>();
    const blocks = this.#draft.blocksByByte();
    this.hints = proof.hints
      .map((hint): SheetHint => {
        const bare = nameOf(hint, 0);
        const turn = seen.get(bare) ?? 0;
        seen.set(bare, turn + 1);
        const block = hint.place.at === 'block' ? blocks.get(hint.place.block) : undefined;
        return { key: nameOf(hint, turn), hint, block };
      })
      .filter(({ key }) => !this.away.has(key));
    if (!this.hints.some(({ key }) => key === this.now)) this.now = undefined;
    return true;
  }

  /** The hint that is looked at. */
  get looked(): SheetHint | undefined {
    return this.hints.find(({ key }) => key === this.now);
  }

  /** The next hint or the one before; after the last comes the first. */
  step(by: 1 | -1): SheetHint | undefined {
    if (this.hints.length === 0) return undefined;
    const at = this.hints.findIndex(({ key }) => key === this.now);
    const next = at < 0 ? (by > 0 ? 0 : this.hints.length - 1) : (at + by + this.hints.length) % this.hints.length;
    this.now = this.hints[next]?.key;
    return this.looked;
  }

  /** Takes a hint off the list: it is dealt with. The one behind it is looked at then. */
  done(key: string): void {
    const at = this.hints.findIndex((one) => one.key === key);
    if (at < 0) return;
    this.hints = this.hints.filter((one) => one.key !== key);
    this.now = this.hints[Math.min(at, this.hints.length - 1)]?.key;
  }

  /** Puts a hint away until the text is opened again. */
  putAway(key: string): void {
    this.away.add(key);
    this.done(key);
  }
}
