/** What can be done to a question's chips. Every act makes the question anew and leaves the one it was given as it is. */
import type { CustomFieldCard, Query, QueryValue } from '../../ipc/bindings';
import { known, t, word } from '../../text/index.svelte';

/** Where a part stands: which child of which child, from the whole question on. */
export type Path = readonly number[];
export type How = QueryValue['how'];
type Group = Extract<Query, { chip: 'all' | 'any' }>;

const isGroup = (query: Query | undefined): query is Group => query?.chip === 'all' || query?.chip === 'any';
const other = (group: Group) => (group.chip === 'all' ? 'any' : 'all');

/** The part at `path`. */
export function at(query: Query | undefined, path: Path): Query | undefined {
  const [first, ...rest] = path;
  if (first === undefined || !query) return query;
  if (query.chip === 'not') return at(query.of, rest);
  return isGroup(query) ? at(query.of[first], rest) : undefined;
}

/** The question with what `by` makes of the part at `path`. */
export function put(query: Query, path: Path, by: (one: Query) => Query): Query {
  const [first, ...rest] = path;
  if (first === undefined) return by(query);
  if (query.chip === 'not') return { chip: 'not', of: put(query.of, rest, by) };
  if (!isGroup(query)) return query;
  return { chip: query.chip, of: query.of.map((one, n) => (n === first ? put(one, rest, by) : one)) };
}

/** The question without the chip at `path`; undefined when nothing is left of it. */
export function without(query: Query, path: Path): Query | undefined {
  const [first, ...rest] = path;
  if (first === undefined) return undefined;
  if (query.chip === 'not') {
    const of = without(query.of, rest);
    return of && { chip: 'not', of };
  }
  if (!isGroup(query)) return query;
  const child = query.of[first];
  const left = child && without(child, rest);
  const of = query.of.flatMap((one, n) => (n === first ? (left ? [left] : []) : [one]));
  if (of.length === 0) return undefined;
  return of.length === 1 ? of[0] : { chip: query.chip, of };
}

/** As the core writes it: no group of one, no group within one of its kind. What is no group stays the very same. */
export function normal(query: Query): Query {
  if (query.chip === 'not') return { chip: 'not', of: normal(query.of) };
  if (!isGroup(query)) return query;
  const of = query.of.map(normal).flatMap((one) => (one.chip === query.chip ? one.of : [one]));
  return of.length === 1 && of[0] ? of[0] : { chip: query.chip, of };
}

/** Where that very part stands. */
export function find(query: Query, part: Query): Path | undefined {
  if (query === part) return [];
  const children = query.chip === 'not' ? [query.of] : isGroup(query) ? query.of : [];
  for (const [n, child] of children.entries()) {
    const rest = find(child, part);
    if (rest) return [n, ...rest];
  }
  return undefined;
}

/** The first chip of it. */
export function leaf(query: Query): Query {
  if (query.chip === 'not') return leaf(query.of);
  const first = isGroup(query) ? query.of[0] : undefined;
  return first ? leaf(first) : query;
}

/** A chip and the “not” before it are moved as one. */
function unit(query: Query, path: Path): Path {
  const above = path.slice(0, -1);
  return path.length > 0 && at(query, above)?.chip === 'not' ? unit(query, above) : path;
}

/** Picks whom it left out, or the other way round. */
export function negated(query: Query, path: Path): Query {
  const above = path.slice(0, -1);
  const parent = path.length > 0 ? at(query, above) : undefined;
  if (parent?.chip === 'not') return put(query, above, () => parent.of);
  return put(query, path, (of) => ({ chip: 'not', of }));
}

export interface Neighbour {
  /** Which child of the list that both stand in. */
  place: number;
  query: Query;
  /** What joins the two once they are together. */
  join: 'all' | 'any';
  /** It is a group already: the chip goes into it. */
  group: boolean;
}

/** What the part at `path` can be put together with. */
export function neighbours(query: Query, path: Path): Neighbour[] {
  const mine = unit(query, path);
  const list = at(query, mine.slice(0, -1));
  if (mine.length === 0 || !isGroup(list)) return [];
  return list.of.flatMap((one, place) => {
    if (place === mine.at(-1)) return [];
    const inside = one.chip === 'not' ? one.of : one;
    const group = isGroup(inside);
    return [{ place, query: one, join: group ? inside.chip : other(list), group }];
  });
}

