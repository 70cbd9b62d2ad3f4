/** What the window says of outlets and of who works where. */
import {
  commands,
  type EditedOutlets,
  type Frequency,
  type OutletColumn,
  type OutletInput,
  type OutletKind,
  type OutletRow,
} from '../../ipc/bindings';
import { call } from '../../ipc/call';
import { count, languageName, partIso, t, word } from '../../text/index.svelte';
import type { Cells, ColumnSet } from './columns.svelte';
import type { Edited, RowActs, RowSetting } from './rows';

export const KINDS: OutletKind[] = [
  'newspaper',
  'magazine',
  'agency',
  'radio',
  'television',
  'online',
  'newsletter',
  'podcast',
  'blog',
  'company',
  'other',
  'unknown',
];
export const FREQUENCIES: Frequency[] = [
  'continuous',
  'daily',
  'weekly',
  'fortnightly',
  'monthly',
  'quarterly',
  'yearly',
  'irregular',
  'unknown',
];

/** Nothing is said of what nobody knows. */
export const kindOf = (kind: OutletKind) => (kind === 'unknown' ? '' : word('outlets.kind', kind));

/** An outlet of which nothing is known yet. */
export const noOutlet = (): OutletInput => ({
  name: '',
  other_names: [],
  kind: 'unknown',
  reach: '',
  region: '',
  language: '',
  frequency: 'unknown',
  website: '',
  audiences: [],
  note: '',
});

/** `2019 – May 2024`, from dates of which as much is said as is known; nothing where neither is. */
export const stay = (from: string, to: string) => (from || to ? `${partIso(from)} – ${to && partIso(to)}`.trim() : '');

/** What a table of outlets can show. */
const KNOWN: Record<OutletColumn, readonly [least: number, part: number]> = {
  name: [180, 1.4],
  kind: [108, 0.6],
  reach: [96, 0],
  region: [90, 0.7],
  language: [90, 0.5],
  frequency: [110, 0.5],
  website: [140, 1],
  audiences: [120, 1],
  people: [92, 0],
};
const LABELS = {
  name: 'contacts.column.name',
  kind: 'contacts.column.kind',
  reach: 'outlets.reach',
  region: 'outlets.region',
  language: 'contacts.column.language',
  frequency: 'outlets.frequency',
  website: 'outlets.website',
  audiences: 'outlets.audiences',
  people: 'outlets.column.people',
} as const;

export const outletColumns: ColumnSet<OutletRow & Cells> = {
  place: 'outlets',
  known: KNOWN,
  usual: ['name', 'kind', 'reach', 'region', 'audiences', 'people'],
  going: ['audiences', 'region', 'kind'],
  searched: ['name', 'region', 'audiences'],
  following: ['people'],
  settable: ['kind', 'frequency', 'reach', 'region', 'language', 'website', 'audiences'],
  figures: ['reach', 'people'],
  mostFirst: ['reach', 'people'],
  label: (key) => t(LABELS[key as OutletColumn]),
  text(key, row) {
    switch (key as OutletColumn) {
      case 'kind':
        return kindOf(row.kind);
      case 'frequency':
        return row.frequency === 'unknown' ? '' : word('outlets.frequency', row.frequency);
      case 'reach':
        return row.reach === null ? '' : count(row.reach);
      case 'language':
        return row.language && languageName(row.language);
      case 'audiences':
        return row.audiences.join(', ');
      case 'people':
        return count(row.people);
    }
    return this.source(key, row);
  },
  source(key, row) {
    if (key === 'audiences') return row.audiences.join('; ');
    return String(row[key as OutletColumn] ?? '');
  },
};

const edited = ({ outlets: rows, cells, same, refused, reasons }: EditedOutlets): Edited => {
  return { rows, cells, same, refused, reasons };
};
const set = (rows: number[], { set, add }: RowSetting, apply: boolean) => {
  const cells = set.map(({ column, text }) => ({ column: column as OutletColumn, text }));
  return call(commands.contactsSetOutlets(rows, { set: cells, add, remove: [] }, apply)).then(edited);
};

export const outletActs: RowActs = {
  words: 'outlets',
  adds: ['audiences'],
  copy: (rows, columns) => call(commands.contactsCopyOutlets(rows, columns as OutletColumn[])),
  edit: async (outlet, column, text) =>
    edited(await call(commands.contactsEditOutletCells([{ outlet, column: column as OutletColumn, text }]))),
  async paste(outlets, columns, text, apply) {
    const paste = { outlets, columns: columns as OutletColumn[], text };
    const pasted = await call(commands.contactsPasteOutlets(paste, apply));
    return { ...pasted, edited: edited(pasted.edited) };
  },
  preview: (rows, setting) => set(rows, setting, false),
  set: (rows, setting) => set(rows, setting, true),
  choices(column) {
    if (column === 'kind') return KINDS.map((value) => ({ value, label: word('outlets.kind', value) }));
    if (column !== 'frequency') return undefined;
    return FREQUENCIES.map((value) => ({ value, label: word('outlets.frequency', value) }));
  },
  async suggest(column, beginning) {
    const what = column === 'audiences' ? 'audience' : column === 'region' ? 'region' : undefined;
    return what ? call(commands.contactsSuggestOfOutlets(what, beginning)) : [];
  },
};
