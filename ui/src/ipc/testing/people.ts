/** Invented people for the double. */
import { isFound } from '../../text/words';
import type {
  CustomFieldCard,
  DuplicatePair,
  EditedCells,
  MergePreview,
  PersonCard,
  PersonRow,
  ViewQuestion,
} from '../bindings';
import type { Answer } from './double';
import { beats } from './beats';
import { outlets, positions } from './outlets';
import { related, relations } from './relations';
import { suppressions } from './suppressions';

const known: [string, string, string, string][] = [
  ['Ruth Abernathy', 'Averil Valley News', 'local, arts', 'Port Averil'],
  ['Daniel Achterberg', 'Coast & Country Weekly', 'heritage, coast', 'Rotterdam'],
  ['Tunde Adeyemi', 'Heritage Today', 'heritage, conservation', 'London'],
  ['Kwame Boateng', 'The Giving Page', 'philanthropy, arts', 'London'],
  ['Imogen Carrow', 'The Sunday Quay', 'arts, books', 'Skerry'],
  ['Robert Ellison', 'Port Averil Courier', 'local, heritage', 'Port Averil'],
  ['Siobhan Farrelly', 'Harbour FM', 'local, culture', 'Port Averil'],
  ['Anders Holt', 'Museums Quarterly', 'museums, heritage', 'Oslo'],
  ['Florian Kessel', 'Leuchtturm Magazin', 'lighthouses', 'Kiel'],
  ['Maya Lindqvist', 'Family Days Out', 'family, heritage', 'Malmö'],
  ['Luc Marchetti', 'Museums Quarterly', 'museums, arts', 'Lyon'],
  ['Jo Marsh', 'Freelance', 'arts', 'Leeds'],
  ['Priya Nandakumar', 'The Northern Ledger', 'heritage, arts, museums', 'Leeds'],
  ['Owen Prosser', 'Westland Radio', 'heritage, sea', 'Cardiff'],
  ['Hanne Solberg', 'Nordic Maritime Review', 'maritime heritage', 'Bergen'],
  ['Aiko Tanabe', 'Lantern & Lens', 'photography, arts', 'London'],
  ['Bea Thornley', 'The Arts Desk North', 'arts', 'Leeds'],
  ['Elena Vasquez-Hart', 'The Philanthropy Letter', 'philanthropy, heritage', 'London'],
];

export function people(size: number): PersonRow[] {
  return Array.from({ length: size }, (_, at): PersonRow => {
    const [name = '', outlet = '', beats = '', city = ''] = known[at % known.length] ?? [];
    const again = Math.floor(at / known.length);
    return {
      id: at + 1,
      name: again ? `${name} ${again + 1}` : name,
      kind: 'journalist',
      outlet,
      role: 'Correspondent',
      beats: beats.split(', '),
      address: `${name.toLowerCase().replace(/[^a-z]+/g, '.')}@example.net`,
      city,
      country: 'GB',
      language: 'en',
      do_not_contact: name === 'Jo Marsh' || name === 'Bea Thornley',
      suppressed: name === 'Robert Ellison',
      restricted: false,
      role_mailbox: false,
      also: null,
    };
  });
}

export function card(row: PersonRow): PersonCard {
  const [given_name = '', ...rest] = row.name.split(' ');
  return {
    id: row.id,
    fields: {
      kind: row.kind,
      name: row.name,
      given_name,
      family_name: rest.join(' '),
      salutation: '',
      greeting: '',
      role: 'Arts correspondent',
      outlet: row.outlet,
      beats: row.beats,
      tags: ['festival', 'guest of honour'],
      city: row.city,
      country: 'United Kingdom',
      language: 'en',
      time_zone: 'Europe/London',
      notes: 'Mail before 11:00, no attachments over 5 MB.',
      custom: { Circulation: '48250.5', 'Press card': 'national', Renewed: '2026-05-03', Speaks: 'yes' },
      addresses: [
        {
          address: row.address,
          source: 'Her card, press day',
          sourced_on: '2024-05-06',
          basis: 'legitimate-interest',
          basis_note: 'press work',
        },
      ],
      phones: [{ number: '01632 960 388', label: '' }],
      handles: [
        { network: 'mastodon', handle: 'priya@newsie.social' },
        { network: 'linkedin', handle: 'priya-nandakumar' },
      ],
      department: 'Culture',
      site: 'Averil',
      manager: 'ada@trust.example.org',
      staff_number: '0042',
      owner: 'Ines Calder',
    },
    manager: { id: 2, name: 'Ada Quist' },
    leads: [{ id: 3, name: 'Bo Lund' }],
    positions: positions(row.outlet, 'Arts correspondent'),
    photo: row.id === 1 ? { id: 1, width: 8, height: 8 } : null,
    relations: relations(),
    lists: [
      {
        list: 2,
        name: 'Opening night',
        added_at: 1_795_000_000_000,
        added_by: 'Ines Calder',
        removed_at: null,
        removed_by: '',
      },
    ],
    bar: null,
    greeting: `Dear ${given_name}`,
    addresses: [
      {
        address: row.address,
        role_mailbox: false,
        shared_with: [],
        meant: row.address.endsWith('@gmial.com') ? row.address.replace('gmial', 'gmail') : null,
        suppressed: row.suppressed
          ? {
              id: 1,
              address: row.address,
              person: row.id,
              name: row.name,
              forgotten: false,
              reason: 'bounced',
              evidence: '550 no such mailbox',
              by: 'Ines Calder',
              at: Date.UTC(2026, 9, 2),
              further: [
                {
                  reason: 'unsubscribed',
                  evidence: 'by phone on 9 October',
                  by: 'Ines Calder',
                  at: Date.UTC(2026, 9, 9),
                },
              ],
              lifted: null,
            }
          : null,
      },
    ],
    restricted: null,
    do_not_contact: row.do_not_contact ? { reason: 'asked on the phone', at: Date.UTC(2026, 8, 9) } : null,
    embargo_agreement: null,
    created_at: Date.UTC(2024, 4, 6),
    changed_at: Date.UTC(2026, 9, 6),
  };
}

