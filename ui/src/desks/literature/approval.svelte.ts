/** A document's approval, and what is done about it from its page. */
import { notices } from '../../app/notices.svelte';
import { withUndo } from '../../app/undo';
import { commands, type ApprovalChange, type ApprovalSeen, type ApprovalView } from '../../ipc/bindings';
import { call, problemOf } from '../../ipc/call';
import { live } from '../../ipc/live.svelte';
import { t } from '../../text/index.svelte';

/** How a document stands with its approval, kept fresh while it is written. */
export const approvalOf = (id: () => number) =>
  live(() => ({
    key: `approval-${id()}`,
    ask: () => call(commands.approvalShow(id())),
    topics: ['document', 'asset', 'account', 'segment', 'list', 'workspace'],
  }));

/** Does it, says so with its undo, and shows why it did not. */
export async function act(doing: () => Promise<ApprovalView>, told: string): Promise<ApprovalView | undefined> {
  try {
    const view = await doing();
    notices.tell(told, withUndo());
    return view;
  } catch (thrown) {
    notices.fail(problemOf(thrown));
    return undefined;
  }
}

/** What whoever looks at it answers to: which asking, and of exactly what. */
export const seen = (view: ApprovalView): ApprovalSeen => ({ ask: view.ask?.id ?? null, digest: view.digest });

export const approve = (view: ApprovalView) =>
  act(() => call(commands.approvalApprove(view.document, seen(view), '')), t('approval.given', { n: view.revision }));

export const askAgain = (view: ApprovalView) =>
  act(
    () => call(commands.approvalAsk(view.document, { goes: null, people: [], needed: null, ordered: null })),
    t('approval.asked.told', { names: names(view) }),
  );

/** Those who are asked. */
export const names = (view: ApprovalView): string => view.ask?.people.map((one) => one.name).join(', ') ?? '';

/** The beginning of a digest in groups of four. */
export const inFours = (digest: string): string => (digest.slice(0, 16).match(/.{1,4}/g) ?? []).join(' ');

/** What is another, in a few words: "7 words", "the audience". */
export const changed = (change: ApprovalChange): string =>
  change.part === 'text' && change.words > 0
    ? t('approval.change.words', { n: change.words })
    : t(`approval.change.${change.part}`);

/** What voids it, as the banner says it first. */
export const voided = (view: ApprovalView): string => view.changes.map(changed).join(', ');
