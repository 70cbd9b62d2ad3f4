/** People as rows of a table: their columns, and what is done to them. */
import { commands, type CustomKind, type EditedCells, type Suggested } from '../../ipc/bindings';
import { call } from '../../ipc/call';
import type { PersonCells } from '../../ipc/people.svelte';
import { countryName, day, dayIso, figure, languageName, t, word, ZONES, type Key } from '../../text/index.svelte';
import type { ColumnSet } from './columns.svelte';
import type { Edited, RowActs, RowSetting } from './rows';

/** What every workspace has. */
const KNOWN = {
  name: [204, 1.25],
  outlet: [98, 1],
  role: [90, 0.9],
  beats: [98, 1],
  city: [86, 0.6],
  warmth: [84, 0],
  contact: [116, 0],
  tags: [90, 0.9],
  address: [140, 1.2],
  phone: [100, 0.7],
  country: [90, 0.6],
  language: [80, 0.5],
  kind: [90, 0],
  bars: [110, 0],
  source: [110, 0.9],
  basis: [110, 0.6],
  salutation: [90, 0.5],
  'time-zone': [110, 0.6],
  handles: [110, 0.8],
  owner: [90, 0.6],
  embargoes: [110, 0.7],
  department: [90, 0.7],
  site: [80, 0.6],
  manager: [110, 0.9],
  'staff-number': [90, 0],
} as const;

/** Columns that are called as their fields in the form. */
const FIELDS: Record<string, Key> = {
  salutation: 'contacts.field.salutation',
  'time-zone': 'contacts.field.timeZone',
  handles: 'contacts.handles',
  owner: 'contacts.field.owner',
  embargoes: 'contacts.embargoes',
  department: 'contacts.field.department',
  site: 'contacts.field.site',
  manager: 'contacts.field.manager',
  'staff-number': 'contacts.field.staffNumber',
};

/** What no row says itself of their place in a house, of how they are addressed, and of who looks after them. */
const OF_HOUSE = [
  ...['salutation', 'time-zone', 'handles', 'owner', 'embargoes'],
  ...['department', 'site', 'manager', 'staff-number'],
];

/** What a field of the organisation's own says of somebody, in words. */
export function ownValue(kind: CustomKind, value: string): string {
  if (kind === 'number') return figure(Number(value));
  if (kind === 'date') return dayIso(value);
  if (kind === 'yes-no') return t(value === 'yes' ? 'contacts.own.yes' : 'contacts.own.no');
  return value;
}

export const peopleColumns: ColumnSet<PersonCells> = {
  place: 'people',
  known: KNOWN,
  usual: ['name', 'outlet', 'beats', 'city', 'warmth', 'contact'],
  going: ['city', 'contact', 'warmth', 'beats'],
  told: ['warmth', 'contact', 'tags', 'phone', 'source', 'basis', ...OF_HOUSE],
  searched: ['name', 'outlet', 'address', 'city'],
  following: ['warmth', 'contact', 'bars'],
  // A name, an address, a number of the staff and a name on a network are somebody's own.
  settable: [
    ...['outlet', 'role', 'beats', 'city', 'country', 'language', 'kind', 'phone', 'source', 'basis'],
    ...['salutation', 'time-zone', 'owner', 'embargoes', 'department', 'site', 'manager'],
  ],
  figures: ['contact'],
  mostFirst: ['warmth', 'contact'],
  label: (key) => t(FIELDS[key] ?? (`contacts.column.${key}` as Key)),
  source(key, row) {
    switch (key) {
      case 'name':
      case 'outlet':
      case 'role':
      case 'city':
      case 'address':
      case 'kind':
      case 'language':
        return row[key];
      case 'beats':
        return row.beats.join('; ');
      case 'country':
        return countryName(row.country);
    }
    return '';
  },
  text(key, row) {
    switch (key) {
      case 'name':
        return row.name || row.address;
      case 'outlet':
        return row.outlet || word('kind', row.kind);
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
    if (key === 'embargoes') return `${dayIso(cell.slice(0, 10), 'short')} ${cell.slice(11)}`.trim();
    return key === 'basis' ? word('basis', cell) : cell;
  },
  faint: (key, row) => (key === 'outlet' && !row.outlet) || (key === 'contact' && !row.cells?.contact),
};

const WORDS: Record<string, readonly string[]> = {
  kind: ['journalist', 'employee', 'client', 'public'],
  basis: ['legitimate-interest', 'consent', 'contract'],
};
const SUGGESTED: Record<string, Suggested> = {
  outlet: 'outlet',
  beats: 'beat',
  city: 'city',
  role: 'role',
  source: 'source',
  tags: 'tag',
  department: 'department',
  site: 'site',
  owner: 'owner',
  manager: 'colleague',
};
/** So many time zones are offered at a time. */
const MOST_ZONES = 12;

/** Time zones that this computer knows, with these letters in them. */
function zonesLike(letters: string): string[] {
  const fold = (text: string) => text.toLowerCase().replace(/[_\s]+/g, ' ');
  return ZONES.filter((zone) => fold(zone).includes(fold(letters.trim()))).slice(0, MOST_ZONES);
}

const edited = ({ people: rows, cells, same, refused, reasons }: EditedCells): Edited => {
  return { rows, cells, same, refused, reasons };
};
const setting = ({ set }: RowSetting) => ({ set, add: [], remove: [] });

export const peopleActs: RowActs = {
  words: 'contacts',
  adds: [],
  copy(rows, columns) {
    return call(commands.segmentsCopy(rows, columns));
  },
  edit: async (person, column, text) => edited(await call(commands.contactsEditCells([{ person, column, text }]))),
  async paste(people, columns, text, apply) {
    const pasted = await call(commands.contactsPaste({ people, columns, text }, apply));
    return { ...pasted, edited: edited(pasted.edited) };
  },
  preview: async (people, set) => edited(await call(commands.contactsPreviewSet(people, setting(set)))),
  set: async (people, set) => edited(await call(commands.contactsSetPeople(people, setting(set)))),
  choices: (column) => WORDS[column]?.map((value) => ({ value, label: word(column, value) })),
  async suggest(column, beginning) {
    if (column === 'time-zone') return zonesLike(beginning);
    const what = SUGGESTED[column];
    return what ? call(commands.contactsSuggest(what, beginning)) : [];
  },
};
