/** Days and times as people write them in their own language, read from what is typed. */

import { fold } from './words';

/** The names of twelve months, or of seven days, in a language and in English. */
function names(tag: string, part: 'month' | 'weekday', many: number): string[][] {
  return [tag, 'en'].map((locale) => {
    const format = new Intl.DateTimeFormat(locale, { [part]: 'long', timeZone: 'UTC', calendar: 'gregory' });
    const at = (index: number) => (part === 'month' ? Date.UTC(2026, index, 1) : Date.UTC(2026, 1, 1 + index));
    return Array.from({ length: many }, (_, index) => fold(format.format(at(index))));
  });
}
/** The number of the name that begins so, from 0; none where several do. */
function named(word: string, lists: string[][]): number | undefined {
  for (const list of lists) {
    const found = list.flatMap((name, index) => (name.startsWith(word) ? [index] : []));
    if (found.length === 1 && word.length >= 2) return found[0];
  }
  return undefined;
}

/** In which order the language writes a day in figures. */
function order(tag: string): ('year' | 'month' | 'day')[] {
  const parts = new Intl.DateTimeFormat(tag, {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    calendar: 'gregory',
  });
  return parts
    .formatToParts(0)
    .flatMap(({ type }) => (type === 'year' || type === 'month' || type === 'day' ? [type] : []));
}

const two = (n: number) => String(n).padStart(2, '0');

/** `2026-11-27` of a year, a month from 1 and a day; none where there is no such day. */
export function isoDay(year: number, month: number, day: number): string | undefined {
  const at = new Date(Date.UTC(year, month - 1, day));
  const exists = at.getUTCFullYear() === year && at.getUTCMonth() === month - 1 && at.getUTCDate() === day;
  return exists && year >= 1900 && year <= 9999 ? `${year}-${two(month)}-${two(day)}` : undefined;
}

/**
 * The day that is meant by `27 Nov`, `27.11.2026`, `11/27/26` (where months come first) or `2026-11-27`. Without a year it is the
 * next such day from `today` on. None where it cannot be told.
 */
export function readDay(text: string, tag: string, today = new Date()): string | undefined {
  const tokens = fold(text)
    .split(/[\s.,/-]+/)
    .filter(Boolean);
  const weekdays = names(tag, 'weekday', 7);
  const months = names(tag, 'month', 12);
  const numbers = tokens.filter((token) => /^\d{1,4}$/.test(token));
  const words = tokens.filter((token) => !/^\d/.test(token) && named(token, weekdays) === undefined);
  if (words.length > 1 || numbers.length + words.length < 2 || numbers.length > 3) return undefined;
  if (tokens.some((token) => /^\d/.test(token) && !/^\d{1,4}$/.test(token))) return undefined;

  let year: string | undefined;
  let month: number;
  let day: number;
  if (words[0] !== undefined) {
    const found = named(words[0], months);
    const [first = '', second, third] = numbers;
    if (found === undefined || third !== undefined) return undefined;
    month = found + 1;
    [day, year] = first.length === 4 && second !== undefined ? [Number(second), first] : [Number(first), second];
  } else {
    const written = numbers[0]?.length === 4 ? (['year', 'month', 'day'] as const) : order(tag);
    const wanted = numbers.length === 3 ? written : written.filter((part) => part !== 'year');
    const at = (part: 'year' | 'month' | 'day') => numbers[wanted.indexOf(part)];
    [year, month, day] = [at('year'), Number(at('month')), Number(at('day'))];
  }
  if (year !== undefined) {
    if (year.length !== 2 && year.length !== 4) return undefined;
    return isoDay(year.length === 2 ? 2000 + Number(year) : Number(year), month, day);
  }
  const from = isoDay(today.getFullYear(), today.getMonth() + 1, today.getDate()) ?? '';
  for (let ahead = 0; ahead <= 8; ahead += 1) {
    const found = isoDay(today.getFullYear() + ahead, month, day);
    if (found !== undefined && found >= from) return found;
  }
  return undefined;
}

/** `09:30` of `9:30`, `0930`, `9.30 Uhr`, `9` or `9.30 pm`; none where it is no time. */
export function readTime(text: string): string | undefined {
  const found = /^(\d{1,2})(?:[:.h]?(\d{2}))?\s*(am|pm|a\.m\.|p\.m\.|uhr|h)?$/.exec(fold(text.trim()));
  if (!found) return undefined;
  const minutes = Number(found[2] ?? 0);
  let hours = Number(found[1]);
  const half = found[3]?.startsWith('a') ? 'am' : found[3]?.startsWith('p') ? 'pm' : undefined;
  if (half && (hours < 1 || hours > 12)) return undefined;
  if (half) hours = (hours % 12) + (half === 'pm' ? 12 : 0);
  return hours <= 23 && minutes <= 59 ? `${two(hours)}:${two(minutes)}` : undefined;
}

/** The day so many days, or months, after another; in a shorter month its last one. */
export function dayAfter(iso: string, days: number, months = 0): string {
  const [year = 1970, month = 1, day = 1] = iso.split('-').map(Number);
  const first = new Date(Date.UTC(year, month - 1 + months, 1));
  const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  const at = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth(), Math.min(day, last) + days));
  return isoDay(at.getUTCFullYear(), at.getUTCMonth() + 1, at.getUTCDate()) ?? iso;
}

/** With which day the week begins there: 1 is Monday, 7 Sunday. */
export function weekStart(tag: string): number {
  const locale = new Intl.Locale(tag) as Intl.Locale & {
    weekInfo?: { firstDay: number };
    getWeekInfo?: () => { firstDay: number };
  };
  return (locale.getWeekInfo?.() ?? locale.weekInfo)?.firstDay ?? 1;
}

/** The weeks of the month in which a day is, each from its first day to its last, those of the neighbours included. */
export function weeksOf(iso: string, start: number): string[][] {
  const first = `${iso.slice(0, 8)}01`;
  const weekday = new Date(`${first}T00:00:00Z`).getUTCDay() || 7;
  const from = dayAfter(first, -((weekday - start + 7) % 7));
  const weeks = Array.from({ length: 6 }, (_, week) =>
    Array.from({ length: 7 }, (__, day) => dayAfter(from, week * 7 + day)),
  );
  return weeks.filter((week) => week.some((day) => day.slice(0, 7) === iso.slice(0, 7)));
}

/** How far a key goes in a month of days: arrows by days and weeks, Page Up and Down by months, with Shift by years. */
export function steps(event: KeyboardEvent): [days: number, months?: number] | undefined {
  const back = getComputedStyle(event.currentTarget as Element).direction === 'rtl' ? -1 : 1;
  switch (event.key) {
    case 'ArrowLeft':
      return [-back];
    case 'ArrowRight':
      return [back];
    case 'ArrowUp':
      return [-7];
    case 'ArrowDown':
      return [7];
    case 'PageUp':
      return [0, event.shiftKey ? -12 : -1];
    case 'PageDown':
      return [0, event.shiftKey ? 12 : 1];
    default:
      return undefined;
  }
}
