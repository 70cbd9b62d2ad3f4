const SCRIPTS = ['Adlm', 'Arab', 'Hebr', 'Nkoo', 'Rohg', 'Syrc', 'Thaa'];

/** Which way a text in this language runs; from left to right where nobody knows. */
export function direction(tag: string | null): 'ltr' | 'rtl' {
  try {
    return SCRIPTS.includes(new Intl.Locale(tag ?? '').maximize().script ?? '') ? 'rtl' : 'ltr';
  } catch {
    return 'ltr';
  }
}

const LETTER = /\p{L}/u;
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** Which way words run, as their first letter tells; none without a letter. */
export function directionOf(words: string): 'ltr' | 'rtl' | undefined {
  const letter = LETTER.exec(words)?.[0];
  if (letter === undefined) return undefined;
  return RIGHT_TO_LEFT.test(letter) ? 'rtl' : 'ltr';
}
