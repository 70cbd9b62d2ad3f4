/** Which columns a table has on this device, in which order and how wide. */
import { remember, remembered } from '../../app/device.svelte';
import type { CustomFieldCard, FoundText } from '../../ipc/bindings';
import type { Column } from '../../parts';
import { dayIso, figure, t } from '../../text/index.svelte';
import { isFound } from '../../text/words';

/** A column that is shown; without a width it takes its part of the room. */
export interface Shown {
  key: string;
  width?: number;
}

/** The columns that a table can have, and what they say of a row. */
export interface ColumnSet<Row> {
  /** What this device keeps them under. */
  place: string;
  /** The least width of each, and its part of the room that is left over; the name is the first one. */
  known: Readonly<Record<string, readonly [least: number, part: number]>>;
  /** Where nothing was chosen. */
  usual: readonly string[];
  /** Which of them go when there is little room, the first one first: nobody chose them, and a table that fits is read without scrolling. */
  going: readonly string[];
  /** What no row says itself: it is asked for with the rows. */
  told?: readonly string[];
  /** Where a search looks. */
  searched: readonly string[];
  /** What nobody writes: it follows from others. */
  following: readonly string[];
  /** What can be set of many at once. */
  settable: readonly string[];
  /** What is figures, to the right. */
  figures: readonly string[];
  /** Where the first press of the head shows the most first: the warmest, the last one reached. */
  mostFirst: readonly string[];
  label(key: string): string;
  /** What a cell says, in words. */
  text(key: string, row: Row): string;
  /** What a cell says as it is written. */
  source(key: string, row: Row): string;
  /** What a cell says stands there for want of better. */
  faint?(key: string, row: Row): boolean;
}

/** What no row says itself is beside it, and where a search found it, if nothing that a row says does. */
export interface Cells {
  cells?: Record<string, string>;
  also?: FoundText | null;
}

const OWN = 'own.';
const OWN_LEAST = 90;
export const NARROWEST = 56;
export const WIDEST = 1200;
/** One press of wider or narrower. */
export const STEP = 24;

/** A list of shown columns, from what was kept; none where that is nothing of ours. */
function read(kept: string | null, isOurs: (key: string) => boolean): Shown[] | undefined {
  try {
    const found: unknown = JSON.parse(kept ?? 'null');
    if (!Array.isArray(found)) return undefined;
    const seen = new Set<string>();
    const shown = found.flatMap((one: unknown): Shown[] => {
      const { key, width } = (one ?? {}) as { key?: unknown; width?: unknown };
      if (typeof key !== 'string' || seen.has(key) || !isOurs(key)) return [];
      seen.add(key);
      const wide = typeof width === 'number' && width >= NARROWEST && width <= WIDEST;
      return [wide ? { key, width } : { key }];
    });
    return shown.length > 0 ? shown : undefined;
  } catch {
    return undefined;
  }
}

/** What a field of the organisation's own is chosen from; none where it is written. */
export function choicesOf(field: CustomFieldCard | undefined): { value: string; label: string }[] | undefined {
  const none = { value: '', label: t('contacts.own.none') };
  if (field?.kind === 'choice') return [none, ...field.choices.map((one) => ({ value: one, label: one }))];
  if (field?.kind !== 'yes-no') return undefined;
  return [none, { value: 'yes', label: t('contacts.own.yes') }, { value: 'no', label: t('contacts.own.no') }];
}

export class TableColumns<Row extends Cells> {
  /** What was chosen; none as long as nobody chose. */
  chosen = $state.raw<Shown[] | undefined>();
  #set: ColumnSet<Row>;
  #place: string;
  #own: () => readonly CustomFieldCard[];
  #room: () => number;

