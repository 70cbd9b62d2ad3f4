/** Reach for the double: an outlet or two, and journalists with reasons of every kind. */
import type { Reached, ReachReason, ReachUnderstood, RankedPerson } from '../bindings';
import { refuse, type Answer } from './double';

const reason = (points: number, key: string, params: ReachReason['what']['params'] = {}): ReachReason => ({
  points,
  what: { key, params },
});

const PEOPLE: RankedPerson[] = [
  {
    person: 1,
    name: 'Ruth Abernathy',
    outlet: 'Coast Weekly',
    role: 'Editor',
    points: 75,
    reasons: [
      reason(30, 'reach.why.clippings', { n: 4, day: '2026-10-21' }),
      reason(20, 'reach.why.audience', { outlet: 'Coast Weekly', audience: 'philanthropists' }),
      reason(20, 'reach.why.region', { outlet: 'Coast Weekly', region: 'Zeeland' }),
      reason(15, 'reach.why.reply', { day: '2026-11-02' }),
      reason(-10, 'reach.why.mail', { day: '2026-11-21' }),
    ],
  },
  {
    person: 2,
    name: '田中愛子',
    outlet: 'Coast Weekly',
    role: '',
    points: 30,
    reasons: [
      reason(20, 'reach.why.audience', { outlet: 'Coast Weekly', audience: 'philanthropists' }),
      reason(20, 'reach.why.region', { outlet: 'Coast Weekly', region: 'Zeeland' }),
      reason(-10, 'reach.why.silent'),
      reason(0, 'reach.why.mail', { day: '2026-03-01' }),
    ],
  },
];

const KNOWN = { audiences: ['philanthropists', 'parents'], regions: ['Zeeland'], beats: ['heritage'] };

function understand(text: string): ReachUnderstood {
  const has = (names: string[]) => names.filter((name) => text.toLowerCase().includes(name.toLowerCase()));
  const wanted = {
    audiences: has(KNOWN.audiences),
    regions: has(KNOWN.regions),
    beats: has(KNOWN.beats),
    only_beats: false,
  };
  const slip = /philantropists|sailors/.exec(text)?.[0];
  const unknown = slip ? [{ words: slip, perhaps: slip === 'sailors' ? null : 'philanthropists' }] : [];
  return { wanted, unknown };
}

/** What the core says of reach; of an empty workspace, nothing. */
export function reach(empty: boolean): Record<string, Answer> {
  return {
    reach_understand: ({ text }) => (empty ? { ...understand(''), unknown: [] } : understand(String(text))),
    reach_find: (args) => {
      const { wanted } = args as unknown as { wanted: Reached['wanted'] };
      const nobody = wanted.audiences.includes('parents');
      const found: Reached = {
        wanted,
        question: 'kind:journalist outlet.audience:philanthropists outlet.region:Zeeland',
        outlet_count: nobody ? 0 : 1,
        outlets: nobody
          ? []
          : [
              {
                id: 1,
                name: 'Coast Weekly',
                region: 'Zeeland',
                reach: 120_000,
                audiences: ['philanthropists'],
                people: 5,
              },
            ],
        count: nobody ? 0 : 5,
        not_offered: nobody
          ? []
          : [
              { bar: 'do-not-contact', count: 2 },
              { bar: 'no-address', count: 1 },
            ],
        people: nobody ? [] : PEOPLE,
      };
      return found;
    },
    reach_save: (args) => {
      const { name, leftOut } = args as unknown as { name: string; leftOut: number[] };
      if (name === 'Heritage press') refuse('segments.name_taken', { name }, [{ field: 'name' } as never]);
      return {
        segment: 1,
        name,
        question: 'kind:journalist',
        count: 5 - leftOut.length,
        left_out: leftOut.length,
        list: null,
      };
    },
    contacts_suggest_of_outlets: ({ what }) =>
      empty ? [] : String(what) === 'audience' ? KNOWN.audiences : KNOWN.regions,
  };
}
