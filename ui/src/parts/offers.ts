/** Which proposals a field shows for what stands in it. */

const plain = (text: string) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

/**
 * Those that have every typed word somewhere, whatever signs join the words of a proposal: “new york” finds
 * `America/New_York`. Those that begin with what was typed come first.
 */
export function offers(options: readonly string[], typed: string): string[] {
  const words = plain(typed)
    .split(/[\s/_-]+/)
    .filter(Boolean);
  const found = options.filter((one) => words.every((word) => plain(one).includes(word)));
  const first = words[0];
  if (first === undefined) return found;
  const begins = (one: string) =>
    plain(one)
      .split(/[\s/_-]+/)
      .some((word) => word.startsWith(first));
  return [...found.filter(begins), ...found.filter((one) => !begins(one))];
}
