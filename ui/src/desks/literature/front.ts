/**
 * The fields in front of a text, `---` lines around `key: value`. The core reads them; here they are only put back:
 * every line that is not the field's own stays byte for byte as it was.
 */
export const FIELDS = [
  'headline',
  'subject',
  'preheader',
  'subhead',
  'dateline',
  'embargo',
  'language',
  'kind',
  'announcement',
] as const;
export type FieldName = (typeof FIELDS)[number];

interface Split {
  /** Lines between the rules, without them; undefined where there is no front block. */
  lines: string[] | undefined;
  body: string;
}

export function split(text: string): Split {
  const whole = /^\uFEFF?---[ \t]*\r?\n([\s\S]*?)(?:^(?:---|\.\.\.)[ \t]*(?:\r?\n|$))/m.exec(text);
  if (!whole || whole.index !== 0) return { lines: undefined, body: text };
  const inside = whole[1] ?? '';
  return { lines: inside === '' ? [] : inside.replace(/\r?\n$/, '').split(/\r?\n/), body: text.slice(whole[0].length) };
}

/** YAML's double quotes are JSON's. */
const quoted = (value: string): string => JSON.stringify(value.replace(/\s*\n\s*/g, ' '));

/** The text with one field changed; an empty value takes the field out. */
export function withField(text: string, name: string, value: string): string {
  const { lines = [], body } = split(text);
  const kept: string[] = [];
  let at = -1;
  let own = false;
  for (const line of lines) {
    const key = /^([A-Za-z_]+)\s*:/.exec(line)?.[1];
    // A value that runs over several lines is indented: those lines go with their key.
    if (key !== undefined) own = key === name;
    else if (!/^\s/.test(line)) own = false;
    if (own) {
      if (at < 0) at = kept.length;
    } else kept.push(line);
  }
  if (value.trim() !== '') kept.splice(at < 0 ? kept.length : at, 0, `${name}: ${quoted(value.trim())}`);
  if (kept.length === 0) return body;
  return `---\n${kept.join('\n')}\n---\n${body.startsWith('\n') || body === '' ? body : `\n${body}`}`;
}

/** The text with another body. */
export function withBody(text: string, body: string): string {
  const { body: old } = split(text);
  return text.slice(0, text.length - old.length) + body;
}
