/** The editorial desk in the window: stages, whose a text is, when it is due, and how it is moved. */
import { itemWords } from '../../app/checklist';
import { notices } from '../../app/notices.svelte';
import { withUndo } from '../../app/undo';
import { commands, type DocumentCard, type PlanChange, type Stage } from '../../ipc/bindings';
import { call, problemOf } from '../../ipc/call';
import { list, t, word } from '../../text/index.svelte';

export const STAGES: readonly Stage[] = ['idea', 'draft', 'in-review', 'approved', 'released'];

export const stageWord = (stage: Stage): string => word('stage', stage);
export const titled = (card: Pick<DocumentCard, 'headline'>): string => card.headline || t('literature.untitled');

/** Changes the plan of a text; a refusal is told in its words. Gives the text as lists show it now. */
export async function plan(id: number, change: PlanChange): Promise<DocumentCard | undefined> {
  try {
    return await call(commands.literaturePlan(id, change));
  } catch (thrown) {
    notices.fail(problemOf(thrown));
    return undefined;
  }
}

/** What is open on the checklist of a text that goes on: a warning, no bar. */
async function openItems(card: DocumentCard): Promise<string[]> {
  if (card.stage !== 'in-review' && card.stage !== 'approved') return [];
  const all = await call(commands.literatureChecklist(card.id)).catch(() => []);
  return all.filter((one) => one.ticked_by === null).map((one) => itemWords(one.item));
}

/** Moves a text to a stage, tells it, and offers to take it back. */
export async function move(card: DocumentCard, stage: Stage): Promise<boolean> {
  if (card.stage === stage) return false;
  const moved = await plan(card.id, { stage });
  if (moved) {
    const open = await openItems(moved);
    const told = { name: titled(card), stage: stageWord(stage) };
    notices.tell(
      open.length ? t('plan.moved.open', { ...told, items: list(open) }) : t('plan.moved', told),
      withUndo(),
    );
  }
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

/** The stages that texts stand at, in the list's order, each with its texts in theirs. */
export function stagesOf(cards: readonly DocumentCard[]): [Stage, DocumentCard[]][] {
  return SHOWN.map((stage): [Stage, DocumentCard[]] => [stage, cards.filter((card) => card.stage === stage)]).filter(
    ([, of]) => of.length > 0,
  );
}
