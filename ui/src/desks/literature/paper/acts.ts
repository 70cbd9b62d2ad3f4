/** What the toolbar and the keys do to a sheet. Each act says whether it applies; without `dispatch` it only says so. */
import { toggleMark } from '@tiptap/pm/commands';
import { Fragment, type Node, type Schema } from '@tiptap/pm/model';
import { liftListItem, wrapInList } from '@tiptap/pm/schema-list';
import {
  NodeSelection,
  Selection,
  TextSelection,
  type Command,
  type EditorState,
  type Transaction,
} from '@tiptap/pm/state';

import { beginningOf } from './changed';
import { partsOf, SECTIONS, type PartName, type Section } from './parts';

/** How many lines stand over the blocks. */
const LINES = 3;

export const type = (schema: Schema, name: string) => {
  const found = schema.nodes[name];
  if (!found) throw new Error(`no node ${name}`);
  return found;
};

/** The block of the sheet at a place: its number among the children, and where it begins. */
export function blockAt(state: EditorState, at = state.selection.from): { index: number; from: number; node: Node } {
  const $at = state.doc.resolve(at);
  const index = Math.min($at.index(0), state.doc.childCount - 1);
  return { index, from: beginningOf(state.doc, index), node: state.doc.child(index) };
}

/** Whether the caret is in the lines over the text. */
export const inLines = (state: EditorState): boolean => blockAt(state).index < LINES;

export const mark =
  (name: string): Command =>
  (state, dispatch) => {
    const found = state.schema.marks[name];
    return found ? toggleMark(found)(state, dispatch) : false;
  };

/** Which block the caret is in, as the block choice names it. */
export function kindAt(
  state: EditorState,
): 'line' | 'paragraph' | 'heading' | 'small-heading' | 'quote' | 'list' | 'numbers' | 'table' | 'source' {
  const { $from } = state.selection;
  if (inLines(state)) return 'line';
  for (let depth = $from.depth; depth > 0; depth -= 1) {
    const name = $from.node(depth).type.name;
    if (name === 'bulletList') return 'list';
    if (name === 'orderedList') return 'numbers';
  }
  const { node } = blockAt(state);
  if (node.type.name === 'quote') return 'quote';
  if (node.type.name === 'raw') return 'source';
  if (node.type.name === 'table') return 'table';
  if (node.type.name === 'heading') return Number(node.attrs['level']) > 2 ? 'small-heading' : 'heading';
  return 'paragraph';
}

function selected(state: EditorState): { first: number; last: number; from: number; to: number; nodes: Node[] } {
  const first = blockAt(state, state.selection.from);
  const last = blockAt(state, state.selection.to);
  const nodes: Node[] = [];
  for (let at = first.index; at <= last.index; at += 1) nodes.push(state.doc.child(at));
  return { first: first.index, last: last.index, from: first.from, to: last.from + last.node.nodeSize, nodes };
}

/** The paragraphs (and lists) that are in a block, without its frame. */
function bare(schema: Schema, node: Node): Node[] {
  const paragraph = type(schema, 'paragraph');
  switch (node.type.name) {
    case 'paragraph':
    case 'bulletList':
    case 'orderedList':
    case 'rule':
    case 'raw':
    case 'shared':
    case 'table':
      return [node];
    case 'heading':
      return [paragraph.create({ bid: node.attrs['bid'] }, node.content)];
    case 'quote': {
      const out: Node[] = [];
      node.forEach((child) => {
        if (child.type.name !== 'speaker') out.push(child);
        else if (child.content.size) {
          out.push(paragraph.create(null, Fragment.from(schema.text('— ')).append(child.content)));
        }
      });
      return out;
    }
    default:
      return [];
  }
}

/** Puts `nodes` in the place of the chosen blocks and keeps the caret in the same words. */
function replaceBlocks(state: EditorState, nodes: Node[], dispatch?: (tr: Transaction) => void): boolean {
  const { from, to } = selected(state);
  if (dispatch) {
    const { $from } = state.selection;
    const text = state.doc.textBetween(from, $from.pos, '\n', '\n').length;
    const tr = state.tr.replaceWith(from, to, nodes);
    tr.setSelection(placeOf(tr.doc, from, text));
    dispatch(tr.scrollIntoView());
  }
  return true;
}

