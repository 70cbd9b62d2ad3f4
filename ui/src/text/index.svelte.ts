/**
 * Every word of the window.
 *
 * Two catalogues, one form (ICU MessageFormat): the window's own (`en.json`, `de.json` beside this file, keys typed
 * from English) and the core's (`$messages`, for problems, reasons and states, which arrive as key and parameters).
 * What a language lacks is said in English; an unknown key is shown as itself, never as an empty place.
 */
import { IntlMessageFormat } from 'intl-messageformat';

import de from './de.json';
import en from './en.json';
import { day, moment } from './figures.svelte';
import { read } from './pattern';

export type Key = keyof typeof en;
export type Value = string | number;
export type Params = Record<string, Value>;
/** A sentence of the core's catalogue, as it crosses. */
export interface Sentence {
  key: string;
  params: { [name in string]?: Value };
}

export type Language = 'en' | 'de';

const files = import.meta.glob<Record<string, string>>('$messages/*/*.json', { eager: true, import: 'default' });

function fromCore(language: Language): Record<string, string> {
  const all: Record<string, string> = {};
  for (const [path, sentences] of Object.entries(files)) {
    if (path.includes(`/${language}/`)) Object.assign(all, sentences);
  }
  return all;
}

const patterns: Record<Language, Record<string, string>> = {
  en: { ...fromCore('en'), ...en },
  de: { ...fromCore('de'), ...de },
};

/** Which tag the system asks for, and which language we speak of it. */
function chosen(tag: string): Language {
  return tag.toLowerCase().startsWith('de') ? 'de' : 'en';
}

class Reader {
  /** BCP 47 tag for dates and numbers: the system's own where it fits the language (`en-GB`, not `en`). */
  tag = $state('en-GB');
  language = $derived(chosen(this.tag));

  choose(tag: string) {
    this.tag = tag;
    if (typeof document !== 'undefined') document.documentElement.lang = tag;
  }
}

export const reader = new Reader();

const formats = new Map<string, IntlMessageFormat>();

function format(language: Language, key: string): IntlMessageFormat | undefined {
  const cached = formats.get(language + key);
  if (cached) return cached;
  const pattern = patterns[language][key] ?? patterns.en[key];
  if (pattern === undefined) return undefined;
  const made = new IntlMessageFormat(read(pattern), language === 'en' ? 'en-GB' : language, undefined, {
    ignoreTag: true,
  });
  formats.set(language + key, made);
  return made;
}

function render(key: string, params: { [name in string]?: Value }): string {
  try {
    const found = format(reader.language, key);
    return found ? String(found.format(params as Params)) : key;
  } catch {
    // A parameter is missing: the sentence's skeleton is more use than an empty place.
    return patterns[reader.language][key] ?? patterns.en[key] ?? key;
  }
}

/** A sentence of the window. */
export function t(key: Key, params: Params = {}): string {
  return render(key, params);
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

const DAY = /^\d{4}-\d\d-\d\d$/;

/** What stands in a sentence of the core: instants on the reader's clock (`24 Nov, 10:31`), days as they are said (`24 Nov`). */
function said(value: Value | undefined): Value | undefined {
  if (typeof value !== 'string') return value;
  if (INSTANT.test(value)) return moment(Date.parse(value));
  return DAY.test(value) ? day(Date.parse(`${value}T12:00`)) : value;
}

/** A sentence of the core. */
export function say(sentence: Sentence): string {
  const params = Object.entries(sentence.params).map(([name, value]) => [name, said(value)]);
  return render(sentence.key, Object.fromEntries(params));
}

/** Whether the catalogues know this key: for states and kinds whose word is made of a code. */
export function known(key: string): key is Key {
  return key in patterns.en;
}

/** The word for a code of the core (`kind.journalist`); the code itself where none is known. */
export function word(area: string, code: string): string {
  const key = `${area}.${code}`;
  return known(key) ? render(key, {}) : code;
}

export {
  bytes,
  clock,
  count,
  figure,
  day,
  dayIso,
  dayName,
  dayLong,
  midnight,
  moment,
  momentIn,
  monthIso,
  partIso,
  percent,
  relativeDay,
  duration,
  list,
  seconds,
  weekday,
  OWN_ZONE,
  ZONES,
  zoneCity,
  countryName,
  languageName,
} from './figures.svelte';
