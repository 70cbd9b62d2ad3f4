/** Invented touches for the double. */
import type { EntryKind, ReminderCard, TimelineEntry, TouchInput, TouchSum } from '../bindings';
import { refuse, type Answer } from './double';

const NOW = Date.UTC(2026, 10, 24, 10);
const DAY = 86_400_000;

const known: [EntryKind, number, string][] = [
  ['call', 1, 'Wants the lens as a picture, landscape, by Thursday noon.'],
  ['mail', 3, 'The Light Returns: Averil Point shines again after forty years'],
  ['reply', 2, 'Thanks, running it on Sunday. May I speak to the keeper’s daughter?'],
  ['meeting', 20, 'Coffee at the press view. Likes early mornings, hates attachments.'],
  ['clipping', 34, 'https://coast.example.net/2026/10/21/a-lens-comes-home'],
  ['note', 50, 'On leave until May; her stand-in is Jo Marsh.'],
  ['mail', 63, 'Open days in September'],
];

function entry(kind: EntryKind, days: number, text: string, id: number): TimelineEntry {
  const at = NOW - days * DAY;
  const mail = kind === 'mail';
  return {
    place: { at, mail, id },
    kind,
    at,
    timed: mail || kind === 'call',
    text,
    touch: mail ? null : id,
    distribution: mail ? 1 : null,
    document: mail ? 1 : null,
    noted_by: mail ? '' : 'Ines Calder',
  };
}

const sorted = (all: TimelineEntry[]) => all.toSorted((one, other) => other.at - one.at);

/** The commands of touches; `many` gives everybody a long line of time. */
export function touches(many = false, nobody = false): Record<string, Answer> {
  let all = sorted(
    many
      ? Array.from({ length: 10_000 }, (_, at) => {
          const [kind, , text] = known[at % known.length] ?? (['note', 0, ''] as const);
          return entry(kind, at, text, at + 1);
        })
      : known.map(([kind, days, text], at) => entry(kind, days, text, at + 1)),
  );
  const due = (person: number, name: string): ReminderCard => ({
    person,
    name,
    outlet: 'Coast & Country Weekly',
    every: { many: 3, period: 'month' },
    due_at: NOW - 4 * DAY,
    is_due: true,
    heard_at: NOW - 95 * DAY,
  });
  let reminders = nobody ? [] : [due(2, 'Daniel Achterberg'), due(4, 'Kwame Boateng')];
  const when = (words: string) => {
    if (words.trim() === 'soon')
      refuse('contacts.refused', { count: 1 }, [
        {
          field: 'when',
          row: null,
          column: null,
          length: null,
          what: { key: 'contacts.fault.when', params: { text: words } },
          proposal: null,
        },
      ]);
    return { at: NOW - DAY, timed: false };
  };
  const noted = (touch: TouchInput, id: number) => entry(touch.kind, touch.when ? 1 : 0, touch.text, id);
  return {
    touches_when: ({ text }) => when(String(text)),
    touches_timeline: (args) => {
      const { kinds, after, limit } = args as unknown as {
        kinds: EntryKind[];
        after: TimelineEntry['place'] | null;
        limit: number;
      };
      const found = kinds.length ? all.filter((one) => kinds.includes(one.kind)) : all;
      const from = after ? found.findIndex((one) => one.place.id === after.id) + 1 : 0;
      return found.slice(from, from + limit);
    },
    touches_sum: (args) => {
      const { person } = args as unknown as { person: number };
      const counts = [...new Set(all.map((one) => one.kind))].map((kind) => {
        const of = all.filter((one) => one.kind === kind);
        return { kind, count: of.length, last_at: of[0]?.at ?? 0 };
      });
      const sum: TouchSum = {
        warmth: {
          points: 84,
          heat: 'hot',
          reasons: [
            { kind: 'meeting', touches: 1, last_at: NOW - 20 * DAY, points: 25 },
            { kind: 'reply', touches: 1, last_at: NOW - 2 * DAY, points: 24 },
            { kind: 'call', touches: 1, last_at: NOW - DAY, points: 19 },
            { kind: 'clipping', touches: 1, last_at: NOW - 34 * DAY, points: 19 },
          ],
        },
        counts,
        last_contact: counts.find((one) => one.kind === 'call') ?? null,
        last_reply_at: NOW - 2 * DAY,
        never_answered: false,
        lapsed: false,
        reminder: reminders.find((one) => one.person === person) ?? null,
      };
      return sum;
    },
    touches_add: (args) => {
      const { touch } = args as unknown as { touch: TouchInput };
      all = sorted([...all, noted(touch, 90_000 + all.length)]);
      return null;
    },
    touches_edit: (args) => {
      const { id, touch } = args as unknown as { id: number; touch: TouchInput };
      all = sorted(all.map((one) => (one.touch === id ? noted(touch, id) : one)));
      return null;
    },
    touches_delete: ({ id }) => {
      all = all.filter((one) => one.touch !== Number(id));
      return null;
    },
    touches_keep_in_touch: (args) => {
      const { person, every } = args as unknown as { person: number; every: ReminderCard['every'] | null };
      reminders = reminders.filter((one) => one.person !== person);
      if (every) reminders.push({ ...due(person, ''), every, is_due: false, due_at: NOW + 90 * DAY });
      return null;
    },
    touches_put_off: ({ person }) => {
      reminders = reminders.filter((one) => one.person !== Number(person));
      return null;
    },
  };
}