/** The caret after `length` characters of text from `from` on. */
function placeOf(doc: Node, from: number, length: number): Selection {
  let rest = length;
  let found = -1;
  doc.nodesBetween(from, doc.content.size, (node, pos) => {
    if (found >= 0) return false;
    if (!node.isTextblock) return true;
    const size = node.textBetween(0, node.content.size, '\n', '\n').length;
    if (rest <= size) found = pos + 1 + Math.min(rest, node.content.size);
    else rest -= size + 1;
    return false;
  });
  return found < 0
    ? Selection.near(doc.resolve(Math.min(from + 1, doc.content.size)))
    : TextSelection.near(doc.resolve(found));
}

export const toParagraph: Command = (state, dispatch) => {
  if (inLines(state)) return false;
  const { $from } = state.selection;
  for (let depth = $from.depth; depth > 0; depth -= 1) {
    if ($from.node(depth).type.name === 'listItem')
      return liftListItem(type(state.schema, 'listItem'))(state, dispatch);
  }
  const { nodes } = selected(state);
  if (nodes.every((node) => node.type.name === 'paragraph')) return false;
  return replaceBlocks(
    state,
    nodes.flatMap((node) => bare(state.schema, node)),
    dispatch,
  );
};

export const toHeading =
  (level: number, part: Section | null = null): Command =>
  (state, dispatch) => {
    if (inLines(state)) return false;
    const { nodes } = selected(state);
    const heading = type(state.schema, 'heading');
    const made = nodes.flatMap((node) =>
      bare(state.schema, node).map((inner) =>
        inner.type.name === 'paragraph'
          ? heading.create({ bid: inner.attrs['bid'] ?? node.attrs['bid'], level, part }, inner.content)
          : inner,
      ),
    );
    return replaceBlocks(state, made, dispatch);
  };

export const toQuote: Command = (state, dispatch) => {
  if (inLines(state)) return false;
  const { nodes } = selected(state);
  if (nodes.every((node) => node.type.name === 'quote')) {
    return replaceBlocks(
      state,
      nodes.flatMap((node) => bare(state.schema, node)),
      dispatch,
    );
  }
  const inside = nodes.flatMap((node) => bare(state.schema, node));
  if (inside.some((node) => ['raw', 'rule', 'shared', 'table'].includes(node.type.name))) return false;
  const speaker = nodes.find((node) => node.type.name === 'quote')?.lastChild ?? type(state.schema, 'speaker').create();
  const quote = type(state.schema, 'quote').create({ bid: nodes[0]?.attrs['bid'] ?? null }, [...inside, speaker]);
  return replaceBlocks(state, [quote], dispatch);
};

export const toList =
  (name: 'bulletList' | 'orderedList'): Command =>
  (state, dispatch) => {
    if (inLines(state)) return false;
    const { $from } = state.selection;
    for (let depth = $from.depth; depth > 0; depth -= 1) {
      const node = $from.node(depth);
      if (node.type.name === name) return liftListItem(type(state.schema, 'listItem'))(state, dispatch);
      if (node.type.name === 'bulletList' || node.type.name === 'orderedList') {
        if (dispatch)
          dispatch(state.tr.setNodeMarkup($from.before(depth), type(state.schema, name), { bid: node.attrs['bid'] }));
        return true;
      }
    }
    if (blockAt(state).node.type.name === 'heading') {
      let next: EditorState | undefined;
      toParagraph(state, (tr) => (next = state.apply(tr)));
      if (!next) return false;
      const after = next;
      return wrapInList(type(state.schema, name))(after, (tr) => {
        if (!dispatch) return;
        const whole = state.tr.replaceWith(0, state.doc.content.size, tr.doc.content);
        dispatch(whole.setSelection(Selection.near(whole.doc.resolve(tr.selection.from))));
      });
    }
    return wrapInList(type(state.schema, name))(state, dispatch);
  };

/** Moves the block with the caret one place. */
export const moveBlock =
  (step: 1 | -1): Command =>
  (state, dispatch) => {
    const { index, from, node } = blockAt(state);
    const other = index + step;
    if (index < LINES || other < LINES || other >= state.doc.childCount) return false;
    if (dispatch) {
      const neighbour = state.doc.child(other);
      const start = step < 0 ? from - neighbour.nodeSize : from;
      const pair = step < 0 ? [node, neighbour] : [neighbour, node];
      const tr = state.tr.replaceWith(start, start + node.nodeSize + neighbour.nodeSize, pair);
      const shift = step < 0 ? -neighbour.nodeSize : neighbour.nodeSize;
      const { anchor, head } = state.selection;
      tr.setSelection(
        state.selection instanceof NodeSelection
          ? NodeSelection.create(tr.doc, anchor + shift)
          : TextSelection.between(tr.doc.resolve(anchor + shift), tr.doc.resolve(head + shift)),
      );
      dispatch(tr.scrollIntoView());
    }
    return true;
  };

