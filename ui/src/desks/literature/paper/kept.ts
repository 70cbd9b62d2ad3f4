/** A place that something is to be put at later: it goes with the words around it, whatever is written meanwhile. */
import { Plugin, PluginKey, TextSelection, type EditorState, type Transaction } from '@tiptap/pm/state';

const KEPT = new PluginKey<number | undefined>('kept');

/** Said of a transaction that puts the text of the file in the place of the sheet's. */
export const FROM_OUTSIDE = 'from-outside';

/** Keeps the place of the caret. */
export const keepPlace = (state: EditorState): Transaction => state.tr.setMeta(KEPT, state.selection.from);

/** Puts the caret at the place that was kept; without one it stays. */
export function toKeptPlace(state: EditorState): Transaction {
  const at = KEPT.getState(state);
  return at === undefined ? state.tr : state.tr.setSelection(TextSelection.near(state.doc.resolve(at)));
}

export const keeping = (): Plugin =>
  new Plugin<number | undefined>({
    key: KEPT,
    state: {
      init: () => undefined,
      apply(tr, before) {
        const at = (tr.getMeta(KEPT) as number | undefined) ?? before;
        if (at === undefined || !tr.docChanged) return at;
        // All is another text then, and nothing says where the words went: as far down as they stood.
        return tr.getMeta(FROM_OUTSIDE) ? Math.min(at, tr.doc.content.size) : tr.mapping.map(at);
      },
    },
  });
