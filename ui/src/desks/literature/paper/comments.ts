/** Comments on the sheet: their words are marked and numbered, and stay marked while the text around them is written. */
import type { Node } from '@tiptap/pm/model';
import { Plugin, PluginKey, type EditorState, type Transaction } from '@tiptap/pm/state';
import { Decoration, DecorationSet } from '@tiptap/pm/view';

import type { Comment, CommentPlace } from '../../../ipc/bindings';

/** A comment on the sheet: where its words begin and end. */
export interface Noted {
  id: number;
  number: number;
  from: number;
  to: number;
}
interface Kept {
  notes: readonly Noted[];
  /** The one that is looked at. */
  lit: number | undefined;
}

const COMMENTS = new PluginKey<Kept>('comments');
const LINES = 3;
const THING = '\uFFFC';

interface Letters {
  text: string[];
  from: number[];
  to: number[];
}
/** The characters of a block in order, as the core counts them: each line after a `\n`, and U+FFFC for what has none of its own. */
function lettersOf(block: Node, at: number): Letters {
  const found: Letters = { text: [], from: [], to: [] };
  let first = true;
  const put = (letter: string, from: number, to: number) => {
    found.text.push(letter);
    found.from.push(from);
    found.to.push(to);
  };
  const visit = (node: Node, pos: number) => {
    if (node.isText) {
      let here = pos;
      for (const letter of node.text ?? '') put(letter, here, (here += letter.length));
    } else if (node.isLeaf && node.isInline) {
      put(node.type.name === 'hardBreak' ? '\n' : THING, pos, pos + node.nodeSize);
    } else {
      if (node.isTextblock) {
        if (!first) put('\n', pos, pos);
        first = false;
      }
      node.forEach((child, offset) => visit(child, pos + 1 + offset));
    }
  };
  visit(block, at);
  return found;
}

/** The blocks as the core numbers them: the lines above the text, then what is written; an empty line is nothing to it. */
function blocksOf(doc: Node): Letters[] {
  const blocks: Letters[] = [];
  doc.forEach((node, at, index) => {
    const letters = lettersOf(node, at);
    const said = node.isLeaf || letters.text.some((letter) => letter !== '\n');
    if (index < LINES || said) blocks.push(letters);
  });
  return blocks;
}

/** Where the words of a comment are; where they are not in their block, the first such words in the text. */
function rangeOf(
  blocks: readonly Letters[],
  place: CommentPlace,
  quote: string,
): { from: number; to: number } | undefined {
  const cut = (letters: Letters | undefined, start: number, length: number) => {
    const [from, to] = [letters?.from[start], letters?.to[start + length - 1]];
    return from === undefined || to === undefined ? undefined : { from, to };
  };
  const there = blocks[place.block];
  if (there?.text.slice(place.start, place.start + place.length).join('') === quote)
    return cut(there, place.start, place.length);
  for (const letters of blocks) {
    const index = letters.text.join('').indexOf(quote);
    if (index >= 0) return cut(letters, [...letters.text.join('').slice(0, index)].length, place.length);
  }
  return undefined;
}

/** The words that are chosen, or the one at the caret: none where nothing is written. A choice of several blocks means the first. */
export function chosen(state: EditorState): { place: CommentPlace; quote: string } | undefined {
  const { from, to, empty } = state.selection;
  const blocks = blocksOf(state.doc);
  const block = blocks.findIndex((letters) =>
    letters.to.some((end, at) => end >= from && (letters.from[at] ?? 0) <= to),
  );
  const letters = blocks[block];
  if (!letters) return undefined;
  const inside = (at: number) =>
    empty
      ? (letters.from[at] ?? 0) <= from && (letters.to[at] ?? 0) >= from
      : (letters.from[at] ?? 0) >= from && (letters.to[at] ?? 0) <= to;
  const blank = (at: number) => !letters.text[at]?.trim();
  const indexes = letters.text.map((_, at) => at);
  let start = indexes.find((at) => inside(at) && !blank(at));
  let end = indexes.findLast((at) => inside(at) && !blank(at));
  if (start === undefined || end === undefined) return undefined;
  if (empty) {
    while (start > 0 && !blank(start - 1)) start -= 1;
    while (end + 1 < letters.text.length && !blank(end + 1)) end += 1;
  }
  const length = end + 1 - start;
  return { place: { block, start, length }, quote: letters.text.slice(start, end + 1).join('') };
}

/** Marks these comments from now on; those whose words are gone have no place. */
export function withComments(state: EditorState, comments: readonly Comment[], lit?: number): Transaction {
  const blocks = blocksOf(state.doc);
  const notes = comments.flatMap(({ id, number, place, quote, outcome }) => {
    const range = place && outcome === null ? rangeOf(blocks, place, quote) : undefined;
    return range ? [{ id, number, ...range }] : [];
  });
  return state.tr.setMeta(COMMENTS, { notes, lit }).setMeta('addToHistory', false);
}

export const noted = (state: EditorState, id: number): Noted | undefined =>
  COMMENTS.getState(state)?.notes.find((note) => note.id === id);

/** The comments are marked; a press on a number tells whose it is. */
export function commenting(onpress: (id: number) => void, named: (number: number) => string): Plugin<Kept> {
  const badge = (note: Noted, lit: boolean) => () => {
    const mark = document.createElement('button');
    mark.type = 'button';
    mark.className = lit ? 'comment-number lit' : 'comment-number';
    mark.textContent = String(note.number);
    mark.contentEditable = 'false';
    mark.tabIndex = -1;
    mark.setAttribute('aria-label', named(note.number));
    mark.addEventListener('mousedown', (event) => event.preventDefault());
    mark.addEventListener('click', () => onpress(note.id));
    return mark;
  };
  return new Plugin<Kept>({
    key: COMMENTS,
    state: {
      init: () => ({ notes: [], lit: undefined }),
      apply(tr, before) {
        const next = tr.getMeta(COMMENTS) as Kept | undefined;
        if (next) return next;
        if (!tr.docChanged) return before;
        const notes = before.notes
          .map((note) => ({ ...note, from: tr.mapping.map(note.from, 1), to: tr.mapping.map(note.to, -1) }))
          .filter((note) => note.from < note.to);
        return { ...before, notes };
      },
    },
    props: {
      decorations(state) {
        const kept = this.getState(state);
        if (!kept?.notes.length) return DecorationSet.empty;
        return DecorationSet.create(
          state.doc,
          kept.notes.flatMap((note) => [
            Decoration.inline(note.from, note.to, { class: note.id === kept.lit ? 'commented lit' : 'commented' }),
            Decoration.widget(note.to, badge(note, note.id === kept.lit), {
              side: 1,
              key: `comment-${note.id}-${note.number}-${note.id === kept.lit}`,
              ignoreSelection: true,
            }),
          ]),
        );
      },
    },
  });
}
