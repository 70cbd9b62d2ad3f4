/** The editorial desk in the window: stages, whose a text is, when it is due, and how it is moved. */
import { notices } from '../../app/notices.svelte';
import { withUndo } from '../../app/undo';
import { commands, type DocumentCard, type PlanChange, type Stage } from '../../ipc/bindings';
import { call, problemOf } from '../../ipc/call';
import { day, t, word } from '../../text/index.svelte';
import { sameName } from '../../text/words';

export const STAGES: readonly Stage[] = ['idea', 'draft', 'in-review', 'approved', 'released'];

export const stageWord = (stage: Stage): string => word('stage', stage);
export const titled = (card: Pick<DocumentCard, 'headline'>): string => card.headline || t('literature.untitled');

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

/** Changes the plan of a text; a refusal is told in its words. Gives the text as lists show it now. */
export async function plan(id: number, change: Partial<PlanChange>): Promise<DocumentCard | undefined> {
  const nothing = { stage: null, writer: null, editor: null, department: null, due_on: null, brief: null };
  try {
    return await call(commands.literaturePlan(id, { ...nothing, ...change }));
  } catch (thrown) {
    notices.fail(problemOf(thrown));
    return undefined;
  }
}

/** Moves a text to a stage, tells it, and offers to take it back. */
export async function move(card: DocumentCard, stage: Stage): Promise<boolean> {
  if (card.stage === stage) return false;
  const moved = await plan(card.id, { stage });
  if (moved) notices.tell(t('plan.moved', { name: titled(card), stage: stageWord(stage) }), withUndo());
  return moved !== undefined;
}

/** The one that is due first, first; without a day, last. */
export function byDue(one: DocumentCard, other: DocumentCard): number {
  return (one.due_on ?? '9').localeCompare(other.due_on ?? '9') || other.edited_at - one.edited_at;
}
/** In which order the list shows stages: what waits for somebody's yes first. */
const SHOWN: readonly Stage[] = ['in-review', 'approved', 'draft', 'idea', 'released'];
/** As the list shows them: by stage, then by what is due first; of what went out, the one last worked on first. */
export function byStage(one: DocumentCard, other: DocumentCard): number {
  const stages = SHOWN.indexOf(one.stage) - SHOWN.indexOf(other.stage);
  if (stages || one.stage === 'released') return stages || other.edited_at - one.edited_at;
  return byDue(one, other);
}
