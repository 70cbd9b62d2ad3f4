/** Words as people search for them, folded as the core folds them: without case and accents. */

/** Letters that no decomposition takes apart, and such as keyboards write in two ways. */
const LETTERS: Readonly<Record<string, string>> = {
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  ħ: 'h',
  ı: 'i',
  ŧ: 't',
  þ: 'th',
  æ: 'ae',
  œ: 'oe',
  ß: 'ss',
  ς: 'σ',
  ي: 'ی',
  ى: 'ی',
  ك: 'ک',
};
const SPECIAL = new RegExp(`[${Object.keys(LETTERS).join('')}]`, 'gu');
const ACCENT = /\p{M}/gu;

/** `text` without case and accents. */
export function fold(text: string): string {
  const plain = text.normalize('NFKD').replace(ACCENT, '').toLowerCase().replace(ACCENT, '');
  return plain.replace(SPECIAL, (letter) => LETTERS[letter] ?? letter);
}

/** Whether all words that were typed are in `text`; without any, they are. */
export function fits(text: string, words: string): boolean {
  const inside = fold(text);
  return fold(words)
    .split(/\s+/)
    .every((word) => inside.includes(word));
}

/** Whether two names are one: case and accents make no other. */
export const sameName = (one: string, other: string): boolean =>
  one.localeCompare(other, undefined, { sensitivity: 'base' }) === 0;

/** Scripts that put no spaces between words: each sign is a word. */
const ALONE =
  /[\u1100-\u11ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\u{20000}-\u{3ffff}]/u;
const LETTER = /[\p{Alphabetic}\p{N}]/u;

interface Word {
  /** Its folded letters, and where in the text the sign that each is part of begins and ends. */
  letters: { folded: string; from: number; to: number }[];
}

/** The words of a text, each of its letters at its place. */
function wordsOf(text: string): Word[] {
  const words: Word[] = [];
  let word: Word | undefined;
  let at = 0;
  for (const sign of text) {
    const [from, to] = [at, at + sign.length];
    at = to;
    const folded = fold(sign);
    // An accent that stands behind its letter belongs to it.
    const last = word?.letters.at(-1);
    if (folded === '' && last) last.to = to;
    for (const letter of folded) {
      const alone = ALONE.test(letter);
      if (!LETTER.test(letter)) {
        word = undefined;
        continue;
      }
      if (alone || !word) words.push((word = { letters: [] }));
      word.letters.push({ folded: letter, from, to });
      if (alone) word = undefined;
    }
  }
  return words;
}
const read = (word: Word) => word.letters.map((one) => one.folded).join('');

/** Where in `text` one typed word stands: at the beginning of a word; one of several (“e-mail”) side by side. */
function places(text: Word[], typed: string): { from: number; to: number }[] {
  const wanted = wordsOf(typed).map(read);
  const last = wanted.at(-1);
  if (last === undefined) return [];
  return text.flatMap((word, at) => {
    const end = text[at + wanted.length - 1];
    const isHere =
      end && read(end).startsWith(last) && wanted.slice(0, -1).every((one, n) => read(text[at + n] ?? word) === one);
    const [from, to] = [word.letters[0]?.from, end?.letters[[...last].length - 1]?.to];
    return isHere && from !== undefined && to !== undefined ? [{ from, to }] : [];
  });
}

export interface Piece {
  text: string;
  found: boolean;
}

/** `text` in pieces: where one of the words that were typed begins a word of it, as a search finds it, it is found. */
export function found(text: string, typed: string): Piece[] {
  const words = typed.split(/\s+/u).filter(Boolean);
  if (words.length === 0 || text === '') return [{ text, found: false }];
  const inside = wordsOf(text);
  const all = words.flatMap((word) => places(inside, word)).sort((one, other) => one.from - other.from);
  const pieces: Piece[] = [];
  let at = 0;
  for (const { from, to } of all) {
    if (to <= at) continue;
    const last = pieces.at(-1);
    if (from < at && last) last.text += text.slice(at, to);
    else pieces.push({ text: text.slice(at, from), found: false }, { text: text.slice(from, to), found: true });
    at = to;
  }
  pieces.push({ text: text.slice(at), found: false });
  return pieces.filter((piece) => piece.text !== '');
}

/** Whether one of the typed words is found in `text`. */
export const isFound = (text: string, typed: string): boolean => found(text, typed).some((piece) => piece.found);

/** Letters that stand before what was found, where a text is cut to show it. */
const BEFORE = 4;

/** Pieces from shortly before the first one that was found: for where there is little room. */
export function fromPieces(pieces: readonly Piece[]): readonly Piece[] {
  const [first, ...rest] = pieces;
  if (!first || first.found || rest.length === 0) return pieces;
  const before = [...first.text];
  return before.length <= BEFORE + 1 ? pieces : [{ text: `…${before.slice(-BEFORE).join('')}`, found: false }, ...rest];
}

/** The end of `text` that begins with one of the words, shortly before it. */
export const fromFound = (text: string, typed: string): string =>
  fromPieces(found(text, typed))
    .map((piece) => piece.text)
    .join('');
