/** Whose a text is and when it is due, for every desk that tells it. */
import type { AnnouncementSort, DocumentCard, DocumentKind } from '../ipc/bindings';
import { session } from '../ipc/session.svelte';
import { day, t, word } from '../text/index.svelte';
import { sameName } from '../text/words';

/** The kinds of literature, as they are offered. */
export const KINDS: readonly DocumentKind[] = [
  'press-release',
  'article',
  'statement',
  'brochure',
  'web-page',
  'announcement',
];
/** What an announcement may be about. */
export const SORTS: readonly AnnouncementSort[] = ['industry-report', 'personnel-change', 'policy-change'];
/** What a text is: an announcement by what it is about, where that was said. */
export const kindWord = (card: Pick<DocumentCard, 'kind' | 'sort'>): string =>
  card.sort ? word('sort', card.sort) : word('document', card.kind);

/** Who works at this computer, as history, writers and editors of texts are named; empty where nobody knows. */
export const me = (): string => session.state?.user ?? '';

const two = (n: number) => String(n).padStart(2, '0');
/** A day by this computer's clock, `2026-11-27`. */
export const dayOf = (ms: number): string => {
  const at = new Date(ms);
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
};

type Planned = Pick<DocumentCard, 'stage' | 'due_on'>;
/** How many days it is late; 0 where it is not, or where it went out. */
export function daysLate(card: Planned, now = Date.now()): number {
  if (!card.due_on || card.stage === 'released') return 0;
  const days = Math.round((Date.parse(dayOf(now)) - Date.parse(card.due_on)) / 86_400_000);
  return Math.max(0, days);
}
/** `4 days late`, `today`, `27 Nov`, or that there is no day. */
export function dueWords(card: Planned, now = Date.now()): string {
  if (!card.due_on) return '';
  const late = daysLate(card, now);
  if (late) return t('plan.late', { n: late });
  if (card.due_on === dayOf(now) && card.stage !== 'released') return t('plan.today');
  return day(Date.parse(`${card.due_on}T12:00`), now);
}

export type Whose = 'hand' | 'mine' | 'waits' | 'late' | 'released';
export const WHOSE: readonly Whose[] = ['hand', 'mine', 'waits', 'late', 'released'];
/** Whether a text is in one of the desk's lists for somebody of this name. */
export function isIn(list: Whose, card: DocumentCard, me: string, now = Date.now()): boolean {
  if (list === 'released') return card.stage === 'released';
  if (card.stage === 'released') return false;
  const its = (name: string) => me !== '' && name !== '' && sameName(name, me);
  if (list === 'mine') return its(card.writer) || its(card.editor);
  if (list === 'waits') return card.stage === 'in-review' && its(card.editor);
  return list === 'hand' || daysLate(card, now) > 0;
}
