/** Words looked for in a text: caseless or not, anywhere or as whole words alone. */
export interface Wanted {
  words: string;
  /** Large and small letters are told apart. */
  exact: boolean;
  /** No letter and no digit stands right beside it. */
  whole: boolean;
}

/** What the find bar asks of whoever shows the text. */
export interface Searched {
  /** How many matches there are, and which of them is looked at, from 1; 0: none. */
  look: (wanted: Wanted | undefined) => void;
  go: (by: 1 | -1) => void;
  replace: (words: string) => void;
  /** Says how many it were. */
  replaceAll: (words: string) => number;
}

const LETTER = /[\p{L}\p{N}\p{M}_]/u;
/** More matches than these are not shown one by one. */
export const MOST_MATCHES = 10_000;

/** The places of all matches in a text, none within another. */
export function matches(text: string, { words, exact, whole }: Wanted): { from: number; to: number }[] {
  const found: { from: number; to: number }[] = [];
  if (words === '') return found;
  // The rule of letters' size is the language engine's own: it keeps every place where it is.
  const pattern = new RegExp(
    words.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&').replace(/ /g, '[ \\u00a0]'),
    exact ? 'gu' : 'giu',
  );
  for (const match of text.matchAll(pattern)) {
    const from = match.index;
    const to = from + match[0].length;
    if (whole && (LETTER.test(before(text, from)) || LETTER.test(behind(text, to)))) continue;
    found.push({ from, to });
    if (found.length >= MOST_MATCHES) break;
  }
  return found;
}

/** The whole letter before a place, which may be two units. */
const before = (text: string, at: number): string => [...text.slice(Math.max(0, at - 2), at)].at(-1) ?? '';
const behind = (text: string, at: number): string => [...text.slice(at, at + 2)][0] ?? '';
