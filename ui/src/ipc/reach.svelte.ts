/** Whom an audience leads to: what was typed, as it is understood, and who is found; the core answers whatever was asked last. */
import { commands, type Reached, type ReachUnderstood, type ReachWanted } from './bindings';
import { call, problemOf, type Problem } from './call';

const PAUSE_MS = 150;
/** So many stand in the ranked list; the segment has all of them. */
export const RANKED = 500;

export type Sort = 'audiences' | 'regions' | 'beats';

export class Reach {
  text = $state('');
  /** Names that were understood and that the user took away again. */
  #away = $state.raw<ReadonlySet<string>>(new Set());
  onlyBeats = $state(false);
  understood = $state.raw<ReachUnderstood | undefined>();
  found = $state.raw<Reached | undefined>();
  problem = $state.raw<Problem | undefined>();
  pending = $state(false);
  #turn = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** What is asked: what was understood, without what was taken away. */
  get wanted(): ReachWanted | undefined {
    const read = this.understood?.wanted;
    if (!read) return undefined;
    const kept = (sort: Sort) => read[sort].filter((name) => !this.#away.has(`${sort} ${name}`));
    return { audiences: kept('audiences'), regions: kept('regions'), beats: kept('beats'), only_beats: this.onlyBeats };
  }

  get asksNobody(): boolean {
    const wanted = this.wanted;
    return !wanted || wanted.audiences.length + wanted.regions.length + wanted.beats.length === 0;
  }

  write(text: string): void {
    this.text = text;
    this.#away = new Set();
    this.pending = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.ask(), PAUSE_MS);
  }

  /** A name more, behind what stands there. */
  add(name: string): void {
    const text = this.text.trim();
    this.write(text === '' ? name : `${text}, ${name}`);
  }

  take(sort: Sort, name: string): Promise<void> {
    this.#away = new Set([...this.#away, `${sort} ${name}`]);
    return this.ask();
  }

  only(beats: boolean): Promise<void> {
    this.onlyBeats = beats;
    return this.ask();
  }

  /** Asks now: people may have changed although the words did not. */
  async ask(): Promise<void> {
    clearTimeout(this.#timer);
    const turn = ++this.#turn;
    this.pending = true;
    try {
      const understood = await call(commands.reachUnderstand(this.text));
      if (turn !== this.#turn) return;
      this.understood = understood;
      const wanted = this.wanted;
      const found = wanted && !this.asksNobody ? await call(commands.reachFind(wanted, RANKED)) : undefined;
      if (turn !== this.#turn) return;
      this.found = found;
      this.problem = undefined;
    } catch (thrown) {
      if (turn !== this.#turn) return;
      this.problem = problemOf(thrown);
    }
    this.pending = false;
  }

  stop(): void {
    this.#turn += 1;
    clearTimeout(this.#timer);
  }
}