/** What becomes of two of them. */
function preview(keep: PersonRow, other: PersonRow): MergePreview {
  const differs = (field: 'name' | 'role' | 'city', kept: string, others: string) => ({
    field,
    word: field,
    own: null,
    kept,
    other: others,
    takes_other: false,
    differs: kept !== others,
  });
  return {
    keep,
    other,
    fields: [
      differs('name', keep.name, other.name),
      differs('role', 'Arts correspondent', 'Chief arts correspondent'),
      { field: 'outlet', word: 'outlet', own: null, kept: '', other: other.outlet, takes_other: true, differs: false },
      differs('city', keep.city, other.city),
      { ...differs('name', '3 month', '1 month'), field: 'reminder', word: 'reminder' },
      ...OWN_FIELDS.filter(({ word }) => word === 'speaks').map(({ id, name, word, kind, choices }) => ({
        ...differs('name', 'yes', 'no'),
        field: { own: id },
        word: `field.${word}`,
        own: { id, name, word, kind, choices },
      })),
    ],
    lists: [
      {
        list: 'addresses',
        entries: [
          { text: keep.address, kept: true, other: true },
          { text: 'desk@ledger.example.net', kept: false, other: true },
        ],
      },
      { list: 'beats', entries: keep.beats.map((text) => ({ text, kept: true, other: false })) },
    ],
    touches: [12, 3],
    notes: ['Mail before 11:00, no attachments over 5 MB.', 'Met at the press day.'],
    do_not_contact: other.do_not_contact ? 'asked on the phone' : null,
    suppresses_all: null,
  };
}

/** Invented fields of the organisation's own, one of each type. */
const OWN_FIELDS: CustomFieldCard[] = (
  [
    ['Circulation', 'number', []],
    ['Press card', 'choice', ['local', 'national']],
    ['Renewed', 'date', []],
    ['Speaks', 'yes-no', []],
    ['Allergies', 'text', []],
    ['Background', 'long-text', []],
  ] as const
).map(([name, kind, choices], at) => {
  const word = name.toLowerCase().replace(' ', '-');
  return { id: at + 1, name, word, kind, choices: [...choices], in_questions: `field.${word}`, people: 40 * at };
});

/** What columns say of somebody that no row says itself. */
function cells(row: PersonRow, columns: readonly string[]): Record<string, string> {
  const all: Record<string, string> = {
    warmth: String((row.id * 37) % 101),
    contact: String(Date.UTC(2026, 10, 24 - (row.id % 90))),
    tags: row.id % 3 ? 'festival' : 'festival, guest of honour',
    phone: '01632 960 388',
    source: 'Her card, press day',
    basis: 'legitimate-interest',
    'own.1': String(row.id * 1250),
    'own.2': 'national',
    'own.3': '2026-05-03',
    'own.4': 'yes',
  };
  const said = columns.filter((key) => all[key] !== undefined && !(key === 'contact' && row.id % 5 === 0));
  return Object.fromEntries(said.map((key) => [key, all[key] ?? '']));
}

/** What a change of so many would do, of whom one has no address. */
const edited = (many: number): EditedCells => ({
  people: Math.max(0, many - 1),
  cells: Math.max(0, many - 1),
  same: 0,
  refused: 1,
  reasons: [
    {
      person: 12,
      name: 'Jo Marsh',
      column: 'source',
      text: 'press day',
      why: { key: 'contacts.fault.no_address', params: {} },
    },
  ],
});

