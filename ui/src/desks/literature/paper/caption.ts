/** What stands below a picture: caption and credit, in one title of its Markdown: `The lens turns again. — Ana Ferreira`. */
export interface Below {
  caption: string;
  credit: string;
}

const BETWEEN = ' — ';

/** The last dash parts them; words without one are a caption. */
export function captioned(title: string): Below {
  const said = ` ${title}`;
  const at = said.lastIndexOf(BETWEEN);
  return at < 0
    ? { caption: title, credit: '' }
    : { caption: said.slice(0, at).trim(), credit: said.slice(at + BETWEEN.length).trim() };
}

/** The title of both. A credit alone begins with the dash, so that it is none of the caption's words. */
export function titled({ caption, credit }: Below): string {
  const tidy = (text: string) => text.replace(/\s+/g, ' ').trim();
  if (!tidy(credit)) return tidy(caption);
  return `${tidy(caption)}${BETWEEN}${tidy(credit)}`.trim();
}
