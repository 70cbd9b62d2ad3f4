/** A question while it is edited: text and chips are two forms of it, and the core answers whichever was touched. */
import { commands, type Answer, type Query } from '../../ipc/bindings';
import { call, problemOf, type Place, type Problem } from '../../ipc/call';

const PAUSE_MS = 80;
/** What is typed without so long a pause is undone as one. */
const BREATH_MS = 800;
/** Most changes that can be undone. */
const KEPT = 200;

export class Question {
  text = $state('');
  /** The saved segment whose pins count. */
  segment: number | null = null;
  answer = $state.raw<Answer | undefined>();
  problem = $state.raw<Problem | undefined>();
  /** When the answer that is shown was given. */
  answeredAt = $state(0);
  /** Whether what stands there waits for its answer. */
  pending = $state(false);
  #turn = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asking: Promise<void> = Promise.resolve();
  /** The turn in which chips are on their way. */
  #chips: number | undefined;
  /** What stood there before each change and after each undone one, the nearest at the end. */
  #before: string[] = [];
  #after: string[] = [];
  #typedAt = 0;

  get faults(): readonly Place[] {
    return this.problem?.places ?? [];
  }

  /** Starts with an answer that is known. */
  begin(answer: Answer): void {
    this.#turn += 1;
    this.#wait();
    if (answer.text !== this.text) {
      this.#before = [];
      this.#after = [];
    }
    this.text = answer.text;
    this.#answered(answer);
  }

  /** The text was changed; letter after letter as it is `typed` is one change. */
  setText(text: string, typed = false): void {
    const now = Date.now();
    if (!typed || now - this.#typedAt > BREATH_MS) this.#remember();
    this.#typedAt = typed ? now : 0;
    this.#put(text);
  }

  /** Takes the last change back, or does it again. */
  undo(again = false): void {
    const [from, to] = again ? [this.#after, this.#before] : [this.#before, this.#after];
    const text = from.pop();
    if (text === undefined) return;
    to.push(this.text);
    this.#typedAt = 0;
    this.#put(text);
  }

  #remember() {
    this.#before = [...this.#before.slice(1 - KEPT), this.text];
    this.#after = [];
  }

  #put(text: string) {
    // An answer that is on its way is one to other words: it must not be put over these.
    this.#turn += 1;
    this.text = text;
    this.pending = true;
    this.#wait();
    this.#timer = setTimeout(() => void this.ask(), PAUSE_MS);
  }

