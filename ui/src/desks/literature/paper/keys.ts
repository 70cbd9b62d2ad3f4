/** The keys of a sheet, apart from those that every text has. */
import { baseKeymap, chainCommands, exitCode } from '@tiptap/pm/commands';
import { redo, undo } from '@tiptap/pm/history';
import { liftListItem, sinkListItem, splitListItem } from '@tiptap/pm/schema-list';
import { Selection, TextSelection, type Command, type EditorState } from '@tiptap/pm/state';

import { atEdge, cellBelow, clearCells, nextCell, removeEmpty } from './table';
import { blockAt, inLines, mark, moveBlock, toHeading, toList, toParagraph, toQuote, type } from './acts';

const caret = (state: EditorState) => {
  const { selection } = state;
  return selection instanceof TextSelection && selection.empty ? selection.$from : undefined;
};

/** Within the lines over the text Enter goes on to the next line. */
const nextLine: Command = (state, dispatch) => {
  if (!inLines(state)) return false;
  const { from, node } = blockAt(state);
  dispatch?.(state.tr.setSelection(Selection.near(state.doc.resolve(from + node.nodeSize + 1))).scrollIntoView());
  return true;
};

/** Half of a paragraph in a quote is a paragraph, not the speaker. */
const splitInQuote: Command = (state, dispatch) => {
  const tr = state.tr.deleteSelection();
  tr.split(tr.selection.from, 1, [{ type: type(state.schema, 'paragraph') }]);
  dispatch?.(tr.scrollIntoView());
  return true;
};

/** An empty line at the end of a quote asks for the speaker; Enter behind the speaker leaves the quote. */
const quoteEnter: Command = (state, dispatch) => {
  const $from = caret(state);
  const { node, from } = blockAt(state);
  if (node.type.name !== 'quote') return false;
  if (!$from) {
    const { $from: start, $to: end } = state.selection;
    const words = start.depth === 2 && start.parent.type.name === 'paragraph' && end.sameParent(start);
    return words && splitInQuote(state, dispatch);
  }
  const paragraph = type(state.schema, 'paragraph');
  if ($from.parent.type.name === 'speaker') {
    if (dispatch) {
      const end = from + node.nodeSize;
      const tr = state.tr.insert(end, paragraph.create());
      dispatch(tr.setSelection(Selection.near(tr.doc.resolve(end + 1))).scrollIntoView());
    }
    return true;
  }
  const own = $from.depth === 2 && $from.parent.content.size === 0;
  if (!own) return $from.depth === 2 && splitInQuote(state, dispatch);
  if (node.childCount <= 2) return toQuote(state, dispatch);
  if ($from.index(1) !== node.childCount - 2) return splitInQuote(state, dispatch);
  if (dispatch) {
    const tr = state.tr.delete($from.before(), $from.after());
    const at = from + (tr.doc.nodeAt(from)?.nodeSize ?? 2) - 2;
    dispatch(tr.setSelection(Selection.near(tr.doc.resolve(at), -1)).scrollIntoView());
  }
  return true;
};

/** A heading's Enter begins words, not a second heading. */
const headingEnter: Command = (state, dispatch) => {
  const $from = caret(state);
  if ($from?.parent.type.name !== 'heading' || $from.parentOffset < $from.parent.content.size) return false;
  if (dispatch) {
    const tr = state.tr.insert($from.after(), type(state.schema, 'paragraph').create());
    dispatch(tr.setSelection(Selection.near(tr.doc.resolve($from.after() + 1))).scrollIntoView());
  }
  return true;
};