/** Puts the caret at the end of a part. */
export const goTo =
  (at: number): Command =>
  (state, dispatch) => {
    const part = partsOf(state.doc)[at];
    if (!part) return false;
    const first = state.doc.nodeAt(part.from);
    if (dispatch && first) {
      const end = part.from + first.nodeSize;
      dispatch(state.tr.setSelection(Selection.near(state.doc.resolve(end - 1), -1)).scrollIntoView());
    }
    return true;
  };

/** Adds a part where it belongs: a quote after the block with the caret, a section after the sections before it. */
export const addPart =
  (name: 'quote' | Section, title: string): Command =>
  (state, dispatch) => {
    const { schema, doc } = state;
    const present = partsOf(doc);
    const there = present.findIndex((part) => part.name === name);
    if (name !== 'quote' && there >= 0) return goTo(there)(state, dispatch);
    if (!dispatch) return true;
    const paragraph = type(schema, 'paragraph');
    let at: number;
    let made: Node[];
    if (name === 'quote') {
      const { index, from, node } = blockAt(state);
      at = index < LINES ? doc.child(0).nodeSize + doc.child(1).nodeSize + doc.child(2).nodeSize : from + node.nodeSize;
      made = [type(schema, 'quote').create(null, [paragraph.create(), type(schema, 'speaker').create()])];
    } else {
      const later: PartName[] = SECTIONS.slice(SECTIONS.indexOf(name) + 1);
      const before = present.find((part) => later.includes(part.name));
      at = before ? before.from : doc.content.size;
      made = [type(schema, 'heading').create({ level: 2, part: name }, schema.text(title)), paragraph.create()];
    }
    const tr = state.tr.insert(at, made);
    const last = made.at(-1);
    const start = at + made.slice(0, -1).reduce((sum, node) => sum + node.nodeSize, 0);
    tr.setSelection(Selection.near(tr.doc.resolve(start + (last?.type.name === 'quote' ? 2 : 1))));
    dispatch(tr.scrollIntoView());
    return true;
  };

/** Puts the caret at the end of a block's words. */
export const goToBlock =
  (index: number): Command =>
  (state, dispatch) => {
    if (index >= state.doc.childCount) return false;
    const end = beginningOf(state.doc, index) + state.doc.child(index).nodeSize - 1;
    dispatch?.(state.tr.setSelection(Selection.near(state.doc.resolve(end), -1)).scrollIntoView());
    return true;
  };

export function inline(state: EditorState, node: Node): Transaction {
  const marks = state.storedMarks ?? state.selection.$from.marks();
  return state.tr.replaceSelectionWith(node.mark(node.type.name === 'field' ? marks : []), false).scrollIntoView();
}

/** The words of the link that the caret is in, or the chosen words. */
export function linkAt(state: EditorState): { from: number; to: number; url: string; title: string | null } {
  const { from, to, $from } = state.selection;
  const link = state.schema.marks['link'];
  const here =
    link && ($from.marks().find((one) => one.type === link) ?? $from.nodeAfter?.marks.find((one) => one.type === link));
  if (!here) return { from, to, url: '', title: null };
  const start = $from.start();
  let [left, right] = [from, to];
  $from.parent.forEach((child, offset) => {
    if (!here.isInSet(child.marks)) return;
    const [childFrom, childTo] = [start + offset, start + offset + child.nodeSize];
    if (childTo >= left && childFrom <= right) {
      left = Math.min(left, childFrom);
      right = Math.max(right, childTo);
    }
  });
  return { from: left, to: right, url: String(here.attrs['url']), title: here.attrs['title'] as string | null };
}

/** Links words to an address; an empty one takes the link off. */
export function link(state: EditorState, from: number, to: number, url: string, title: string | null): Transaction {
  const mark = state.schema.marks['link'];
  const tr = state.tr;
  if (!mark) return tr;
  if (url === '') return tr.removeMark(from, to, mark);
  if (from === to) {
    tr.insert(from, state.schema.text(url.replace(/^(mailto|tel):/i, ''), [mark.create({ url })]));
    return tr.setSelection(TextSelection.create(tr.doc, from + url.replace(/^(mailto|tel):/i, '').length));
  }
  return tr.removeMark(from, to, mark).addMark(from, to, mark.create({ url, title }));
}