/** The contacts commands over a list of people. */
export function contacts(rows: PersonRow[]): Record<string, Answer> {
  let all = rows;
  let gone: PersonRow[] = [];
  const views = new Map<number, PersonRow[]>();
  const settled: string[] = [];
  const open = (): DuplicatePair[] =>
    [['near-name', 'Museums Quarterly', 8, 11] as const, ['same-name', 'Jo Marsh', 12, 30] as const].flatMap(
      ([rule, what, one, other]) => {
        const people = all.filter((row) => row.id === one || row.id === other);
        return people.length === 2 && !settled.includes(`${one}-${other}`) ? [{ rule, what, people }] : [];
      },
    );
  let next = 1;
  return {
    segments_open_view: (args) => {
      const { search } = (args as unknown as { question: ViewQuestion }).question;
      const words = search.split(/\s+/).filter(Boolean);
      const found = words.length
        ? all.filter((row) =>
            words.every((word) => isFound(`${row.name} | ${row.outlet} | ${row.address} | ${row.city}`, word)),
          )
        : all;
      views.set(next, found);
      return { id: next++, count: found.length };
    },
    segments_view_rows: ({ view, from, to }) => views.get(Number(view))?.slice(Number(from), Number(to)) ?? [],
    segments_view_cells: ({ view, from, to, columns }) =>
      (views.get(Number(view)) ?? [])
        .slice(Number(from), Number(to))
        .map((row) => cells(row, columns as unknown as string[])),
    segments_close_view: () => null,
    contacts_special: ({ text }) => (/sick|krank/i.test(String(text)) ? ['health'] : []),
    segments_view_people: ({ view, from, to }) =>
      views
        .get(Number(view))
        ?.slice(Number(from), Number(to))
        .map((row) => row.id) ?? [],
    contacts_show: ({ id }) => card(all.find((row) => row.id === id) ?? (all[0] as PersonRow)),
    contacts_delete: ({ people: ids }) => {
      gone = all;
      all = all.filter((row) => !(ids as unknown as number[]).includes(row.id));
      return null;
    },
    contacts_unsubscribe: () => ({ suppressed: 1, noted: 0 }),
    ...suppressions(() => all),
    contacts_duplicates_left: () => ({ left: open().length, apart: 0, looked_at: 1, looking: null, stopped: false }),
    contacts_duplicates: ({ from, count }) => open().slice(Number(from), Number(from) + Number(count)),
    contacts_look_for_duplicates: () => true,
    contacts_forget_preview: ({ id }) => ({
      name: all.find((row) => row.id === id)?.name ?? '',
      former: [],
      addresses: 1,
      parts: [
        { part: 'mails', entries: 7 },
        { part: 'imports', entries: 1 },
        { part: 'practice', entries: 0 },
      ],
      backups: ['/home/ines/Tidings/Harbour Trust 2026-11-23.tidings'],
    }),
    contacts_forget: ({ id }) => {
      all = all.filter((row) => row.id !== id);
      return null;
    },
    contacts_apart: ({ one, other }) => settled.push([Number(one), Number(other)].sort((a, b) => a - b).join('-')) > 0,
    contacts_merge_preview: ({ keep, other }) => {
      const of = (id: unknown) => all.find((row) => row.id === id) as PersonRow;
      return preview(of(keep), of(other));
    },
    contacts_merge: ({ keep, other }) => {
      all = all.filter((row) => row.id !== (other as unknown as number));
      return card(all.find((row) => row.id === keep) as PersonRow);
    },
    contacts_suggest: () => [],
    ...outlets(() => all),
    ...related(() => all),
    ...beats(),
    contacts_meant: ({ written }) =>
      /@gmial\.com$/.test(String(written)) ? String(written).replace('gmial', 'gmail') : null,
    contacts_slips: () => ({
      slips: [{ person: 5, name: 'Imogen Carrow', address: 'imogen@gmial.com', meant: 'imogen@gmail.com' }],
      count: 1,
      right: ['gmal.com'],
    }),
    contacts_mend_slips: () => 1,
    contacts_keep_domain: () => 'gmial.com',
    contacts_doubt_domain: () => 'gmal.com',
    contacts_custom_fields: () => OWN_FIELDS,
    contacts_tags: () => [
      { id: 1, name: 'festival', people: 212 },
      { id: 2, name: 'guest of honour', people: 14 },
    ],
    contacts_preview_set: ({ people: ids }) => edited((ids as unknown as number[]).length),
    contacts_edit_cells: () => ({ people: 1, cells: 1, same: 0, refused: 0, reasons: [] }),
    contacts_paste: () => ({ rows: 2, columns: 2, beyond: 0, edited: edited(2) }),
    segments_copy: ({ people: ids }) => ({ rows: (ids as unknown as number[]).length, text: '', html: '' }),
    contacts_set_people: ({ people: ids }) => edited((ids as unknown as number[]).length),
    contacts_tag_people: ({ people: ids }) => (ids as unknown as number[]).length,
    workspace_undo: () => {
      all = gone;
      return { action: 1, label: { key: 'workspace.action.undo', params: {} } };
    },
  };
}
