/** Numbers, dates and sizes as the reader's locale writes them. Instants are milliseconds since 1970 UTC. */
import { reader, t } from './index.svelte';

const cache = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat | Intl.ListFormat>();

function made<T extends Intl.NumberFormat | Intl.DateTimeFormat | Intl.ListFormat>(
  name: string,
  make: (tag: string) => T,
): T {
  const key = reader.tag + name;
  const found = cache.get(key);
  if (found) return found as T;
  const fresh = make(reader.tag);
  cache.set(key, fresh);
  return fresh;
}

const date = (name: string, options: Intl.DateTimeFormatOptions) =>
  made(name, (tag) => new Intl.DateTimeFormat(tag, { ...options, calendar: 'gregory' }));

/** `2,140` */
export function count(n: number): string {
  return made('count', (tag) => new Intl.NumberFormat(tag)).format(n);
}

/** A number as it is, with all its decimals. */
export function figure(n: number): string {
  return made('figure', (tag) => new Intl.NumberFormat(tag, { maximumFractionDigits: 15 })).format(n);
}

/** `12.5 %`, from a part of one. */
export function percent(part: number): string {
  return made('percent', (tag) => new Intl.NumberFormat(tag, { style: 'percent', maximumFractionDigits: 1 })).format(
    part,
  );
}

/** `820 KB`, `2.4 MB`: thousands, as file managers count. */
export function bytes(n: number): string {
  const number = (value: number, digits: number) =>
    made(`bytes${digits}`, (tag) => new Intl.NumberFormat(tag, { maximumFractionDigits: digits })).format(value);
  if (n < 1000) return t('figures.bytes', { n: number(n, 0) });
  if (n < 999_500) return t('figures.kilobytes', { n: number(n / 1000, 0) });
  if (n < 999_500_000) return t('figures.megabytes', { n: number(n / 1e6, n < 9_950_000 ? 1 : 0) });
  return t('figures.gigabytes', { n: number(n / 1e9, 1) });
}

/** `10:31` */
export function clock(ms: number, seconds = false): string {
  return seconds
    ? date('clock-s', { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false }).format(ms)
    : date('clock', { hour: '2-digit', minute: '2-digit', hour12: false }).format(ms);
}

/** `24 Nov`, with the year where it is not this one. */
export function day(ms: number, now = Date.now()): string {
  return new Date(ms).getFullYear() === new Date(now).getFullYear()
    ? date('day', { day: 'numeric', month: 'short' }).format(ms)
    : date('day-y', { day: 'numeric', month: 'short', year: 'numeric' }).format(ms);
}

/** `Monday`, or `Mon`, for a day of the week from 1 to 7. */
export function dayName(day: number, length: 'long' | 'short' = 'long'): string {
  // The first of January 2024 was a Monday.
  return date(`day-name-${length}`, { weekday: length, timeZone: 'UTC' }).format(Date.UTC(2024, 0, day));
}

/** The instant at which a day of the calendar begins here. */
export function midnight(iso: string): number {
  const [year = 1970, month = 1, dayOfMonth = 1] = iso.split('-').map(Number);
  return new Date(year, month - 1, dayOfMonth).getTime();
}

/** `Tuesday 24 November`, as it stands in a headline; other languages keep their comma. */
export function dayLong(ms: number): string {
  const written = date('day-long', { weekday: 'long', day: 'numeric', month: 'long' }).format(ms);
  return reader.tag.startsWith('en') ? written.replace(',', '') : written;
}

/** `24 November 2026`, from `2026-11-24`; `24 Nov 2026` where there is little room. */
export function dayIso(text: string, month: 'long' | 'short' = 'long'): string {
  return date(`day-iso-${month}`, { day: 'numeric', month, year: 'numeric' }).format(midnight(text));
}

/** `November 2026`, of a day in it. */
export function monthIso(text: string): string {
  return date('month', { month: 'long', year: 'numeric' }).format(midnight(text));
}

/** `2019`, `May 2024` or `3 May 2024`: as much of a date as is known, from `2019`, `2024-05` or `2024-05-03`. */
export function partIso(text: string): string {
  const parts = text.split('-').length;
  return parts === 1 ? text : parts === 2 ? monthIso(text) : dayIso(text);
}

/** `Tue` or `Tuesday` */
export function weekday(ms: number, length: 'long' | 'short'): string {
  return date(`weekday-${length}`, { weekday: length }).format(ms);
}

/** `24 Nov, 10:31` */
export function moment(ms: number, now = Date.now()): string {
  return `${day(ms, now)}, ${clock(ms)}`;
}

/** The zone of this computer's clock. */
export const OWN_ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;
/** Every zone by its name, where the web view knows them. */
export const ZONES: readonly string[] = 'supportedValuesOf' in Intl ? Intl.supportedValuesOf('timeZone') : [OWN_ZONE];

/** `London` of `Europe/London`. */
export const zoneCity = (zone: string): string => (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ');

/**
 * `1 Dec 2026, 09:00 Amsterdam (08:00 here)`, from the instant and what was said on a named clock; where the reader's own clock says
 * the same, `1 Dec, 09:00`.
 */
export function momentIn(at: number, local: string, zone: string): string {
  const here = new Date(at);
  const two = (n: number) => String(n).padStart(2, '0');
  const own = `${here.getFullYear()}-${two(here.getMonth() + 1)}-${two(here.getDate())}`;
  const [onDay = '', time = ''] = local.split(' ');
  if (`${own} ${two(here.getHours())}:${two(here.getMinutes())}` === local) return moment(at);
  const there = `${dayIso(onDay, 'short')}, ${time} ${zoneCity(zone)}`;
  return t('figures.there', { there, here: own === onDay ? clock(at) : moment(at) });
}

/** `10:31` for today, else the day. */
export function relativeDay(ms: number, now = Date.now()): string {
  return new Date(ms).toDateString() === new Date(now).toDateString() ? clock(ms) : day(ms, now);
}

/** `0.2 s`: for what is over in a moment. */
export function seconds(ms: number): string {
  const n = made(
    'seconds',
    (tag) => new Intl.NumberFormat(tag, { minimumFractionDigits: 1, maximumFractionDigits: 1 }),
  );
  return t('figures.seconds', { n: n.format(ms / 1000) });
}

/** `45 s`, `7 minutes`, `2 hours 5 minutes`; with `long` also `45 seconds`, for sentences. */
export function duration(ms: number, words: 'short' | 'long' = 'short'): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return t(words === 'long' ? 'figures.secondsLong' : 'figures.seconds', { n: seconds });
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return t('figures.minutes', { n: minutes });
  return t('figures.hours', { h: Math.floor(minutes / 60), m: minutes % 60 });
}

/** `Dutch`, from `nl`; a tag that nobody knows as it is. */
export function languageName(tag: string): string {
  try {
    return new Intl.DisplayNames(reader.tag, { type: 'language' }).of(tag.trim()) ?? tag;
  } catch {
    return tag;
  }
}

/** `Netherlands`, from `NL`; what is no code as it is. */
export function countryName(code: string): string {
  if (!/^[A-Z]{2}$/.test(code)) return code;
  return new Intl.DisplayNames(reader.tag, { type: 'region' }).of(code) ?? code;
}

/** `A, B and C` */
export function list(words: string[]): string {
  return made('list', (tag) => new Intl.ListFormat(tag)).format(words);
}