const backspace: Command = (state, dispatch) => {
  const $from = caret(state);
  if (!$from || $from.parentOffset > 0) return false;
  const { index, from, node } = blockAt(state);
  const back = () => {
    dispatch?.(
      state.tr.setSelection(Selection.near(state.doc.resolve(Math.max(0, $from.before() - 1)), -1)).scrollIntoView(),
    );
    return true;
  };
  if ($from.parent.type.name === 'speaker') return back();
  if (index > 0 && index < 3) return back();
  if (node.type.name === 'heading') return toParagraph(state, dispatch);
  if (node.type.name === 'quote' && $from.depth === 2 && $from.index(1) === 0) return toQuote(state, dispatch);
  if ($from.depth > 1 && $from.node(-1).type.name === 'listItem' && $from.index(-1) === 0) {
    return liftListItem(type(state.schema, 'listItem'))(state, dispatch);
  }
  if ($from.depth === 1 && index > 0) {
    const before = state.doc.child(index - 1).type.name;
    const stays = ['dateline', 'quote', 'raw', 'table'].includes(before);
    if (!stays) return false;
    // An empty line goes, unless it is the only one.
    if (node.content.size === 0 && state.doc.childCount > 4) {
      if (dispatch) {
        const tr = state.tr.delete(from, from + node.nodeSize);
        dispatch(tr.setSelection(Selection.near(tr.doc.resolve(from), -1)).scrollIntoView());
      }
      return true;
    }
    return back();
  }
  return false;
};

/** Delete at the end of a line above the text, or of a speaker's, takes nothing from what follows. */
const lineEnd: Command = (state) => {
  const $from = caret(state);
  const alone = $from && ['headline', 'subhead', 'dateline', 'speaker'].includes($from.parent.type.name);
  return alone === true && $from?.parentOffset === $from?.parent.content.size;
};

const lineBreak: Command = (state, dispatch) => {
  if (inLines(state) || ['speaker', 'raw', 'heading', 'tableCell'].includes(state.selection.$from.parent.type.name))
    return false;
  dispatch?.(state.tr.replaceSelectionWith(type(state.schema, 'hardBreak').create()).scrollIntoView());
  return true;
};

const listItem =
  (act: typeof sinkListItem): Command =>
  (state, dispatch) =>
    act(type(state.schema, 'listItem'))(state, dispatch);

const back = chainCommands(clearCells, removeEmpty, atEdge(false), backspace, baseKeymap['Backspace'] as Command);
const forward = chainCommands(clearCells, atEdge(true), lineEnd, baseKeymap['Delete'] as Command);

export const sheetKeys = (askLink: () => void): Record<string, Command> => ({
  ...baseKeymap,
  // It closes what is open beside the words, and ends the focus: the window hears of it.
  Escape: () => false,
  'Mod-z': undo,
  'Mod-y': redo,
  'Shift-Mod-z': redo,
  'Mod-b': mark('strong'),
  'Mod-i': mark('emphasis'),
  'Mod-e': mark('code'),
  'Shift-Mod-x': mark('strike'),
  'Shift-Mod-k': () => (askLink(), true),
  'Mod-Alt-0': toParagraph,
  'Mod-Alt-2': toHeading(2),
  'Mod-Alt-3': toHeading(3),
  'Shift-Mod-7': toList('orderedList'),
  'Shift-Mod-8': toList('bulletList'),
  'Shift-Mod-9': toQuote,
  'Alt-ArrowUp': moveBlock(-1),
  'Alt-ArrowDown': moveBlock(1),
  Enter: chainCommands(
    nextLine,
    cellBelow,
    quoteEnter,
    headingEnter,
    listItem(splitListItem),
    baseKeymap['Enter'] as Command,
  ),
  'Shift-Enter': chainCommands(nextLine, cellBelow, lineBreak, baseKeymap['Enter'] as Command),
  'Mod-Enter': exitCode,
  Backspace: back,
  'Mod-Backspace': back,
  'Shift-Backspace': back,
  Delete: forward,
  'Mod-Delete': forward,
  // Outside of lists and tables Tab leaves the sheet: there is no trap. Out of a table lead Enter and the arrows.
  Tab: chainCommands(nextCell(1), listItem(sinkListItem)),
  'Shift-Tab': (state, dispatch) => {
    if (nextCell(-1)(state, dispatch)) return true;
    const { $from } = state.selection;
    let depth = 0;
    for (let at = $from.depth; at > 0; at -= 1) depth += $from.node(at).type.name === 'listItem' ? 1 : 0;
    return depth > 1 && listItem(liftListItem)(state, dispatch);
  },
});
