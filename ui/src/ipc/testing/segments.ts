/** What the double says of segments: one question, whom it finds and why. */
import type { Answer as SegmentAnswer, Explained, Pin, WhyPart } from '../bindings';
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
    segments_ask_chips: () => answer,
    segments_fields: () => ['kind', 'beat', 'outlet', 'city', 'country'],
    segments_complete: () => [],
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
