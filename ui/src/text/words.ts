/** Words as people search for them: without case and accents. */
export function fold(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
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