/** The part at `path` together with its neighbour: in the neighbour's group, or in a new one of the two. */
export function joined(query: Query, path: Path, place: number): Query {
  const mine = unit(query, path);
  const from = mine.at(-1) ?? 0;
  const moved = at(query, mine);
  return put(query, mine.slice(0, -1), (list) => {
    if (!moved || !isGroup(list)) return list;
    const group = (one: Query): Query => {
      if (one.chip === 'not' && isGroup(one.of)) return { chip: 'not', of: group(one.of) };
      if (isGroup(one)) return { chip: one.chip, of: [...one.of, moved] };
      return { chip: other(list), of: from < place ? [moved, one] : [one, moved] };
    };
    return {
      chip: list.chip,
      of: list.of.map((one, n) => (n === place ? group(one) : one)).filter((_, n) => n !== from),
    };
  });
}

/** Whether the part at `path` stands in a group that it can leave. */
export function inGroup(query: Query, path: Path): boolean {
  const list = unit(query, path).slice(0, -1);
  return list.length > 0 && isGroup(at(query, list));
}

/** The part at `path` beside the group that it stood in. */
export function movedOut(query: Query, path: Path): Query {
  const mine = unit(query, path);
  const moved = at(query, mine);
  const group = unit(query, mine.slice(0, -1));
  const whole = at(query, group);
  if (!moved || !whole || mine.length === 0) return query;
  const rest = without(whole, mine.slice(group.length));
  const beside = rest ? [rest, moved] : [moved];
  const place = group.at(-1);
  if (place === undefined) return { chip: 'all', of: beside };
  return put(query, group.slice(0, -1), (list) =>
    isGroup(list) ? { chip: list.chip, of: list.of.flatMap((one, n) => (n === place ? beside : [one])) } : list,
  );
}

/** The group at `path` with “or” instead of “and”, or the other way round; within a list of that kind it dissolves. */
export const turned = (query: Query, path: Path): Query =>
  put(query, path, (one) => (isGroup(one) ? { chip: other(one), of: one.of } : one));

/** What a field is called. */
export function fieldName(field: string, own: readonly CustomFieldCard[] | undefined): string {
  const called = own?.find((one) => one.in_questions === field)?.name;
  return called ?? (known(`field.${field}`) ? word('field', field) : field);
}

const SIGNS = { above: '>', 'at-least': '≥', below: '<', 'at-most': '≤' } as const;

function valueWords(one: QueryValue): string {
  if (one.how === 'empty') return t('segments.value.empty');
  if (one.how === 'begins') return `${one.text}…`;
  if (one.how === 'contains') return `…${one.text}…`;
  if (one.how === 'exactly') return t('segments.value.alone', { name: one.text });
  if (one.how !== 'is') return `${SIGNS[one.how]} ${one.text}`;
  return known(`kind.${one.text}`) ? word('kind', one.text) : one.text;
}

/** The values of a chip in words. */
export const valuesWords = (values: readonly QueryValue[]): string =>
  values.map(valueWords).join(` ${t('segments.or')} `);

/** The part in words, for lists of what can be done with it. */
export function said(query: Query, own: readonly CustomFieldCard[] | undefined): string {
  if (query.chip === 'field') return `${fieldName(query.field, own)} ${valuesWords(query.values)}`;
  if (query.chip === 'words') return `${t('segments.words')} ${query.text}`;
  if (query.chip === 'not') return `${t('parts.not')} ${said(query.of, own)}`;
  const join = query.chip === 'any' ? t('segments.or') : t('segments.and');
  return query.of.map((one) => said(one, own)).join(` ${join} `);
}

const WORDS: readonly How[] = ['is', 'begins', 'contains'];
const ORDER: readonly How[] = ['above', 'at-least', 'below', 'at-most'];

/** How a field can be compared; the core refuses with a sentence what one of its own fields does not take. */
export function comparisons(field: string, own: readonly CustomFieldCard[] | undefined): How[] {
  const kind = own?.find((one) => one.in_questions === field)?.kind;
  if (kind === 'choice' || kind === 'yes-no') return ['is', 'empty'];
  if (kind === 'number' || kind === 'date') return ['is', ...ORDER, 'empty'];
  if (kind) return [...WORDS, 'empty'];
  return [...WORDS, ...(field === 'beat' ? (['exactly'] as const) : []), ...ORDER, 'empty'];
}

const WRITTEN = { '>': 'above', '>=': 'at-least', '<': 'below', '<=': 'at-most' } as const;

/** A value as it was entered: with a sign before it, it is compared so. */
export function entered(how: How, text: string): QueryValue {
  if (how === 'empty') return { how };
  const signed = how === 'is' ? /^(>=|<=|>|<)\s*(.+)$/su.exec(text) : null;
  if (signed) return { how: WRITTEN[signed[1] as keyof typeof WRITTEN], text: signed[2] ?? '' };
  return { how, text };
}

/** A value that the core offers for the text, as it stands in a field: without its quotation marks. */
export const unquoted = (offered: string): string =>
  /^".*"$/su.test(offered) ? offered.slice(1, -1).replace(/\\(.)/gsu, '$1') : offered;
