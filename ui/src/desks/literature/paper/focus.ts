/** Focus: the block that is being written stands in full ink, all others step back. */
import { Plugin, PluginKey, type EditorState, type Transaction } from '@tiptap/pm/state';
import { Decoration, DecorationSet } from '@tiptap/pm/view';

import { blockAt } from './acts';

const FOCUS = new PluginKey<{ on: boolean; set: DecorationSet }>('focus');

function draw(state: EditorState): DecorationSet {
  const { from, node } = blockAt(state);
  return DecorationSet.create(state.doc, [Decoration.node(from, from + node.nodeSize, { class: 'writing' })]);
}

/** Turns it on or off. */
export const focusing = (tr: Transaction, on: boolean): Transaction => tr.setMeta(FOCUS, on);

export const focus = (): Plugin =>
  new Plugin<{ on: boolean; set: DecorationSet }>({
    key: FOCUS,
    state: {
      init: () => ({ on: false, set: DecorationSet.empty }),
      apply(tr, before, _, state) {
        const meant = tr.getMeta(FOCUS) as boolean | undefined;
        const on = meant ?? before.on;
        if (!on) return before.on ? { on, set: DecorationSet.empty } : before;
        return meant !== undefined || tr.docChanged || tr.selectionSet ? { on, set: draw(state) } : before;
      },
    },
    props: {
      decorations(state) {
        return this.getState(state)?.set;
      },
    },
  });
