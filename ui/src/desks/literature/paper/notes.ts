/** Footnotes: a mark in the words, and a block at the end of the text that says what it is. */
import type { Node } from '@tiptap/pm/model';
import { TextSelection, type Command, type EditorState } from '@tiptap/pm/state';

import { inLines, type } from './acts';

const LABEL = /^\[\^([^\]]+)\]:/;

/** Where the block of a note begins; none where no block says it. */
function noteBlock(state: EditorState, label: string): { node: Node; at: number } | undefined {
  let found: { node: Node; at: number } | undefined;
  state.doc.forEach((node, at) => {
    if (node.type.name === 'raw' && LABEL.exec(node.textContent)?.[1] === label) found ??= { node, at };
  });
  return found;
}

/** The first number that no note has. */
function nextLabel(state: EditorState): string {
  const taken = new Set<string>();
  state.doc.descendants((node) => {
    if (node.type.name === 'noteRef') taken.add(String(node.attrs['label']));
    if (node.type.name === 'raw') taken.add(LABEL.exec(node.textContent)?.[1] ?? '');
    return node.type.name !== 'raw';
  });
  let next = 1;
  while (taken.has(String(next))) next += 1;
  return String(next);
}

/** Puts the mark of a new note behind the caret, its block at the end of the text, and the caret into that. */
export const addNote: Command = (state, dispatch) => {
  const { $to } = state.selection;
  const ref = type(state.schema, 'noteRef');
  if (inLines(state) || !$to.parent.type.contentMatch.matchType(ref)) return false;
  if (!dispatch) return true;
  const label = nextLabel(state);
  const tr = state.tr.insert($to.pos, ref.create({ label }));
  const block = type(state.schema, 'raw').create({ what: 'note' }, state.schema.text(`[^${label}]: `));
  const end = tr.doc.content.size;
  tr.insert(end, block).setSelection(TextSelection.create(tr.doc, end + block.nodeSize - 1));
  dispatch(tr.scrollIntoView());
  return true;
};

/** Goes from a mark to its note. */
export const toNote =
  (label: string): Command =>
  (state, dispatch) => {
    const there = noteBlock(state, label);
    if (!there) return false;
    const end = there.at + there.node.nodeSize - 1;
    dispatch?.(state.tr.setSelection(TextSelection.create(state.doc, end)).scrollIntoView());
    return true;
  };
