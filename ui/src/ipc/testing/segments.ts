/** What the double says of segments: one question, whom it finds and why. */
import type { Answer as SegmentAnswer, Explained, Pin, Query, QueryValue, WhyPart } from '../bindings';
import { normal } from '../../desks/segments/chips';
import { refuse, type Answer } from './double';

const now = Date.now();

const pins: Pin[] = [
  {
    segment: 1,
    person: 5,
    name: '田中愛子',
    inside: true,
    reason: 'Writes about us again',
    at: 1_795_500_000_000,
    by: 'Ines Calder',
  },
  {
    segment: 1,
    person: 3,
    name: 'Ruth Abernathy',
    inside: false,
    reason: 'On leave until May',
    at: 1_795_400_000_000,
    by: 'Jan Vos',
  },
];
const one = (text: string, holds: boolean, known: string[]): WhyPart => ({
  text,
  holds,
  joined: 'one',
  known,
  parts: [],
});
const explained: Explained = {
  person: 3,
  name: 'Ruth Abernathy',
  picked: false,
  why: {
    text: 'kind:journalist (beat:heritage or beat:arts) -beat:sport',
    holds: true,
    joined: 'all',
    known: [],
    parts: [
      one('kind:journalist', true, ['journalist']),
      {
        text: 'beat:heritage or beat:arts',
        holds: true,
        joined: 'any',
        known: [],
        parts: [one('beat:heritage', false, ['local', 'arts']), one('beat:arts', true, ['local', 'arts'])],
      },
      {
        text: '-beat:sport',
        holds: true,
        joined: 'not',
        known: [],
        parts: [one('beat:sport', false, ['local', 'arts'])],
      },
    ],
  },
  pin: pins[1] ?? null,
  bar: { bar: 'suppressed', reason: 'bounced' },
};
const answer: SegmentAnswer = {
  whole: 'kind:journalist (beat:heritage or beat:arts) -city:Rotterdam',
  text: 'kind:journalist (beat:heritage or beat:arts) -city:Rotterdam',
  chips: {
    chip: 'all',
    of: [
      { chip: 'field', field: 'kind', values: [{ how: 'is', text: 'journalist' }] },
      {
        chip: 'any',
        of: [
          { chip: 'field', field: 'beat', values: [{ how: 'is', text: 'heritage' }] },
          { chip: 'field', field: 'beat', values: [{ how: 'is', text: 'arts' }] },
        ],
      },
      { chip: 'not', of: { chip: 'field', field: 'city', values: [{ how: 'is', text: 'Rotterdam' }] } },
    ],
  },
  notes: [],
  count: 240,
};

const signs: Partial<Record<QueryValue['how'], string>> = {
  exactly: '=',
  above: '>',
  'at-least': '>=',
  below: '<',
  'at-most': '<=',
};
const bare = (text: string) => (/^[^\s(),"*\\<>=-]+$/u.test(text) ? text : JSON.stringify(text));
function valueText(one: QueryValue): string {
  if (one.how === 'empty') return 'empty';
  if (one.how === 'begins') return `${bare(one.text)}*`;
  if (one.how === 'contains') return `*${bare(one.text)}*`;
  return `${signs[one.how] ?? ''}${bare(one.text)}`;
}
/** The chips as the core writes them. */
export function written(query: Query, around: Query['chip'] = 'field'): string {
  if (query.chip === 'field') return `${query.field}:${query.values.map(valueText).join(',')}`;
  if (query.chip === 'words') return bare(query.text);
  if (query.chip === 'not') return around === 'not' ? `(-${written(query.of, 'not')})` : `-${written(query.of, 'not')}`;
  const text = query.of.map((one) => written(one, query.chip)).join(query.chip === 'all' ? ' ' : ' or ');
  const bracket = query.chip === 'all' ? around === 'not' : around !== 'field';
  return bracket ? `(${text})` : text;
}

/** Segments, two of them kept. */
export function segments(empty: boolean): Record<string, Answer> {
  return {
    segments_show: () => ({ id: 1, name: 'Heritage press', changed_at: now, answer, pins, asked_by: [] }),
    segments_pin: () => pins,
    segments_unpin: () => pins.slice(1),
    segments_why: ({ person }) => ({ ...explained, person }),
    segments_ask: ({ text: asked }) => {
      if (String(asked).includes('beet')) {
        refuse('segments.bad_query', { count: 1 }, [
          {
            field: null,
            row: null,
            column: String(asked).indexOf('beet') + 1,
            length: 4,
            what: { key: 'segments.fault.unknown_field', params: { field: 'beet', near: 'beat' } },
            proposal: 'beat',
          },
        ]);
      }
      return { ...answer, text: asked, whole: asked };
    },
    segments_ask_chips: ({ chips }) => {
      const query = chips as unknown as Query;
      const text = written(query);
      if (text.includes('kind:*')) {
        refuse('segments.bad_query', { count: 1 }, [
          {
            field: 'query',
            row: null,
            column: 6,
            length: 3,
            what: { key: 'segments.fault.no_pattern', params: { field: 'kind' } },
            proposal: null,
          },
        ]);
      }
      return { ...answer, chips: normal(query), text, whole: text };
    },
    segments_fields: () => ['kind', 'beat', 'outlet', 'city', 'country'],
    segments_complete: ({ text }) =>
      String(text).startsWith('beat:')
        ? ['arts', '"arts and crafts"', 'heritage', 'empty'].map((one) => ({
            column: 6,
            length: String(text).length - 5,
            text: one,
            label: one,
          }))
        : [],
    segments_list: () =>
      empty
        ? []
        : [
            {
              id: 1,
              name: 'Heritage press',
              text: 'kind:journalist (beat:heritage or beat:arts) -beat:sport',
              count: 240,
              pins: 2,
              changed_at: now,
            },
            { id: 2, name: 'Philanthropy media', text: 'beat:philanthropy', count: 86, pins: 0, changed_at: now },
          ],
  };
}
