/** Words of a text, as the language counts them: one without blanks between words too. */
export function wordsOf(text: string, language: string | undefined): number {
  try {
    const pieces = new Intl.Segmenter(language, { granularity: 'word' }).segment(text);
    let count = 0;
    for (const piece of pieces) if (piece.isWordLike) count += 1;
    return count;
  } catch {
    return text.split(/\s+/u).filter(Boolean).length;
  }
}
