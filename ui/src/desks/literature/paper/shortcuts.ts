/** The keys of the sheet: what they do is done to the editor that stands there when they are pressed. */
import { keys } from '../../../app/keys.svelte';
import { t } from '../../../text/index.svelte';
import type { SheetEditor } from './editor';

/** Binds them and tells how to let go of them. */
export function bindKeys(sheet: () => SheetEditor | undefined, ask: { link: () => void; comment: () => void }) {
  const group = t('paper.tools');
  const act = (combo: string, label: string, does: () => void) => ({ combo, label, group, act: does });
  return keys.bind(
    act('mod+b', t('paper.strong'), () => sheet()?.acts.strong()),
    act('mod+i', t('paper.emphasis'), () => sheet()?.acts.emphasis()),
    act('shift+mod+k', t('paper.link'), ask.link),
    act('alt+mod+m', t('comment.add'), ask.comment),
    act('shift+mod+8', t('paper.list'), () => sheet()?.acts.list()),
    act('shift+mod+7', t('paper.numbers'), () => sheet()?.acts.numbers()),
    act('shift+mod+9', t('paper.quote'), () => sheet()?.acts.quote()),
    act('alt+arrowup', t('paper.up'), () => sheet()?.acts.move(-1)),
    act('alt+arrowdown', t('paper.down'), () => sheet()?.acts.move(1)),
    ...[1, 2, 3, 4, 5, 6, 7, 8].map((n) =>
      act(`shift+alt+${n}`, t('paper.jump', { n }), () => sheet()?.acts.goTo(n - 1)),
    ),
  );
}
