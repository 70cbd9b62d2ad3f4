/** Which columns the table of people has on this device, in which order and how wide. */
import { remember, remembered } from '../../app/device.svelte';
import type { CustomFieldCard } from '../../ipc/bindings';
import type { PersonCells } from '../../ipc/people.svelte';
import type { Column } from '../../parts';
import { countryName, day, dayIso, figure, languageName, t, word } from '../../text/index.svelte';

/** A column that is shown; without a width it takes its part of the room. */
export interface Shown {
  key: string;
  width?: number;
}

/** What every workspace has: the least width, and the part of the room that is left over. */
const KNOWN = {
  name: [204, 1.25],
  outlet: [90, 1],
  role: [90, 0.9],
  beats: [90, 1],
  city: [70, 0.6],
  warmth: [84, 0],
  contact: [104, 0],
  tags: [90, 0.9],
  address: [140, 1.2],
  phone: [100, 0.7],
  country: [90, 0.6],
  language: [80, 0.5],
  kind: [90, 0],
  bars: [110, 0],
  source: [110, 0.9],
  basis: [110, 0.6],
} as const;
export type KnownColumn = keyof typeof KNOWN;
/** Nothing of these stands in a row itself. */
const TOLD: readonly string[] = ['warmth', 'contact', 'tags', 'phone', 'source', 'basis'];
/** Where nothing was chosen. */
const USUAL: readonly KnownColumn[] = ['name', 'outlet', 'beats', 'city', 'warmth', 'contact'];
/** Which of them go when there is little room, the first one first: nobody chose them, and a table that fits is read without scrolling. */
const GOING: readonly KnownColumn[] = ['city', 'contact', 'warmth', 'beats'];
const OWN = 'own.';
const OWN_LEAST = 90;
/** What can be set of many at once: a name and an address are somebody's own. */
const SETTABLE: readonly KnownColumn[] = [
  'outlet',
  'role',
  'beats',
  'city',
  'country',
  'language',
  'kind',
  'phone',
  'source',
  'basis',
];

/** The columns that can be set of many, the organisation's own fields behind the others. */
export function settable(own: readonly CustomFieldCard[]): string[] {
  return [...SETTABLE, ...own.map((field) => OWN + field.id)];
}

const isKnown = (key: string): key is KnownColumn => Object.hasOwn(KNOWN, key);
export const NARROWEST = 56;
export const WIDEST = 1200;
/** One press of wider or narrower. */
export const STEP = 24;

/** A list of shown columns, from what was kept; none where that is nothing of ours. */
function read(kept: string | null): Shown[] | undefined {
  try {
    const found: unknown = JSON.parse(kept ?? 'null');
    if (!Array.isArray(found)) return undefined;
    const seen = new Set<string>();
    const shown = found.flatMap((one: unknown): Shown[] => {
      const { key, width } = (one ?? {}) as { key?: unknown; width?: unknown };
      if (typeof key !== 'string' || seen.has(key) || !(isKnown(key) || key.startsWith(OWN))) return [];
      seen.add(key);
      const wide = typeof width === 'number' && width >= NARROWEST && width <= WIDEST;
      return [wide ? { key, width } : { key }];
    });
    return shown.length > 0 ? shown : undefined;
  } catch {
    return undefined;
  }
}

export class TableColumns {
  /** What was chosen; none as long as nobody chose. */
  chosen = $state.raw<Shown[] | undefined>();
  #place: string;
  #own: () => readonly CustomFieldCard[];
  #room: () => number;

