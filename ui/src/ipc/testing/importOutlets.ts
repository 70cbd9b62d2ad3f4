/** An invented directory of outlets for the double, with rows of every verdict. */
import type { Counts, OutletInspection, OutletRequest, OutletReview, OutletRowCard, Verdict } from '../bindings';
import { refuse, type Answer } from './double';

const COLUMNS: [string, string[], OutletInspection['mapping']['fields'][number]][] = [
  ['Medium', ['Küste & Land', 'Radio Averil', '海新聞'], 'name'],
  ['Gattung', ['Wochenzeitung', 'Hörfunk'], 'kind'],
  ['Auflage', ['120 000', '48 000'], 'reach'],
  ['Zielgruppe', ['Eltern; Gärtner'], 'audiences'],
  ['Rating', ['A', 'B'], null],
];
const LONG = 'Allgemeine Nachrichten von der Küste, '.repeat(8);

const row = (at: number, verdict: Verdict, name: string, more: Partial<OutletRowCard> = {}): OutletRowCard => ({
  row: at,
  verdict,
  decision: 'as-proposed',
  name,
  outlet: null,
  changes: [],
  what: null,
  column: null,
  text: '',
  ...more,
});

const kind = (text: string) => ({ key: 'importing.row.outlet_kind', params: { text } });

const ROWS: OutletRowCard[] = [
  row(2, 'new', LONG, {
    changes: [
      { field: 'kind', from: '', to: 'newspaper' },
      { field: 'reach', from: '', to: '120000' },
    ],
  }),
  row(3, 'changed', 'The Tide', {
    outlet: 1,
    changes: [
      { field: 'reach', from: '90000', to: '120000' },
      { field: 'frequency', from: 'weekly', to: 'daily' },
      { field: 'other-names', from: '', to: 'Tide' },
    ],
  }),
  row(4, 'unchanged', 'Westland Radio', { outlet: 2 }),
  row(5, 'duplicate', 'The Tide', {
    outlet: 1,
    what: { key: 'importing.duplicate.outlet_in_file', params: { row: 3 } },
  }),
  row(6, 'refused', 'جريدة الميناء', { what: kind('Funkhaus'), column: 1, text: 'Funkhaus' }),
  row(7, 'refused', '', { what: { key: 'contacts.fault.nameless', params: {} }, column: 0 }),
];

/** What the core would make of the rows: a row that is mended is new, one whose first row is left out is changed. */
function judged({ decisions, mended }: OutletRequest): OutletRowCard[] {
  const decided = new Map(decisions.map((one) => [one.row, one.decision]));
  const rows = ROWS.map((one) => {
    const text = mended.find((cell) => cell.row === one.row)?.text;
    const card = { ...one, decision: decided.get(one.row) ?? one.decision };
    if (text) return { ...card, verdict: 'new' as const, what: null, column: null, text: '' };
    if (one.row === 5 && decided.get(3) === 'skip') return { ...card, verdict: 'changed' as const, what: null };
    return card;
  });
  for (const one of rows)
    if (one.decision === 'merge' && one.verdict !== 'duplicate')
      refuse('importing.undecidable', { verdict: one.verdict, row: one.row }, [
        { field: null, row: one.row, column: null, length: null, what: null, proposal: null },
      ]);
  return rows;
}

function reviewed(request: OutletRequest): OutletReview {
  const rows = judged(request);
  const counts: Counts = { rows: rows.length, new: 0, changed: 0, unchanged: 0, duplicate: 0, refused: 0 };
  for (const one of rows) counts[one.verdict] += 1;
  const taken = rows.filter((one) => one.decision !== 'skip');
  const adds = taken.filter((one) => one.verdict === 'new').length;
  const changes = taken.filter((one) => one.verdict === 'changed' || one.decision === 'merge').length;
  return { file: 'medien.csv', counts, adds, changes, seal: JSON.stringify([request.decisions, request.mended]) };
}

/** The commands of an import of outlets. */
export function importOutlets(): Record<string, Answer> {
  const inspection: OutletInspection = {
    file: 'medien.csv',
    rows: ROWS.length,
    columns: COLUMNS.map(([name, samples]) => ({ name, samples, filled: ROWS.length })),
    sheets: [],
    mapping: {
      form: {
        file_type: 'table',
        sheet: '',
        first_row: 0,
        delimiter: ';',
        encoding: 'utf-8',
        header: true,
        columns: COLUMNS.map(([column]) => ({ column, field: null, split: null })),
        empty_overwrites: false,
      },
      fields: COLUMNS.map(([, , field]) => field),
      split: ';',
    },
  };
  const asked = (request: unknown) => request as OutletRequest;
  return {
    importing_inspect_outlets: () => structuredClone(inspection),
    importing_review_outlets: ({ request }) => reviewed(asked(request)),
    importing_outlet_rows: ({ request, verdict, from, count }) =>
      judged(asked(request))
        .filter((one) => !verdict || one.verdict === (verdict as unknown))
        .slice(Number(from), Number(from) + Number(count)),
    importing_apply_outlets: ({ request }) => reviewed(asked(request)),
    importing_save_refused_outlets: () => 2,
    importing_save_outlet_report: () => ROWS.length,
  };
}
