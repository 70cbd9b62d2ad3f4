/** Invented people for the double. */
import type { PersonCard, PersonRow, ViewQuestion } from '../bindings';
import type { Answer } from './double';

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
      city: row.city,
      country: 'United Kingdom',
      language: 'en',
      time_zone: 'Europe/London',
      notes: 'Mail before 11:00, no attachments over 5 MB.',
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
    },
    bar: null,
    greeting: `Dear ${given_name}`,
    addresses: [
      {
        address: row.address,
        role_mailbox: false,
        shared_with: [],
        suppressed: row.suppressed
          ? {
              id: 1,
              address: row.address,
              reason: 'bounced',
              evidence: '',
              at: Date.UTC(2026, 9, 2),
              lifted: null,
            }
          : null,
      },
    ],
    do_not_contact: row.do_not_contact ? { reason: 'asked on the phone', at: Date.UTC(2026, 8, 9) } : null,
    embargo_agreement: null,
    created_at: Date.UTC(2024, 4, 6),
    changed_at: Date.UTC(2026, 9, 6),
  };
}

/** The contacts commands over a list of people. */
export function contacts(rows: PersonRow[]): Record<string, Answer> {
  let all = rows;
  let gone: PersonRow[] = [];
  const views = new Map<number, PersonRow[]>();
  let next = 1;
  return {
    segments_open_view: (args) => {
      const { search } = (args as unknown as { question: ViewQuestion }).question;
      const words = search.toLowerCase().split(/\s+/).filter(Boolean);
      const found = words.length
        ? all.filter((row) =>
            words.every((word) => `${row.name} ${row.outlet} ${row.city}`.toLowerCase().includes(word)),
          )
        : all;
      views.set(next, found);
      return { id: next++, count: found.length };
    },
    segments_view_rows: ({ view, from, to }) => views.get(Number(view))?.slice(Number(from), Number(to)) ?? [],
    segments_close_view: () => null,
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
    contacts_unsubscribe: () => 1,
    contacts_suggest: () => [],
    workspace_undo: () => {
      all = gone;
      return { action: 1, label: { key: 'workspace.action.undo', params: {} } };
    },
  };
}