  /** `workspace` is whose columns they are, `room` what there is for them, in px, `own` the organisation's own fields. */
  constructor(
    set: ColumnSet<Row>,
    workspace: string,
    room: () => number,
    own: () => readonly CustomFieldCard[] = () => [],
  ) {
    this.#set = set;
    this.#place = `${set.place}.columns.${workspace}`;
    this.#own = own;
    this.#room = room;
    this.chosen = read(remembered(this.#place), (key) => this.#isKnown(key) || key.startsWith(OWN));
  }

  #isKnown(key: string): boolean {
    return Object.hasOwn(this.#set.known, key);
  }

  #least(key: string): readonly [number, number] {
    return this.#set.known[key] ?? [OWN_LEAST, 0.7];
  }

  /** The shown columns; the name stands first, and a field that is gone has none. */
  get shown(): Shown[] {
    const all = (this.chosen ?? this.#usual()).filter(
      (one) => one.key !== 'name' && (this.#isKnown(one.key) || this.field(one.key)),
    );
    return [this.chosen?.find((one) => one.key === 'name') ?? { key: 'name' }, ...all];
  }

  /** The usual ones for which there is room. */
  #usual(): Shown[] {
    let keys = this.#set.usual;
    for (const key of this.#set.going) {
      if (keys.reduce((sum, one) => sum + this.#least(one)[0], 0) <= this.#room()) break;
      keys = keys.filter((one) => one !== key);
    }
    return keys.map((key) => ({ key }));
  }

  /** The keys of those that are shown, from the left. */
  get keys(): string[] {
    return this.shown.map((one) => one.key);
  }

  /** Those that could be shown as well. */
  get hidden(): string[] {
    const shown = this.keys;
    const own = this.#own().map((field) => OWN + field.id);
    return [...Object.keys(this.#set.known), ...own].filter((key) => !shown.includes(key));
  }

  /** The shown ones that no row says itself: what is asked for with the rows. */
  get told(): string[] {
    return this.keys.filter((key) => this.#set.told?.includes(key) || key.startsWith(OWN));
  }

  /** The columns that can be set of many, the organisation's own fields behind the others. */
  get settable(): string[] {
    return [...this.#set.settable, ...this.#own().map((field) => OWN + field.id)];
  }

  /** As the table takes them. */
  get columns(): Column[] {
    return this.shown.map(({ key, width }) => {
      const [least, part] = this.#least(key);
      return {
        key,
        label: this.label(key),
        width: width ? `${width}px` : part ? `minmax(${least}px, ${part}fr)` : `${least}px`,
        least: width ?? least,
        sortable: true,
        fixed: key === 'name',
        align: this.isFigure(key) ? 'right' : undefined,
      };
    });
  }

  /** Whether a column is figures, which stand to the right. */
  isFigure(key: string): boolean {
    return this.#set.figures.includes(key) || this.field(key)?.kind === 'number';
  }

  /** Whether something can be written into a cell of this column. */
  writable(key: string): boolean {
    return !this.#set.following.includes(key);
  }

  /** What a cell says as it is written. */
  source(key: string, row: Row): string {
    return this.#isKnown(key) && !this.#set.told?.includes(key) ? this.#set.source(key, row) : (row.cells?.[key] ?? '');
  }

  /** The organisation's own field that a column is. */
  field(key: string): CustomFieldCard | undefined {
    return this.#own().find((field) => OWN + field.id === key);
  }

  label(key: string): string {
    return this.#isKnown(key) ? this.#set.label(key) : (this.field(key)?.name ?? '');
  }

  /** Whether the first press of its head shows the most first. */
  beginsDown(key: string): boolean {
    return this.#set.mostFirst.includes(key);
  }

  /** Whether what a cell says stands there for want of better. */
  faint(key: string, row: Row): boolean {
    return this.#set.faint?.(key, row) ?? false;
  }

  /** Whether a search looks into what a cell says. */
  searches(key: string, row: Row): boolean {
    return this.#set.searched.includes(key) && !this.faint(key, row);
  }

  /** The typed words that were found where no shown column says it, and what is said there; nothing where no row knows. */
  foundBesides(row: Row, words: string): { text: string; words: string } | undefined {
    const shown = this.keys;
    const texts = (isShown: boolean) =>
      this.#set.searched
        .filter((key) => shown.includes(key) === isShown && this.searches(key, row))
        .map((key) => this.text(key, row));
    const seen = texts(true);
    const left = words.split(/\s+/u).filter((word) => word !== '' && !seen.some((text) => isFound(text, word)));
    const text = left.length > 0 ? texts(false).find((one) => left.some((word) => isFound(one, word))) : undefined;
    return text === undefined ? undefined : { text, words: left.join(' ') };
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
    const keys = this.keys;
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

  /** What a column says of a row, in words. */
  text(key: string, row: Row): string {
    const field = this.field(key);
    if (!field) return this.#set.text(key, row);
    const cell = row.cells?.[key] ?? '';
    if (cell === '') return '';
    switch (field.kind) {
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
