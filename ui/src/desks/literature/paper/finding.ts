/** Finding words on the sheet and putting others in their place. */
import type { Node } from '@tiptap/pm/model';
import { Plugin, PluginKey, TextSelection, type EditorState, type Transaction } from '@tiptap/pm/state';
import { Decoration, DecorationSet } from '@tiptap/pm/view';

import { matches, type Wanted } from './find';

export interface Match {
  from: number;
  to: number;
}

interface Found {
  wanted: Wanted | undefined;
  all: Match[];
  /** The one that is looked at; -1: none. */
  now: number;
  set: DecorationSet;
}

const FINDING = new PluginKey<Found>('finding');
const NOTHING: Found = { wanted: undefined, all: [], now: -1, set: DecorationSet.empty };

/** The places of one line of words in a text, by the very line: one that was not touched says what it said. */
function inLine(line: Node, wanted: Wanted, known: WeakMap<Node, Match[]>): Match[] {
  const before = known.get(line);
  if (before) return before;
  const text = line.textBetween(0, line.content.size, undefined, (leaf) =>
    leaf.type.name === 'hardBreak' ? '\n' : '\uFFFC',
  );
  const found = matches(text, wanted);
  known.set(line, found);
  return found;
}

function search(doc: Node, wanted: Wanted, known: WeakMap<Node, Match[]>): Match[] {
  const all: Match[] = [];
  doc.descendants((node, at) => {
    if (!node.isTextblock) return true;
    for (const { from, to } of inLine(node, wanted, known)) all.push({ from: at + 1 + from, to: at + 1 + to });
    return false;
  });
  return all;
}

function drawn(doc: Node, all: Match[], now: number): DecorationSet {
  return DecorationSet.create(
    doc,
    all.map(({ from, to }, at) => Decoration.inline(from, to, { class: at === now ? 'found now' : 'found' })),
  );
}

/** The match that stands at the caret or behind it; the first one where none does. */
function nearest(all: Match[], at: number): number {
  if (all.length === 0) return -1;
  const next = all.findIndex(({ to }) => to >= at);
  return next < 0 ? 0 : next;
}

export function found(state: EditorState): Pick<Found, 'all' | 'now'> {
  return FINDING.getState(state) ?? NOTHING;
}

/** Looks for words; none ends the looking. */
export const look = (state: EditorState, wanted: Wanted | undefined): Transaction =>
  state.tr.setMeta(FINDING, { wanted: wanted ?? null });

/** Goes on to the next match or back to the one before. */
export function go(state: EditorState, by: 1 | -1): Transaction | undefined {
  const { all, now } = found(state);
  if (all.length === 0) return undefined;
  return show(state.tr, all, (Math.max(now, by > 0 ? -1 : 0) + by + all.length) % all.length);
}

export function show(tr: Transaction, all: Match[], now: number): Transaction {
  const match = all[now];
  if (match) tr.setSelection(TextSelection.create(tr.doc, match.from, match.to)).scrollIntoView();
  return tr.setMeta(FINDING, { now });
}

/** Puts words in the place of the match that is looked at. */
export function replaceOne(state: EditorState, words: string): Transaction | undefined {
  const { all, now } = found(state);
  const match = all[now];
  return match && put(state.tr, match, words);
}

/** Puts words in the place of all matches: one edit, which undo takes back as one. */
export function replaceAll(state: EditorState, words: string): Transaction | undefined {
  const { all } = found(state);
  if (all.length === 0) return undefined;
  const { tr } = state;
  for (const match of [...all].reverse()) put(tr, match, words);
  return tr;
}

const put = (tr: Transaction, { from, to }: Match, words: string): Transaction =>
  words === '' ? tr.delete(from, to) : tr.insertText(words, from, to);

export function finding(): Plugin<Found> {
  let known = new WeakMap<Node, Match[]>();
  return new Plugin<Found>({
    key: FINDING,
    state: {
      init: () => NOTHING,
      apply(tr, before, _, state) {
        const meant = tr.getMeta(FINDING) as { wanted?: Wanted | null; now?: number } | undefined;
        if (meant?.wanted !== undefined) {
          if (meant.wanted === null) return NOTHING;
          known = new WeakMap();
          const all = search(state.doc, meant.wanted, known);
          const now = nearest(all, state.selection.from);
          return { wanted: meant.wanted, all, now, set: drawn(state.doc, all, now) };
        }
        if (meant?.now !== undefined)
          return { ...before, now: meant.now, set: drawn(state.doc, before.all, meant.now) };
        if (!before.wanted || !tr.docChanged) return before;
        const all = search(state.doc, before.wanted, known);
        const was = before.all[before.now];
        const now = nearest(all, was ? tr.mapping.map(was.from) : state.selection.from);
        return { ...before, all, now, set: drawn(state.doc, all, now) };
      },
    },
    props: {
      decorations(state) {
        return this.getState(state)?.set;
      },
    },
  });
}
