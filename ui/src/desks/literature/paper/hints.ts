/** Hints of proofing on the sheet: dotted lines under the words, which move along with what is written around them. */
import type { Node } from '@tiptap/pm/model';
import { NodeSelection, Plugin, PluginKey, Selection, type EditorState, type Transaction } from '@tiptap/pm/state';
import { Decoration, DecorationSet } from '@tiptap/pm/view';

import type { Fix, Hint } from '../../../ipc/bindings';

/** A hint with its name and the number of its block on the sheet; none for a line over the text. */
export interface SheetHint {
  key: string;
  hint: Hint;
  block: number | undefined;
}

interface Drawn {
  set: DecorationSet;
  now: string | undefined;
}

const HINTS = new PluginKey<Drawn>('hints');
const LINES: Partial<Record<Hint['place']['at'], number>> = { headline: 0, subhead: 1, dateline: 2 };

/** The lines of words of a block, in the order in which the core counts them, each with the place of its first unit. */
function linesOf(block: Node, at: number): { node: Node; from: number }[] {
  if (block.isTextblock) return [{ node: block, from: at + 1 }];
  const lines: { node: Node; from: number }[] = [];
  block.descendants((node, pos) => {
    if (!node.isTextblock) return true;
    lines.push({ node, from: at + 1 + pos + 1 });
    return false;
  });
  return lines;
}

/** What a line says, a unit of text for each place: what is no word is a sign of its own, and a break is a line's end. */
const said = (line: Node): string =>
  line.textBetween(0, line.content.size, undefined, (leaf) => (leaf.type.name === 'hardBreak' ? '\n' : '\uFFFC'));

/** Where the words of a hint stand now; none where they are others by now. */
function found(line: { node: Node; from: number } | undefined, hint: Hint): { from: number; to: number } | undefined {
  if (!line) return undefined;
  const { from, to } = hint.place;
  const text = said(line.node);
  const bare = (start: number, end: number) => text.slice(start, end).replaceAll('\uFFFC', '');
  if (to <= text.length && bare(from, to) === hint.words) return { from: line.from + from, to: line.from + to };
  if (hint.words === '') return undefined;
  // Something was written before them since they were read: the same words nearest to where they stood are meant.
  let best: number | undefined;
  for (let at = text.indexOf(hint.words); at >= 0; at = text.indexOf(hint.words, at + 1)) {
    if (best === undefined || Math.abs(at - from) < Math.abs(best - from)) best = at;
  }
  return best === undefined ? undefined : { from: line.from + best, to: line.from + best + hint.words.length };
}

function draw(state: EditorState, hints: readonly SheetHint[], now: string | undefined): DecorationSet {
  const blocks = new Map<number, { node: Node; at: number }>();
  const above: { node: Node; from: number }[] = [];
  state.doc.forEach((node, at) => {
    const bid = node.attrs['bid'] as number | null | undefined;
    if (typeof bid === 'number') blocks.set(bid, { node, at });
    else above.push({ node, from: at + 1 });
  });
  const lines = new Map<number, { node: Node; from: number }[]>();
  const drawn: Decoration[] = [];
  for (const { key, hint, block } of hints) {
    let line = above[LINES[hint.place.at] ?? -1];
    if (block !== undefined) {
      const one = blocks.get(block);
      const all = lines.get(block) ?? (one ? linesOf(one.node, one.at) : []);
      lines.set(block, all);
      const there = all[hint.place.line];
      line = there && found(there, hint) ? there : all.find((other) => found(other, hint));
    }
    const range = found(line, hint);
    if (!range || range.from === range.to) continue;
    drawn.push(Decoration.inline(range.from, range.to, { class: key === now ? 'hint now' : 'hint' }, { key }));
  }
  return DecorationSet.create(state.doc, drawn);
}

/** Says which hints are to be drawn, and which of them is looked at. */
export const withHints = (tr: Transaction, hints: readonly SheetHint[], now: string | undefined): Transaction =>
  tr.setMeta(HINTS, { hints, now });

/** Where a hint is drawn now. */
export function hintRange(state: EditorState, key: string): { from: number; to: number } | undefined {
  const [one] = HINTS.getState(state)?.set.find(undefined, undefined, (spec) => spec['key'] === key) ?? [];
  return one && { from: one.from, to: one.to };
}

/** The hint at a place of the sheet. */
export function hintAt(state: EditorState, at: number): string | undefined {
  const [one] = HINTS.getState(state)?.set.find(at, at) ?? [];
  return (one?.spec as { key?: string } | undefined)?.key;
}

/** The edit that a fix is; none where the words are gone. */
export function fixed(state: EditorState, key: string, fix: Fix): Transaction | undefined {
  const range = hintRange(state, key);
  if (!range) return undefined;
  const { from, to } = range;
  if (fix.fix === 'words') return fix.text === '' ? state.tr.delete(from, to) : state.tr.insertText(fix.text, from, to);
  if (fix.fix !== 'address') return undefined;
  const mark = state.schema.marks['link'];
  if (!mark) return undefined;
  let title: unknown = null;
  state.doc.nodesBetween(from, to, (node) => {
    title = node.marks.find((one) => one.type === mark)?.attrs['title'] ?? title;
  });
  return state.tr.removeMark(from, to, mark).addMark(from, to, mark.create({ url: fix.url, title }));
}

/** The transaction that shows a place and puts the caret behind its words. */
export function shown(state: EditorState, hint: SheetHint): Transaction | undefined {
  const range = hintRange(state, hint.key);
  if (range) return state.tr.setSelection(Selection.near(state.doc.resolve(range.to), -1)).scrollIntoView();
  // Words of a reusable block: the block is shown, in which they stand.
  if (hint.hint.block) {
    let found: number | undefined;
    state.doc.forEach((node, at) => {
      if (node.attrs['bid'] === hint.block) found = at;
    });
    return found === undefined
      ? undefined
      : state.tr.setSelection(NodeSelection.create(state.doc, found)).scrollIntoView();
  }
  const line = LINES[hint.hint.place.at];
  if (line === undefined) return undefined;
  let at = 1;
  for (let index = 0; index < line; index += 1) at += state.doc.child(index).nodeSize;
  return state.tr.setSelection(Selection.near(state.doc.resolve(at))).scrollIntoView();
}

export const hinting = (onhint: (key: string) => void): Plugin<Drawn> =>
  new Plugin<Drawn>({
    key: HINTS,
    state: {
      init: () => ({ set: DecorationSet.empty, now: undefined }),
      apply(tr, before, _, state) {
        const meant = tr.getMeta(HINTS) as { hints: SheetHint[]; now: string | undefined } | undefined;
        if (meant) return { set: draw(state, meant.hints, meant.now), now: meant.now };
        // Mapping touches the lines that changed alone.
        return tr.docChanged ? { ...before, set: before.set.map(tr.mapping, tr.doc) } : before;
      },
    },
    props: {
      decorations(state) {
        return this.getState(state)?.set;
      },
      handleClick(view, at) {
        const key = hintAt(view.state, at);
        if (key !== undefined) onhint(key);
        return false;
      },
    },
  });
