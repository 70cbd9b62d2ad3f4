/**
 * What the sheet keeps right by itself: a number for every block, the words in the margin, hints in empty places. A letter
 * that is written draws its own block anew and nothing else; the parts are told anew when blocks come, go or change their kind.
 */
import type { Node } from '@tiptap/pm/model';
import { Plugin, PluginKey, type EditorState, type Transaction } from '@tiptap/pm/state';
import { Decoration, DecorationSet } from '@tiptap/pm/view';

import { changedBlocks, beginningOf } from './changed';
import { directionOf } from './direction';
import { partsByBlock, SMALL, type IndexedPart, type PartName } from './parts';
import { unnamed } from './table';

/** What a transaction says that only wants the sheet drawn anew. */
export const REDRAW = 'redraw';

export interface MarginWords {
  /** The word for a part, for the margin. */
  part: (name: PartName) => string;
  /** What stands in an empty place. */
  hint: (place: 'headline' | 'subhead' | 'dateline' | 'first' | 'speaker') => string;
  /** What lines to take say of themselves: that they go nowhere. */
  inside: () => string;
  /** What a raw block is. */
  raw: (what: string) => string;
  /** Which way the text's language runs. */
  direction: () => 'ltr' | 'rtl';
}

/** Every block has a number of its own; the second half of a split block gets a new one. */
export function numbers(first: () => number): Plugin {
  let next = first();
  return new Plugin({
    key: new PluginKey('numbers'),
    appendTransaction(transactions, before, state) {
      if (!transactions.some((tr) => tr.docChanged) || keepsNumbers(before.doc, state.doc)) return null;
      const seen = new Set<number>();
      const tr = state.tr;
      state.doc.forEach((node, at) => {
        if (!('bid' in node.attrs)) return;
        const bid = node.attrs['bid'] as number | null;
        if (bid !== null && !seen.has(bid)) {
          seen.add(bid);
          next = Math.max(next, bid + 1);
          return;
        }
        tr.setNodeAttribute(at, 'bid', next);
        seen.add(next);
        next += 1;
      });
      return tr.docChanged ? tr : null;
    },
  });
}

/** Whether each block that is another has the number of the one that stood there. */
function keepsNumbers(before: Node, now: Node): boolean {
  const { from, toBefore, to } = changedBlocks(before, now);
  if (to !== toBefore) return false;
  for (let at = from; at < to; at += 1) {
    const [was, is] = [before.child(at), now.child(at)];
    if (was.attrs['bid'] !== is.attrs['bid'] || ('bid' in is.attrs && is.attrs['bid'] === null)) return false;
  }
  return true;
}

interface Margin {
  set: DecorationSet;
  parts: IndexedPart[];
  /** The names of the parts: the same array as long as they are the same. */
  names: PartName[];
  /** The part that the caret is in. */
  here: number;
  /** The first paragraph, of which an empty one says how to begin. */
  paragraph: number;
  /** The headings: the same array as long as they are the same. */
  outline: Heading[];
}

/** A heading, by its block. */
export interface Heading {
  block: number;
  level: number;
  text: string;
}

function headings(doc: Node): Heading[] {
  const found: Heading[] = [];
  doc.forEach((node, _, block) => {
    if (node.type.name !== 'heading' || node.content.size === 0) return;
    found.push({ block, level: Number(node.attrs['level']), text: node.textContent });
  });
  return found;
}

const MARGIN = new PluginKey<Margin>('margin');

/** The parts of the sheet, the one that the caret is in, and the headings. */
export function partsHere(state: EditorState): Pick<Margin, 'names' | 'here' | 'outline'> {
  return MARGIN.getState(state) ?? { names: [], here: -1, outline: [] };
}

const blockOf = (state: EditorState): number => Math.min(state.selection.$from.index(0), state.doc.childCount - 1);
const partOf = (parts: IndexedPart[], block: number): number =>
  parts.findIndex((part) => block >= part.first && block <= part.last);

/** What tells which part a block is of. */
const sameKind = (was: Node, is: Node): boolean =>
  was.type === is.type && was.attrs['level'] === is.attrs['level'] && was.attrs['part'] === is.attrs['part'];

