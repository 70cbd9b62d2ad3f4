import type { Item } from '../../../parts';
import { t } from '../../../text/index.svelte';
import type { SheetEditor } from './editor';

/** What can be done with the table that the caret is in; `head`: in its row of names, above which nothing stands. */
export function actsOfTable(acts: SheetEditor['acts'] | undefined, head: boolean): Item[] {
  return [
    {
      label: t('table.rowAbove'),
      act: () => void acts?.row(0),
      off: head ? t('table.names') : undefined,
    },
    { label: t('table.rowBelow'), act: () => void acts?.row(1) },
    { label: t('table.columnBefore'), act: () => void acts?.column(0) },
    { label: t('table.columnAfter'), act: () => void acts?.column(1) },
    ...([null, 'center', 'right'] as const).map((side) => ({
      label: t(`table.side.${side ?? 'start'}`),
      act: () => void acts?.side(side),
    })),
    { label: t('table.removeRow'), act: () => void acts?.removeRow() },
    { label: t('table.removeColumn'), act: () => void acts?.removeColumn() },
    { label: t('table.remove'), act: () => void acts?.removeTable(), danger: true },
  ];
}
