/** What the sheet keeps right by itself: a number for every block, the words in the margin, hints in empty places. */
import { Plugin, PluginKey, type EditorState } from '@tiptap/pm/state';
import { Decoration, DecorationSet } from '@tiptap/pm/view';

import { blockAt } from './acts';
import { directionOf } from './direction';
import { partAt, partsOf, type PartName } from './parts';
import { unnamed } from './table';

/** What a transaction says that only wants the sheet drawn anew. */
export const REDRAW = 'redraw';

export interface MarginWords {
  /** The word for a part, for the margin. */
  part: (name: PartName) => string;
  /** What stands in an empty place. */
  hint: (place: 'headline' | 'subhead' | 'dateline' | 'first' | 'speaker') => string;
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
    appendTransaction(transactions, _, state) {
      if (!transactions.some((tr) => tr.docChanged)) return null;
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

/** The margin: each part's word beside its first block, the caret's own part in colour; and hints in empty places. */
export function margin(options: MarginWords): Plugin {
  const draw = (state: EditorState): DecorationSet => {
    const parts = partsOf(state.doc);
    const here = partAt(parts, blockAt(state).from);
    const found: Decoration[] = [];
    parts.forEach((part, index) => {
      const first = state.doc.nodeAt(part.from);
      if (first) {
        found.push(
          Decoration.node(part.from, part.from + first.nodeSize, {
            'data-part': options.part(part.name),
            class: `first${index === here ? ' now' : ''}`,
          }),
        );
      }
    });
    const sections = parts.filter((part) => ['boilerplate', 'notes', 'contact'].includes(part.name));
    if (options.direction() === 'rtl') found.push(...directions(state));
    let paragraph = 0;
    state.doc.forEach((node, from) => {
      const to = from + node.nodeSize;
      const name = node.type.name;
      if (sections.some((part) => from >= part.from && to <= part.to)) {
        found.push(Decoration.node(from, to, { class: 'aside' }));
      }
      const hint = (place: Parameters<MarginWords['hint']>[0], start: number, size: number) =>
        found.push(Decoration.node(start, start + size, { class: 'empty', 'data-hint': options.hint(place) }));
      if (name === 'paragraph') paragraph += 1;
      if (name === 'table') found.push(...unnamed(node, from));
      if (name === 'raw')
        found.push(Decoration.node(from, to, { 'data-what': options.raw(String(node.attrs['what'])) }));
      if (node.content.size === 0) {
        if (name === 'headline' || name === 'subhead' || name === 'dateline') hint(name, from, node.nodeSize);
        else if (name === 'paragraph' && paragraph === 1) hint('first', from, node.nodeSize);
      }
      const speaker = name === 'quote' ? node.lastChild : null;
      if (speaker?.content.size === 0) hint('speaker', to - 1 - speaker.nodeSize, speaker.nodeSize);
    });
    return DecorationSet.create(state.doc, found);
  };
  return new Plugin<DecorationSet>({
    key: new PluginKey('margin'),
    state: {
      init: (_, state) => draw(state),
      apply: (tr, old, _, state) => (tr.docChanged || tr.selectionSet || tr.getMeta(REDRAW) ? draw(state) : old),
    },
    props: {
      decorations(state) {
        return this.getState(state);
      },
    },
  });
}

/** In a text from right to left what has no letter yet runs so too; browsers take it for the other way. */
function directions(state: EditorState): Decoration[] {
  const found: Decoration[] = [];
  state.doc.descendants((node, at) => {
    if (!node.isTextblock) return true;
    found.push(Decoration.node(at, at + node.nodeSize, { dir: directionOf(node.textContent) ?? 'rtl' }));
    return false;
  });
  return found;
}
