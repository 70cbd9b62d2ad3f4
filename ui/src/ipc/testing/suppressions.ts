/** Invented addresses that must not be mailed, for the double. */
import type { PersonRow, SuppressionCard, SuppressionsAsked } from '../bindings';
import type { Answer } from './double';

const WHY = ['unsubscribed', 'bounced', 'complained', 'asked'] as const;
const SAID = ['by phone on 3 May, call from Ines', '550 5.1.1 no such mailbox', 'reported as abuse', ''];

function card(row: PersonRow, at: number): SuppressionCard {
  const forgotten = at % 7 === 6;
  return {
    id: 1000 - at,
    address: forgotten ? null : row.address,
    person: forgotten ? null : row.id,
    name: forgotten ? '' : row.name,
    forgotten,
    reason: forgotten ? 'erased' : (WHY[at % WHY.length] ?? 'asked'),
    evidence: forgotten ? '' : (SAID[at % SAID.length] ?? ''),
    by: 'Ines Calder',
    at: Date.UTC(2026, 9, 30 - (at % 28)),
    further:
      at === 1
        ? [{ reason: 'unsubscribed', evidence: 'her mail of 9 October', by: 'Ines Calder', at: Date.UTC(2026, 9, 31) }]
        : [],
    lifted: null,
  };
}

/** The commands about them, over the first of these people. */
export function suppressions(people: () => PersonRow[]): Record<string, Answer> {
  let all: SuppressionCard[] | undefined;
  const cards = () => (all ??= people().slice(0, 300).map(card));
  return {
    contacts_suppressions: (args) => {
      const { asked, before, limit } = args as unknown as {
        asked: SuppressionsAsked;
        before: number | null;
        limit: number;
      };
      const words = asked.words.toLowerCase();
      const fitting = cards().filter(
        (one) =>
          (one.lifted !== null) === asked.lifted &&
          (asked.reason === null || one.reason === asked.reason) &&
          `${one.address ?? ''} ${one.name} ${one.evidence}`.toLowerCase().includes(words) &&
          (before === null || one.id < before),
      );
      const lifted = cards().filter((one) => one.lifted !== null).length;
      const found = fitting.slice(0, limit);
      return { cards: found, more: fitting.length > limit, standing: cards().length - lifted, lifted };
    },
    contacts_suppression_of: ({ id }) => cards().filter((one) => one.id === Number(id)),
    contacts_unsuppress: (args) => {
      const { address, reason } = args as unknown as { address: string; reason: string };
      const lifted = { at: Date.UTC(2026, 10, 1), reason, by: 'Ines Calder' };
      all = cards().map((one) => (one.address === address ? { ...one, lifted } : one));
      return null;
    },
  };
}
