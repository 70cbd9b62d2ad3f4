/** An invented import for the double: a directory in German, with rows of every verdict. */
import type { Decision, ImportCard, Inspection, RowCard, Verdict } from '../bindings';
import type { Answer } from './double';

const columns: [string, string[], Inspection['mapping']['columns'][number]['field']][] = [
  ['Nachname', ['Achterberg', 'Holt', 'Weber'], 'family-name'],
  ['Vorname', ['Daniel', 'Anders', 'Jonas'], 'given-name'],
  ['E-Mail', ['d.achterberg@coast.example.net', 'a.holt@mq.example.net'], 'address'],
  ['E-Mail 2', [], 'other-address'],
  ['Medium', ['Coast & Country Weekly', 'Museums Quarterly'], 'outlet'],
  ['Ressort', ['Kultur; Denkmal'], 'beats'],
  ['Tel', ['01632 960 114'], 'phone'],
  ['Rating', ['A', 'B', 'B', 'C'], null],
];

const row = (at: number, verdict: Verdict, name: string, more: Partial<RowCard> = {}): RowCard => ({
  row: at,
  verdict,
  decision: 'as-proposed',
  name,
  address: `${name.toLowerCase().replace(/[^a-z]+/g, '.')}@example.net`,
  person: null,
  what: null,
  changes: [],
  fault: null,
  barred: null,
  left: null,
  slips: [],
  unrelated: [],
  ...more,
});

function rows(): RowCard[] {
  const comma = { key: 'importing.row.several_addresses', params: {} };
  const nobody = { key: 'importing.row.nobody', params: {} };
  return [
    row(118, 'refused', 'Gwen Pardoe', {
      what: comma,
      fault: {
        what: comma,
        field: 'address',
        column: 2,
        text: 'g.pardoe@quayside,example.net',
        proposal: 'g.pardoe@quayside.example.net',
      },
    }),
    row(402, 'refused', '', {
      address: '',
      what: nobody,
      fault: { what: nobody, field: null, column: null, text: '', proposal: null },
    }),
    row(64, 'duplicate', 'Anders Holt'),
    row(211, 'duplicate', 'A. Tanabe'),
    row(12, 'changed', 'Siobhan Farrelly', {
      changes: [{ field: 'outlet', from: 'Averil Sound', to: 'Harbour FM' }],
    }),
    row(19, 'changed', 'Daniel Achterberg', {
      changes: [
        { field: 'phone', from: '01632 960 100', to: '01632 960 114' },
        { field: 'beats', from: '', to: 'coast' },
      ],
    }),
    ...['Petra Aldous', 'Ferdy Ashworth', 'Yusra Karim', 'Ida Nyberg', 'Per Lund', 'Mona Reiss'].map((name, at) =>
      row(at + 1, 'new', name),
    ),
    row(40, 'unchanged', 'Owen Prosser'),
  ];
}

/** The import's commands. */
export function importing(): Record<string, Answer> {
  const all = rows();
  const card = (): ImportCard => ({
    id: 1,
    file: 'guild-directory-2026.csv',
    path: '/home/ines/guild-directory-2026.csv',
    state: 'staged',
    kind: 'journalist',
    source: 'Averil Press Guild, directory 2026',
    basis: 'legitimate-interest',
    mapping: inspection.mapping,
    counts: { rows: 2242, new: 1204, changed: 318, unchanged: 640, duplicate: 57, refused: 23 },
    adds: 1204,
    changes: 318,
    action: null,
    created_at: Date.now(),
    applied_at: null,
    undo_left: null,
    slips: 0,
    unrelated: 0,
  });
  const inspection: Inspection = {
    file: 'guild-directory-2026.csv',
    rows: 2242,
    bytes: 412_000,
    columns: columns.map(([name, samples]) => ({ name, samples, filled: samples.length ? 2242 : 412 })),
    mapping: {
      file_type: 'table',
      sheet: '',
      first_row: 0,
      delimiter: ';',
      encoding: 'windows-1252',
      header: true,
      columns: columns.map(([column, , field]) => ({ column, field, split: field === 'beats' ? ';' : null })),
      empty_overwrites: false,
    },
    sheets: [],
    known: null,
    remembered: false,
    source: 'Averil Press Guild, directory 2026',
    basis: 'legitimate-interest',
  };
  const shown = (verdict: unknown) => all.filter((one) => !verdict || one.verdict === verdict);
  return {
    window_choose_table: () => '/home/ines/guild-directory-2026.csv',
    importing_inspect: () => inspection,
    importing_stage: card,
    importing_show: card,
    importing_list: () => [
      { ...card(), id: 9, state: 'applied', action: 12, file: `${'Every lighthouse of the coast, '.repeat(10)}.csv` },
      { ...card(), id: 8, state: 'undone', action: 11, file: 'قائمة الصحفيين.xlsx' },
      { ...card(), id: 7, state: 'staged', file: 'looked-at.csv' },
    ],
    importing_list_outlets: () => [
      {
        action: 10,
        file: 'medien.csv',
        adds: 41,
        changes: 3,
        refused: 2,
        applied_at: Date.UTC(2026, 1, 2),
        undone: false,
      },
      {
        action: 6,
        file: 'Kreis-Medien.ods',
        adds: 1,
        changes: 0,
        refused: 0,
        applied_at: Date.UTC(2026, 1, 1),
        undone: true,
      },
    ],
    importing_discard: () => null,
    importing_rows: ({ verdict, from, count }) => {
      const fitting = shown(verdict);
      const repeated = Array.from({ length: 2242 }, (_, at) => fitting[at] ?? row(at + 1, 'new', `Person ${at + 1}`));
      return repeated.slice(Number(from), Number(from) + Number(count));
    },
    importing_decide: ({ which, decision }) => {
      const wanted = (which as unknown as { rows?: number[] }).rows ?? [];
      for (const one of all) if (wanted.includes(one.row)) one.decision = decision as unknown as Decision;
      return card();
    },
  };
}