/** The margin: each part's word beside its first block, the caret's own part in colour; and hints in empty places. */
export function margin(options: MarginWords): Plugin<Margin> {
  /** What one block shows. */
  const ofBlock = (
    doc: Node,
    index: number,
    from: number,
    margin: Pick<Margin, 'parts' | 'here' | 'paragraph'>,
  ): Decoration[] => {
    const node = doc.child(index);
    const to = from + node.nodeSize;
    const name = node.type.name;
    const found: Decoration[] = [];
    const at = partOf(margin.parts, index);
    const part = margin.parts[at];
    if (part?.first === index) {
      found.push(
        Decoration.node(from, to, {
          'data-part': options.part(part.name),
          class: `first${at === margin.here ? ' now' : ''}`,
        }),
      );
    }
    if (part && SMALL.includes(part.name)) found.push(Decoration.node(from, to, { class: 'aside' }));
    if (part?.name === 'lines') {
      const says = part.first === index ? { 'data-inside': options.inside() } : {};
      found.push(Decoration.node(from, to, { class: 'inside', ...says }));
    }
    const hint = (place: Parameters<MarginWords['hint']>[0], start: number, size: number) =>
      found.push(Decoration.node(start, start + size, { class: 'empty', 'data-hint': options.hint(place) }));
    if (name === 'table') found.push(...unnamed(node, from));
    if (name === 'raw') found.push(Decoration.node(from, to, { 'data-what': options.raw(String(node.attrs['what'])) }));
    if (node.content.size === 0) {
      if (name === 'headline' || name === 'subhead' || name === 'dateline') hint(name, from, node.nodeSize);
      else if (index === margin.paragraph) hint('first', from, node.nodeSize);
    }
    const speaker = name === 'quote' ? node.lastChild : null;
    if (speaker?.content.size === 0) hint('speaker', to - 1 - speaker.nodeSize, speaker.nodeSize);
    if (options.direction() === 'rtl') found.push(...directions(node, from));
    return found;
  };

  const whole = (state: EditorState, before?: Margin): Margin => {
    const { doc } = state;
    const parts = partsByBlock(doc);
    const names = parts.map((part) => part.name);
    const same = before?.names.length === names.length && before.names.every((name, at) => name === names[at]);
    let paragraph = -1;
    for (let at = 0; at < doc.childCount && paragraph < 0; at += 1) {
      if (doc.child(at).type.name === 'paragraph') paragraph = at;
    }
    const made = { parts, here: partOf(parts, blockOf(state)), paragraph };
    const found: Decoration[] = [];
    doc.forEach((_, from, index) => found.push(...ofBlock(doc, index, from, made)));
    return {
      ...made,
      names: same ? before.names : names,
      outline: headings(doc),
      set: DecorationSet.create(doc, found),
    };
  };

  /** Draws some blocks anew. */
  const redrawn = (doc: Node, margin: Margin, blocks: Iterable<number>): DecorationSet => {
    let { set } = margin;
    for (const index of blocks) {
      if (index < 0 || index >= doc.childCount) continue;
      const from = beginningOf(doc, index);
      const to = from + doc.child(index).nodeSize;
      // What touches the block alone belongs to its neighbours.
      const old = set.find(from, to).filter((one) => one.from >= from && one.to <= to);
      set = set.remove(old).add(doc, ofBlock(doc, index, from, margin));
    }
    return set;
  };

  const apply = (tr: Transaction, before: Margin, was: EditorState, state: EditorState): Margin => {
    if (tr.getMeta(REDRAW)) return whole(state, before);
    if (!tr.docChanged && !tr.selectionSet) return before;
    const { doc } = state;
    const touched = new Set<number>();
    if (tr.docChanged) {
      const { from, toBefore, to } = changedBlocks(was.doc, doc);
      if (to !== toBefore) return whole(state, before);
      for (let at = from; at < to; at += 1) {
        if (!sameKind(was.doc.child(at), doc.child(at))) return whole(state, before);
        touched.add(at);
      }
    }
    const here = partOf(before.parts, blockOf(state));
    if (here !== before.here) {
      for (const at of [here, before.here]) {
        const first = before.parts[at]?.first;
        if (first !== undefined) touched.add(first);
      }
    }
    if (touched.size === 0) return before;
    const retold = tr.docChanged && [...touched].some((at) => doc.child(at).type.name === 'heading');
    const outline = retold ? headings(doc) : before.outline;
    const margin = { ...before, here, outline, set: tr.docChanged ? before.set.map(tr.mapping, doc) : before.set };
    return { ...margin, set: redrawn(doc, margin, touched) };
  };

  return new Plugin<Margin>({
    key: MARGIN,
    state: { init: (_, state) => whole(state), apply },
    props: {
      decorations(state) {
        return this.getState(state)?.set;
      },
    },
  });
}

/** In a text from right to left what has no letter yet runs so too; browsers take it for the other way. */
function directions(block: Node, from: number): Decoration[] {
  const found: Decoration[] = [];
  const say = (node: Node, at: number) =>
    found.push(Decoration.node(at, at + node.nodeSize, { dir: directionOf(node.textContent) ?? 'rtl' }));
  if (block.isTextblock) say(block, from);
  else {
    block.descendants((node, at) => {
      if (!node.isTextblock) return true;
      say(node, from + 1 + at);
      return false;
    });
  }
  return found;
}
