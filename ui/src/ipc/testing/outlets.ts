/** Outlets of the double's people, and where one of them worked. */
import type {
  Frequency,
  OutletCard,
  OutletKind,
  OutletQuestion,
  OutletRow,
  PersonRow,
  PositionCard,
} from '../bindings';
import type { Answer } from './double';

const KNOWN: [OutletKind, number | null, string, Frequency, string[]][] = [
  ['newspaper', 120000, 'Zeeland', 'weekly', ['philanthropists']],
  ['radio', 48000, 'Port Averil', 'continuous', ['parents', 'commuters']],
  ['unknown', null, '', 'unknown', []],
  ['magazine', 9000, 'the North', 'quarterly', ['philanthropists', 'museums']],
];

function rows(people: readonly PersonRow[]): OutletRow[] {
  const names = [...new Set(people.map((row) => row.outlet).filter(Boolean))].sort();
  return names.map((name, at) => {
    const [kind, reach, region, frequency, audiences] = KNOWN[at % KNOWN.length] ?? KNOWN[2]!;
    const working = people.filter((row) => row.outlet === name).length;
    return {
      id: at + 1,
      name,
      other_names: at === 0 ? ['TW', 'Tidewater'] : [],
      kind,
      reach,
      region,
      language: 'en',
      frequency,
      website: '',
      audiences,
      people: working,
    };
  });
}

function card(row: OutletRow): OutletCard {
  return {
    id: row.id,
    fields: {
      name: row.name,
      other_names: row.other_names,
      kind: row.kind,
      reach: row.reach === null ? '' : String(row.reach),
      region: row.region,
      language: row.language,
      frequency: row.frequency,
      website: 'https://averil.example.net',
      audiences: row.audiences,
      note: 'Closes on Tuesdays at noon.',
    },
    people: row.people,
    in_questions: `outlet:"${row.name}"`,
    formers: [{ person: 2, name: 'Daniel Achterberg', role: 'Trainee', from: '2011', to: '2013' }],
    created_at: 1_716_000_000_000,
    changed_at: null,
  };
}

/** Where somebody at this outlet works and worked. */
export const positions = (outlet: string, role: string): PositionCard[] => [
  { id: 1, outlet_id: 1, outlet, role, from: '2024-05', to: '', current: true },
  { id: 2, outlet_id: 2, outlet: 'Westland Radio', role: 'Reporter', from: '2019', to: '2024-05', current: false },
];

const changed = (outlets: number) => ({ outlets, cells: outlets, same: 0, refused: 0, reasons: [] });

/** What the core says of the outlets of these people. */
export function outlets(people: () => readonly PersonRow[]): Record<string, Answer> {
  const named = (id: unknown) => rows(people()).find((row) => row.id === id);
  return {
    contacts_outlets: ({ question }) => {
      const { search, sort, descending } = question as unknown as OutletQuestion;
      const words = search.toLowerCase().split(' ');
      const says = (row: OutletRow) => [row.name, row.region, ...row.audiences].join(' ').toLowerCase();
      const found = rows(people()).filter((row) => words.every((word) => says(row).includes(word)));
      const by = (row: OutletRow) => row[sort] ?? '';
      found.sort((one, other) => (by(one) < by(other) ? -1 : by(one) > by(other) ? 1 : 0) * (descending ? -1 : 1));
      return found.map((row) => row.id);
    },
    contacts_outlet_rows: ({ ids }) => (ids as unknown as number[]).map(named).filter((row) => row !== undefined),
    contacts_outlet: ({ id }) => card(named(id) ?? rows(people())[0]!),
    segments_export_outlets: ({ outlets: ids }) => (ids as unknown as number[]).length,
    contacts_edit_outlet_cells: () => changed(1),
    contacts_set_outlets: ({ outlets }) => changed((outlets as unknown as number[]).length),
    contacts_paste_outlets: () => ({ rows: 2, columns: 2, beyond: 0, edited: changed(2) }),
    contacts_copy_outlets: ({ outlets }) => ({ rows: (outlets as unknown as number[]).length, text: '', html: '' }),
    contacts_suggest_of_outlets: () => ['philanthropists'],
    contacts_outlet_named: () => 2,
    contacts_delete_outlet: () => 3,
    contacts_delete_outlets: () => 3,
  };
}
