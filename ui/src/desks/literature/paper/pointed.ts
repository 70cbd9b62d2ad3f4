/** The block that something is said about: marked until the caret moves on or something is written. */
import { Plugin, PluginKey, Selection, type Command, type EditorState } from '@tiptap/pm/state';
import { Decoration, DecorationSet } from '@tiptap/pm/view';

const POINTED = new PluginKey<number | undefined>('pointed');
/** The lines over the text, by their fields. */
const LINES: Record<string, number> = { headline: 0, subhead: 1, dateline: 2 };

/** A block by its number, or a field of the front block that has a line of its own. */
export type Pointed = { block: number } | { field: string };

/** Where it begins. */
function beginning(state: EditorState, pointed: Pointed): number | undefined {
  let found: number | undefined;
  state.doc.forEach((node, at, index) => {
    const meant = 'block' in pointed ? node.attrs['bid'] === pointed.block : index === LINES[pointed.field];
    if (meant) found ??= at;
  });
  return found;
}

/** Puts the caret where it begins, and marks it. */
export const point =
  (pointed: Pointed): Command =>
  (state, dispatch) => {
    const at = beginning(state, pointed);
    if (at === undefined) return false;
    dispatch?.(
      state.tr
        .setSelection(Selection.near(state.doc.resolve(at + 1)))
        .setMeta(POINTED, at)
        .scrollIntoView(),
    );
    return true;
  };

export const pointing = (): Plugin =>
  new Plugin<number | undefined>({
    key: POINTED,
    state: {
      init: () => undefined,
      apply(tr, before) {
        const at = tr.getMeta(POINTED) as number | undefined;
        return at ?? (tr.docChanged || tr.selectionSet ? undefined : before);
      },
    },
    props: {
      decorations(state) {
        const at = this.getState(state);
        const node = at === undefined ? null : state.doc.nodeAt(at);
        if (at === undefined || !node) return DecorationSet.empty;
        return DecorationSet.create(state.doc, [Decoration.node(at, at + node.nodeSize, { class: 'pointed' })]);
      },
    },
  });