  /** `workspace` is whose columns they are, `own` the organisation's own fields, `room` what there is for them, in px. */
  constructor(workspace: string, own: () => readonly CustomFieldCard[], room: () => number) {
    this.#place = `people.columns.${workspace}`;
    this.#own = own;
    this.#room = room;
    this.chosen = read(remembered(this.#place));
  }

  /** The shown columns; the name stands first, and a field that is gone has none. */
  get shown(): Shown[] {
    const all = (this.chosen ?? this.#usual()).filter(
      (one) => one.key !== 'name' && (isKnown(one.key) || this.field(one.key)),
    );
    return [this.chosen?.find((one) => one.key === 'name') ?? { key: 'name' }, ...all];
  }

  /** The usual ones for which there is room. */
  #usual(): Shown[] {
    let keys = USUAL;
    for (const key of GOING) {
      if (keys.reduce((sum, one) => sum + KNOWN[one][0], 0) <= this.#room()) break;
      keys = keys.filter((one) => one !== key);
    }
    return keys.map((key) => ({ key }));
  }

  /** Those that could be shown as well. */
  get hidden(): string[] {
    const shown = this.shown.map((one) => one.key);
    const own = this.#own().map((field) => OWN + field.id);
    return [...Object.keys(KNOWN), ...own].filter((key) => !shown.includes(key));
  }

  /** The shown ones that no row says itself: what is asked for with the rows. */
  get told(): string[] {
    return this.shown.map((one) => one.key).filter((key) => TOLD.includes(key) || key.startsWith(OWN));
  }

  /** As the table takes them. */
  get columns(): Column[] {
    return this.shown.map(({ key, width }) => {
      const [least, part] = isKnown(key) ? KNOWN[key] : ([OWN_LEAST, 0.7] as const);
      return {
        key,
        label: this.label(key),
        width: width ? `${width}px` : part ? `minmax(${least}px, ${part}fr)` : `${least}px`,
        least: width ?? least,
        sortable: true,
        fixed: key === 'name',
        align: key === 'contact' || this.field(key)?.kind === 'number' ? 'right' : undefined,
      };
    });
  }

  /** Whether something can be written into a cell of this column. */
  static writable(key: string): boolean {
    return key !== 'warmth' && key !== 'contact' && key !== 'bars';
  }

  /** What a cell says as it is written. */
  source(key: string, row: PersonCells): string {
    switch (key) {
      case 'name':
      case 'outlet':
      case 'role':
      case 'city':
      case 'address':
      case 'kind':
        return row[key];
      case 'beats':
        return row.beats.join('; ');
      case 'country':
        return countryName(row.country);
      case 'language':
        return row.language;
    }
    return row.cells?.[key] ?? '';
  }

  /** The organisation's own field that a column is. */
  field(key: string): CustomFieldCard | undefined {
    return this.#own().find((field) => OWN + field.id === key);
  }

  label(key: string): string {
    return isKnown(key) ? t(`contacts.column.${key}`) : (this.field(key)?.name ?? '');
  }

  /** Whether the first press of its head shows the most first: the warmest, the last one reached. */
  static beginsDown(key: string): boolean {
    return key === 'warmth' || key === 'contact';
  }

  show(key: string, on: boolean): void {
    this.#keep(on ? [...this.shown, { key }] : this.shown.filter((one) => one.key !== key));
  }

  size(key: string, width: number | undefined): void {
    this.#keep(this.shown.map((one) => (one.key === key ? (width ? { key, width } : { key }) : one)));
  }

  /** Puts a column before another one; behind all, without. */
  move(key: string, before: string | undefined): void {
    const moved = this.shown.find((one) => one.key === key);
    const others = this.shown.filter((one) => one.key !== key);
    const at = others.findIndex((one) => one.key === before);
    if (moved) this.#keep(at < 0 ? [...others, moved] : [...others.slice(0, at), moved, ...others.slice(at)]);
  }

  /** Puts a column so many places further. */
  step(key: string, by: -1 | 1): void {
    const keys = this.shown.map((one) => one.key);
    const at = keys.indexOf(key);
    this.move(key, by < 0 ? keys[at - 1] : keys[at + 2]);
  }

  /** Those of a view, in its order and as wide as there; none are the usual ones. */
  put(shown: Shown[]): void {
    if (shown.length > 0) this.#keep(shown);
    else this.reset();
  }

  reset(): void {
    this.chosen = undefined;
    remember(this.#place, '');
  }

  /** What a column says of somebody, in words; the name, the warmth and the bars are shown otherwise. */
  text(key: string, row: PersonCells): string {
    switch (key) {
      case 'outlet':
        return row.outlet;
      case 'role':
        return row.role;
      case 'beats':
        return row.beats.join(', ');
      case 'city':
        return row.city;
      case 'address':
        return row.address;
      case 'country':
        return countryName(row.country);
      case 'language':
        return row.language ? languageName(row.language) : '';
      case 'kind':
        return word('kind', row.kind);
      case 'bars':
        if (row.do_not_contact) return t('contacts.tag.doNotContact');
        if (row.restricted) return t('contacts.tag.restricted');
        return row.suppressed ? t('contacts.tag.suppressed') : '';
    }
    const cell = row.cells?.[key] ?? '';
    if (cell === '') return key === 'contact' && row.cells ? t('contacts.never') : '';
    if (key === 'contact') return day(Number(cell));
    if (key === 'basis') return word('basis', cell);
    switch (this.field(key)?.kind) {
      case 'number':
        return figure(Number(cell));
      case 'date':
        return dayIso(cell, 'short');
      case 'yes-no':
        return t(cell === 'yes' ? 'contacts.own.yes' : 'contacts.own.no');
      case 'long-text':
        return cell.replace(/\s+/g, ' ');
    }
    return cell;
  }

  #keep(shown: Shown[]): void {
    this.chosen = shown;
    remember(this.#place, JSON.stringify(shown));
  }
}
