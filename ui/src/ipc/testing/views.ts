/** Views of the table, and pasts, for the double: a few, or none. */
import type { AsItWas, PastEntry, TableState, TableView } from '../bindings';
import type { Answer } from './double';

const now = Date.UTC(2026, 10, 24, 9, 30);
const HOUR = 3_600_000;
const LONG = 'Everybody who writes about lighthouses, harbours and the sea '.repeat(5).trim();

const usual: TableState = {
  table: 'people',
  columns: [
    { key: 'name', width: null },
    { key: 'outlet', width: null },
    { key: 'warmth', width: 120 },
  ],
  sort: 'warmth',
  descending: true,
  query: '',
  segment: '',
  search: '',
};

export function viewAnswers(empty: boolean): Record<string, Answer> {
  const view = (id: number, name: string, state: Partial<TableState> = {}, faults: TableView['faults'] = []) => ({
    id,
    name,
    ...usual,
    ...state,
    faults,
    changed_at: now - id * HOUR,
  });
  let views: TableView[] = empty
    ? []
    : [
        view(1, 'Arts, warmest first', { query: 'beat:arts' }),
        view(2, LONG, {}, [{ key: 'segments.view.no_column', params: { name: 'Print run' } }]),
        view(3, 'أصدقاء المنارة والبحر'),
        view(4, '報道関係者', { segment: 'Heritage press' }),
      ];
  type Args = { view: number; name: string; state: TableState };
  const one = (args: unknown) => args as Args;
  return {
    views_all: () => views,
    views_save: (args) => {
      const saved = view(9, one(args).name, one(args).state);
      views = [...views, saved];
      return saved;
    },
    views_replace: (args) => {
      const held = views.find((each) => each.id === one(args).view);
      return { ...(held ?? view(9, '')), ...one(args).state };
    },
    views_rename: (args) => ({ ...view(one(args).view, one(args).name) }),
    views_delete: (args) => {
      views = views.filter((each) => each.id !== one(args).view);
      return null;
    },
  };
}

/** Whatever has a past: many acts, or a few. */
export function past(many: boolean) {
  const entry = (n: number): PastEntry => ({
    at: now - n * 5 * HOUR,
    by: n % 3 === 0 ? 'Jan Vos' : 'Ines Calder',
    via: n % 3 === 0 ? 'command-line' : n % 3 === 1 ? 'window' : null,
    label: { key: 'contacts.action.edited', params: { name: 'Ruth Abernathy' } },
    undone: n === 1,
    took_back: null,
    changes: [
      {
        key: 'city',
        of: '',
        label: { key: 'contacts.past.city', params: { of: '' } },
        from: n === 2 ? null : `City ${n + 1}`,
        to: `City ${n}`,
      },
    ],
  });
  const all = [
    {
      ...entry(0),
      label: { key: 'workspace.action.undo', params: {} },
      took_back: { key: 'contacts.action.edited', params: { name: 'Ruth Abernathy' } },
    },
    ...Array.from({ length: many ? 240 : 5 }, (_, n) => entry(n + 1)),
  ];
  const was = (day: string): AsItWas => ({
    at: Date.parse(`${day}T23:59:59Z`),
    there: day >= '2020-01-01',
    lines:
      day >= '2020-01-01'
        ? [
            { key: 'name', of: '', label: { key: 'contacts.past.name', params: { of: '' } }, text: 'Ruth Abernathy' },
            { key: 'country', of: '', label: { key: 'contacts.past.country', params: { of: '' } }, text: 'GB' },
            {
              key: 'do_not_contact',
              of: '',
              label: { key: 'contacts.past.do_not_contact', params: { of: '' } },
              text: '',
            },
          ]
        : [],
  });
  const page = (args: unknown) => {
    const { from, limit } = args as { from: number; limit: number };
    return { entries: all.slice(from, from + limit), more: all.length > from + limit };
  };
  const on = (args: unknown) => was((args as { day: string }).day);
  return { page, on };
}