  /** Asks now: the people may have changed although the question did not. */
  ask(): Promise<void> {
    // Chips that are on their way are counted now anyway, and must not be overtaken by the text that they replace.
    if (this.#chips === this.#turn) return this.#asking;
    this.#wait();
    if (this.text.trim() === '') return this.#emptied();
    const text = this.text;
    return this.#take(() => call(commands.segmentsAsk(text, this.segment)));
  }

  /** The chips were edited: the text follows. What cannot be asked so, or was overtaken by what somebody wrote, is told and changes nothing. */
  async setChips(chips: Query | undefined): Promise<Problem | 'overtaken' | undefined> {
    this.#wait();
    if (!chips) {
      this.#remember();
      this.text = '';
      await this.#emptied();
      return undefined;
    }
    let outcome: Problem | 'overtaken' | undefined = 'overtaken';
    const taken = this.#take(
      () => call(commands.segmentsAskChips(chips, this.segment)),
      (answer) => {
        this.#remember();
        this.#typedAt = 0;
        this.text = answer.text;
        outcome = undefined;
      },
      (problem) => (outcome = problem),
    );
    const mine = (this.#chips = this.#turn);
    await taken;
    if (this.#chips === mine) this.#chips = undefined;
    return outcome;
  }

  /** Waits until what stands there has its answer; what was typed a moment ago is asked at once. */
  async settled(): Promise<void> {
    if (this.#timer !== undefined) void this.ask();
    let waited;
    do {
      waited = this.#asking;
      await waited;
    } while (waited !== this.#asking);
  }

  /** Whatever was about to be asked is asked no more. */
  #wait() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #emptied(): Promise<void> {
    this.#turn += 1;
    this.answer = undefined;
    this.problem = undefined;
    this.pending = false;
    return Promise.resolve();
  }

  /** The last question counts: an answer to one before it is not heard. */
  #take(
    asked: () => Promise<Answer>,
    follow?: (answer: Answer) => void,
    refused: (problem: Problem) => void = (problem) => (this.problem = problem),
  ): Promise<void> {
    const turn = ++this.#turn;
    this.pending = true;
    this.#asking = (async () => {
      try {
        const answer = await asked();
        if (turn !== this.#turn) return;
        follow?.(answer);
        this.#answered(answer);
      } catch (thrown) {
        if (turn !== this.#turn) return;
        refused(problemOf(thrown));
        this.pending = false;
      }
    })();
    return this.#asking;
  }

  #answered(answer: Answer) {
    this.answer = answer;
    this.problem = undefined;
    this.pending = false;
    this.answeredAt = Date.now();
  }
}

/** `text` with the characters from `column` (counted from 1) replaced. */
export function replaced(text: string, column: number, length: number, by: string): { text: string; cursor: number } {
  const letters = [...text];
  letters.splice(column - 1, length, by);
  return { text: letters.join(''), cursor: column - 1 + [...by].length };
}

/** What stands between the innermost brackets around a place, counted in letters from 0; undefined where none are open there. */
export function bracketsAt(text: string, place: number): { from: number; to: number } | undefined {
  const letters = [...text];
  const open: number[] = [];
  let quoted = false;
  let found: { from: number; depth: number } | undefined;
  for (let at = 0; at <= letters.length; at += 1) {
    if (at === place && open.length > 0) found = { from: (open.at(-1) ?? 0) + 1, depth: open.length };
    const letter = letters[at];
    if (letter === '"') quoted = !quoted;
    else if (!quoted && letter === '(') open.push(at);
    else if (letter === undefined || (!quoted && letter === ')')) {
      if (found && found.depth === open.length) return { from: found.from, to: at };
      open.pop();
    }
  }
  return undefined;
}

/** A value as the core cuts it, and one piece of a question: a field with its values, a quoted phrase, a bracket, a word. */
const VALUE = String.raw`[<>=*]*(?:"(?:\\.|[^"\\])*"?|[^\s()",]+)\*?`;
const PIECE = new RegExp(
  String.raw`-?\p{L}[\p{L}\p{N}_.-]*:\s*(?:${VALUE}(?:\s*,\s*${VALUE})*)?|"(?:\\.|[^"\\])*"?|[()]|[^\s()"]+`,
  'gu',
);

/**
 * What stands before one more condition at the end of what brackets hold: a blank where all of several are asked
 * for, or where a word that joins stands there already; nothing in empty ones; else `or`. What inner brackets and
 * values say does not count.
 */
export function jointIn(inner: string): '' | ' ' | ' or ' {
  let depth = 0;
  let conditions = 0;
  let either = false;
  let last = '';
  for (const [piece] of inner.matchAll(PIECE)) {
    const outside = depth === 0;
    if (piece === '(') depth += 1;
    else if (piece === ')') depth -= 1;
    if (!outside) continue;
    last = piece.toLowerCase();
    if (last === 'or') either = true;
    else if (!/^(?:and|not|-)$/.test(last)) conditions += 1;
  }
  if (last === '' || last === '-') return '';
  if (depth === 0 && /^(?:and|or|not)$/.test(last)) return ' ';
  return conditions > 1 && !either ? ' ' : ' or ';
}

export interface Span {
  text: string;
  /** `sign` groups and joins; `not` is the one that leaves people out. */
  kind: 'field' | 'value' | 'word' | 'sign' | 'not';
  bad: boolean;
}

/** The text in pieces for the mirror behind the field: what each is, and whether a fault stands there. */
export function spans(text: string, faults: readonly Place[]): Span[] {
  const letters = [...text];
  const kinds: Span['kind'][] = new Array<Span['kind']>(letters.length).fill('word');
  let at = 0;
  for (const found of text.matchAll(
    /(\p{L}[\p{L}\p{N}_.-]*)(:)((?:"[^"]*"?|[^\s()])*)|[()]|(?<=^|\s|\()-|\b(?:and|or|not)\b/gu,
  )) {
    at = [...text.slice(0, found.index)].length;
    const whole = [...found[0]].length;
    if (found[1] === undefined) kinds.fill(/^(?:-|not)$/.test(found[0]) ? 'not' : 'sign', at, at + whole);
    else {
      const name = [...found[1]].length + 1;
      kinds.fill('field', at, at + name);
      kinds.fill('value', at + name, at + whole);
    }
  }
  const bad = new Array<boolean>(letters.length).fill(false);
  for (const fault of faults) {
    if (fault.column === null) continue;
    bad.fill(true, fault.column - 1, fault.column - 1 + Math.max(1, fault.length ?? 1));
  }
  const out: Span[] = [];
  letters.forEach((letter, index) => {
    const kind = kinds[index] ?? 'word';
    const wrong = bad[index] ?? false;
    const last = out.at(-1);
    if (last && last.kind === kind && last.bad === wrong) last.text += letter;
    else out.push({ text: letter, kind, bad: wrong });
  });
  return out;
}
