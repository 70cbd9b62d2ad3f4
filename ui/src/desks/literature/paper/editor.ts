/** A sheet in the page: the editor with our schema, its keys, its margin and its pasting. Loaded when it is needed. */
import { Editor, Extension } from '@tiptap/core';
import { dropCursor } from '@tiptap/pm/dropcursor';
import { gapCursor } from '@tiptap/pm/gapcursor';
import { closeHistory, history, redoDepth, undo, undoDepth } from '@tiptap/pm/history';
import { keymap } from '@tiptap/pm/keymap';
import { Slice, type Node } from '@tiptap/pm/model';
import { TextSelection, type Command, type Transaction } from '@tiptap/pm/state';

import type { Comment, CommentPlace, Fix, Paper, PaperContent } from '../../../ipc/bindings';
import type { Searched } from './find';
import {
  addPart,
  blockAt,
  goTo,
  goToBlock,
  inline,
  inLines,
  kindAt,
  link,
  linkAt,
  mark,
  moveBlock,
  toHeading,
  toList,
  toParagraph,
  toQuote,
  type,
} from './acts';
import { chosen, commenting, noted, withComments } from './comments';
import * as find from './finding';
import { focus, focusing } from './focus';
import { habits } from './habits';
import { fixed, hinting, shown, withHints, type SheetHint } from './hints';
import { sheetKeys } from './keys';
import { block, contentOf, linesOf, toSheet, type Sheet } from './map';
import { margin, numbers, partsHere, REDRAW, type Heading, type MarginWords } from './margin';
import { FROM_OUTSIDE, keeping, keepPlace, toKeptPlace } from './kept';
import { point, pointing, type Pointed } from './pointed';
import type { PartName, Section } from './parts';
import { picturesOf, tidied, written, type Pasted } from './paste';
import { withFields } from './pastedFields';
import { Image, PARTS_OF_A_SHEET } from './schema';
import { addNote, toNote } from './notes';
import { putShared, refreshShared, Shared, type SharedOptions } from './shared';
import * as tables from './table';

/** What the page shows about the sheet: it changes with every key. */
export interface Glance {
  parts: PartName[];
  here: number;
  kind: ReturnType<typeof kindAt>;
  strong: boolean;
  emphasis: boolean;
  linked: boolean;
  undo: boolean;
  redo: boolean;
  empty: boolean;
  /** The caret is among the names of a table's columns. */
  head: boolean;
  /** How many matches of the words that are looked for there are, and which of them is looked at, from 0. */
  matches: number;
  match: number;
  /** What is chosen, by its places; empty: nothing. */
  chosen: string;
  /** The headings of the text. */
  outline: Heading[];
}

export interface SheetOptions extends MarginWords {
  element: HTMLElement;
  paper: Paper;
  label: string;
  noAlt: () => string;
  assetOf: (name: string) => number | undefined;
  onglance: (glance: Glance) => void;
  /** Something was written. */
  onwrite: (headline: string) => void;
  onfield: (at: number | undefined) => void;
  onlink: () => void;
  /** The number of a comment was pressed. */
  oncomment: (id: number) => void;
  /** What the number of a comment is called. */
  commentNamed: (number: number) => string;
  onpicture: (at: number) => void;
  /** How reusable blocks are told, and what is done with them. */
  shared?: SharedOptions;
  onfiles: (files: File[]) => void;
  /** Pictures came with pasted words: their names in the document, once it has them; none for one that it refused. */
  onpasted: (pictures: Pasted[]) => Promise<(string | undefined)[]>;
  /** Words were pressed that a hint is about. */
  onhint: (key: string) => void;
  /** Pictures of what was pasted could not be had. */
  onmissing: (count: number) => void;
}

export class SheetEditor {
  readonly editor: Editor;
  #options: SheetOptions;
  #last: Glance | undefined;

  constructor(options: SheetOptions) {
    this.#options = options;
    const highest = () => Math.max(1, ...options.paper.blocks.map((block) => block.id)) + 1;
    const plugins = Extension.create({
      name: 'sheet',
      addProseMirrorPlugins: () => [
        keymap(sheetKeys(() => options.onlink())),
        history({ newGroupDelay: 600 }),
        tables.evenTables(),
        numbers(highest),
        margin(options),
        pointing(),
        keeping(),
        commenting(options.oncomment, options.commentNamed),
        find.finding(),
        focus(),
        hinting((key) => options.onhint(key)),
        gapCursor(),
        dropCursor({ class: 'drop-line' }),
      ],
    });
    this.editor = new Editor({
      element: options.element,
      extensions: [
        ...PARTS_OF_A_SHEET,
        options.shared ? Shared.configure(options.shared) : Shared,
        Image.configure({ assetOf: options.assetOf, noAlt: options.noAlt }),
        habits,
        plugins,
      ],
      content: toSheet(options.paper),
      injectCSS: false,
      enableCoreExtensions: { keymap: false, textDirection: false },
      enablePasteRules: false,
      editorProps: {
        attributes: { role: 'textbox', 'aria-multiline': 'true', 'aria-label': options.label, spellcheck: 'true' },
        handleTextInput: (_view, from, _to, text) => this.#braces(from, text),
        transformPastedHTML: tidied,
        transformPasted: (slice) => withFields(slice, this.editor.schema),
        handlePaste: (_view, event, slice) => this.#pasted(event, slice),
        handleDrop: (_view, event) => {
          const files = [...(event.dataTransfer?.files ?? [])];
          if (files.length === 0) return false;
          event.preventDefault();
          options.onfiles(files);
          return true;
        },
        handleClickOn: (_view, _pos, node, at) => {
          if (node.type.name === 'field') options.onfield(at);
          else if (node.type.name === 'image') options.onpicture(at);
          else if (node.type.name === 'noteRef') return this.run(toNote(String(node.attrs['label'])));
          else return false;
          return true;
        },
        handleKeyDown: (_view, event) => {
          const { selection } = this.editor.state;
          const node = 'node' in selection ? (selection.node as Node) : undefined;
          if (event.key !== 'Enter' || event.isComposing || !node) return false;
          if (node.type.name === 'field') options.onfield(selection.from);
          else if (node.type.name === 'image') options.onpicture(selection.from);
          else if (node.type.name === 'noteRef') return this.run(toNote(String(node.attrs['label'])));
          else return false;
          return true;
        },
        handleDOMEvents: {
          click: (_view, event) => {
            // A link in a text is edited, not followed.
            if ((event.target as HTMLElement | null)?.closest('a')) event.preventDefault();
            return false;
          },
        },
      },
      onTransaction: ({ transaction }) => {
        this.#glanced();
        if (transaction.docChanged && !transaction.getMeta(FROM_OUTSIDE)) options.onwrite(this.headline());
      },
    });
    this.#glanced();
  }

  /** Tells the page what it shows of the sheet, where that is another now: most letters change nothing of it. */
  #glanced(): void {
    const next = this.glance();
    const last = this.#last;
    const same = last && (Object.keys(next) as (keyof Glance)[]).every((key) => next[key] === last[key]);
    if (same) return;
    this.#last = next;
    this.#options.onglance(next);
  }

  /** What the sheet says now. */
  read(): Sheet {
    const { doc } = this.editor.state;
    const blocks: Sheet['blocks'] = [];
    doc.forEach((node) => {
      if ('bid' in node.attrs) blocks.push({ id: Number(node.attrs['bid'] ?? 0), content: contentOf(node) });
    });
    return { lines: linesOf(doc), blocks };
  }

  headline(): string {
    const line = this.editor.state.doc.firstChild;
    let words = '';
    line?.forEach((node) => (words += node.isText ? (node.text ?? '') : String(node.attrs['fallback'] ?? '')));
    return words;
  }

  glance(): Glance {
    const { state } = this.editor;
    const { names, here, outline } = partsHere(state);
    const linkMark = state.schema.marks['link'];
    return {
      parts: names,
      here,
      kind: kindAt(state),
      strong: this.editor.isActive('strong'),
      emphasis: this.editor.isActive('emphasis'),
      linked: linkMark !== undefined && this.editor.isActive('link'),
      undo: undoDepth(state) > 0,
      redo: redoDepth(state) > 0,
      empty: this.headline() === '',
      head: state.selection.$from.parent.attrs['head'] === true,
      outline,
      matches: find.found(state).all.length,
      match: find.found(state).now,
      chosen: state.selection.empty ? '' : `${state.selection.from}-${state.selection.to}`,
    };
  }

  /**
   * Puts the text that the file has now in place of this one; undo brings this one back. A word that is being composed
   * is ended first: `done` is called once the text stands.
   */
  replace(paper: Paper, done: () => void): void {
    if (this.editor.view.composing) {
      const { dom } = this.editor.view;
      dom.addEventListener('compositionend', () => setTimeout(() => this.replace(paper, done), 60), { once: true });
      return;
    }
    const doc = this.editor.schema.nodeFromJSON(toSheet(paper));
    const { state } = this.editor;
    const at = state.selection.from;
    const tr = state.tr.replaceWith(0, state.doc.content.size, doc.content).setMeta(FROM_OUTSIDE, true);
    tr.setSelection(TextSelection.near(tr.doc.resolve(Math.min(at, tr.doc.content.size))));
    this.editor.view.dispatch(tr);
    done();
  }

  /** Keeps the place of the caret for what is put there later; it goes with the words around it. */
  keepPlace(): void {
    this.editor.view.dispatch(keepPlace(this.editor.state));
  }

  /** Puts the caret back at the place that was kept. */
  toKeptPlace(): void {
    this.editor.view.dispatch(toKeptPlace(this.editor.state));
  }

  /** Marks these comments; one of them is looked at. */
  mark(comments: readonly Comment[], lit?: number): void {
    const { view } = this.editor;
    view.dispatch(withComments(view.state, comments, lit));
  }

  /** The words that a comment would be about. */
  words(): { place: CommentPlace; quote: string } | undefined {
    return chosen(this.editor.state);
  }

  /** Puts the caret on the words of a comment. */
  show(id: number): void {
    const { view } = this.editor;
    const note = noted(view.state, id);
    if (!note) return;
    view.dispatch(
      view.state.tr.setSelection(TextSelection.create(view.state.doc, note.from, note.to)).scrollIntoView(),
    );
  }

  /** Puts other words in the place of a comment's, as one step of undo; false where its words are gone. */
  take(id: number, words: string): boolean {
    const { view } = this.editor;
    const note = noted(view.state, id);
    if (!note) return false;
    const { tr } = view.state;
    view.dispatch(closeHistory(words ? tr.insertText(words, note.from, note.to) : tr.delete(note.from, note.to)));
    return true;
  }

  /** Draws the sheet anew: its language is another now. */
  turned(): void {
    const { view } = this.editor;
    view.dispatch(view.state.tr.setMeta(REDRAW, true));
  }

  /** Does one act, which undo takes back alone, and gives the caret back to the words. */
  run(command: Command): boolean {
    const { view } = this.editor;
    const done = command(view.state, (tr) => view.dispatch(closeHistory(tr)), view);
    view.focus();
    return done;
  }

  readonly acts = {
    paragraph: () => this.run(toParagraph),
    heading: (level: number) => this.run(toHeading(level)),
    quote: () => this.run(toQuote),
    list: () => this.run(toList('bulletList')),
    numbers: () => this.run(toList('orderedList')),
    strong: () => this.run(mark('strong')),
    emphasis: () => this.run(mark('emphasis')),
    undo: () => this.run(undo),
    table: () => this.run(tables.addTable),
    row: (below: 0 | 1) => this.run(tables.addRow(below)),
    column: (after: 0 | 1) => this.run(tables.addColumn(after)),
    removeRow: () => this.run(tables.removeRow),
    removeColumn: () => this.run(tables.removeColumn),
    removeTable: () => this.run(tables.removeTable),
    side: (side: tables.Side) => this.run(tables.setSide(side)),
    move: (step: 1 | -1) => this.run(moveBlock(step)),
    part: (name: 'quote' | Section, title: string) => this.run(addPart(name, title)),
    goTo: (at: number) => this.run(goTo(at)),
    point: (at: Pointed) => this.run(point(at)),
    note: () => this.run(addNote),
    /** Puts a reusable block behind the block with the caret. */
    block: (name: string) => {
      const { state } = this.editor;
      const { from, node } = blockAt(state);
      const lines = [0, 1, 2].reduce((sum, index) => sum + state.doc.child(index).nodeSize, 0);
      return this.run(putShared(name, inLines(state) ? lines : from + node.nodeSize));
    },
    toBlock: (index: number) => this.run(goToBlock(index)),
  };

  /** What the find bar asks. */
  readonly searched: Searched = {
    look: (wanted) => this.#dispatch(find.look(this.editor.state, wanted)),
    go: (by) => this.#dispatch(find.go(this.editor.state, by)),
    replace: (words) => {
      const tr = find.replaceOne(this.editor.state, words);
      if (!tr) return;
      this.#dispatch(closeHistory(tr));
      const { all, now } = find.found(this.editor.state);
      // The next match is looked at, and shown.
      if (all[now]) this.#dispatch(find.show(this.editor.state.tr, all, now));
    },
    replaceAll: (words) => {
      const count = find.found(this.editor.state).all.length;
      const tr = find.replaceAll(this.editor.state, words);
      if (tr) this.#dispatch(closeHistory(tr));
      return tr ? count : 0;
    },
  };

  #dispatch(tr: Transaction | undefined): void {
    if (tr && !this.editor.isDestroyed) this.editor.view.dispatch(tr);
  }

  /** Turns the focus on the block that is being written on or off. */
  focusing(on: boolean): void {
    this.#dispatch(focusing(this.editor.state.tr, on));
  }

  /** The words that are chosen, if they stand in one line. */
  chosenWords(): string {
    const { state } = this.editor;
    const { $from, $to, from, to } = state.selection;
    return $from.sameParent($to) ? state.doc.textBetween(from, to) : '';
  }

  /** All words that are chosen. */
  chosenText(): string {
    const { state } = this.editor;
    return state.doc.textBetween(state.selection.from, state.selection.to, '\n', ' ');
  }

  /** Draws the hints of proofing; `now` is the one that is looked at. */
  hint(hints: readonly SheetHint[], now: string | undefined): void {
    const { view } = this.editor;
    // A word that is being composed is not drawn anew under the writer's hands.
    if (view.composing) return;
    view.dispatch(withHints(view.state.tr, hints, now));
  }

  /** Shows the words of a hint, without taking the focus. */
  showHint(hint: SheetHint): void {
    const { view } = this.editor;
    const tr = shown(view.state, hint);
    if (tr) view.dispatch(tr);
  }

  /** Takes a fix; undo takes it back alone. Says whether the words were still there. */
  fix(key: string, fix: Fix): boolean {
    const { view } = this.editor;
    const tr = fixed(view.state, key, fix);
    if (!tr) return false;
    view.dispatch(closeHistory(tr));
    return true;
  }

  /** Takes the last edit back, whoever has the focus. */
  undoQuietly(): boolean {
    const { view } = this.editor;
    return undo(view.state, view.dispatch);
  }

  /** Where a place of the text is in the window. */
  rect(at = this.editor.state.selection.from): { left: number; top: number; bottom: number } {
    return this.editor.view.coordsAtPos(Math.min(at, this.editor.state.doc.content.size));
  }

  node(at: number): Node | null {
    return this.editor.state.doc.nodeAt(at);
  }

  /** Puts a merge field at the caret, or in place of the one at `at`. */
  putField(name: string, fallback: string | null, at?: number): void {
    const { state, view } = this.editor;
    const node = type(state.schema, 'field').create({ name, fallback });
    const there = at === undefined ? null : state.doc.nodeAt(at);
    view.dispatch(
      at !== undefined && there ? state.tr.replaceWith(at, at + there.nodeSize, node) : inline(state, node),
    );
    view.focus();
  }

  /** Puts a picture at the caret; says where. In the lines it goes before the first block. */
  putPicture(src: string, alt: string, title: string | null = null): number {
    const { state, view } = this.editor;
    const node = type(state.schema, 'image').create({ src, alt, title });
    let tr;
    const { type: here } = state.selection.$from.parent;
    // Beside whoever said a quote no picture is meant, though one that a text brings may stand there.
    if (inLines(state) || here.name === 'speaker' || !here.contentMatch.matchType(node.type)) {
      const { from, node: block } = blockAt(state);
      const lines = [0, 1, 2].reduce((sum, index) => sum + state.doc.child(index).nodeSize, 0);
      tr = state.tr.insert(Math.max(lines, from + block.nodeSize), type(state.schema, 'paragraph').create(null, node));
    } else {
      tr = inline(state, node);
    }
    view.dispatch(tr);
    let found = -1;
    this.editor.state.doc.descendants((one, at) => {
      if (one.type.name === 'image' && one.attrs['src'] === src) found = at;
    });
    return found;
  }

  /** Puts blocks behind the one with the caret, or in its place where nothing stands in it; before the first one if the caret is in the lines. */
  putBlocks(contents: readonly PaperContent[]): void {
    const { state } = this.editor;
    const { from, node } = blockAt(state);
    const lines = [0, 1, 2].reduce((sum, index) => sum + state.doc.child(index).nodeSize, 0);
    const nodes = contents.map((content) => state.schema.nodeFromJSON(block(content)));
    const isEmpty = node.type.name === 'paragraph' && node.content.size === 0;
    const [begin, end] = inLines(state)
      ? [lines, lines]
      : [isEmpty ? from : from + node.nodeSize, from + node.nodeSize];
    this.#dispatch(closeHistory(state.tr.replaceWith(begin, end, nodes)));
  }

  /** The first of these pictures on the sheet of which nobody said what is to be seen on it. */
  unsaid(names: (string | undefined)[]): number {
    let found = -1;
    this.editor.state.doc.descendants((node, at) => {
      const one = node.type.name === 'image' && !node.attrs['alt'] && names.includes(String(node.attrs['src']));
      if (one && found < 0) found = at;
    });
    return found;
  }

  describe(at: number, alt: string, title: string | null): void {
    const { state, view } = this.editor;
    if (state.doc.nodeAt(at)?.type.name === 'image') {
      view.dispatch(state.tr.setNodeAttribute(at, 'alt', alt).setNodeAttribute(at, 'title', title));
    }
    view.focus();
  }

  remove(at: number): void {
    const { state, view } = this.editor;
    const node = state.doc.nodeAt(at);
    if (node) view.dispatch(state.tr.delete(at, at + node.nodeSize));
    view.focus();
  }

  linkHere(): { from: number; to: number; url: string; title: string | null } {
    return linkAt(this.editor.state);
  }

  putLink(from: number, to: number, url: string, title: string | null): void {
    const { state, view } = this.editor;
    view.dispatch(link(state, from, to, url, title));
    view.focus();
  }

  /** Types words at the caret. */
  type(words: string): void {
    const { state, view } = this.editor;
    view.dispatch(state.tr.insertText(words));
    view.focus();
  }

  /** Draws the pictures again: the document's files are others now. */
  redraw(): void {
    const { view } = this.editor;
    for (const image of view.dom.querySelectorAll<HTMLImageElement>('img[data-picture]')) {
      const asset = this.#options.assetOf(image.dataset['picture'] ?? '');
      if (!asset || image.src) continue;
      view.dispatch(view.state.tr.setMeta(REDRAW, true));
    }
  }

  /** Asks every reusable block anew what it says. */
  refresh(): void {
    refreshShared(this.editor.view.dom);
  }

  destroy(): void {
    this.editor.destroy();
  }

  /** The second of two braces asks which field is meant. */
  #braces(from: number, text: string): boolean {
    const { state, view } = this.editor;
    if (text !== '{' || view.composing || state.selection.$from.parent.type.name === 'raw') return false;
    if (state.doc.textBetween(Math.max(0, from - 1), from) !== '{') return false;
    view.dispatch(state.tr.delete(from - 1, from));
    this.#options.onfield(undefined);
    return true;
  }

  #pasted(event: ClipboardEvent, slice: Slice): boolean {
    const { state, view } = this.editor;
    if (this.#pictures(event)) return true;
    const cell = tables.pasteIntoCell(state, slice);
    if (cell) {
      view.dispatch(cell);
      return true;
    }
    const { $from, $to } = state.selection;
    const single =
      ['headline', 'subhead', 'dateline', 'speaker'].includes($from.parent.type.name) && $from.sameParent($to);
    if (!single) return false;
    const line = tables.lineOf(state.schema, slice.content, (node) => node.isText || node.type.name === 'field');
    const plain: Node[] = [];
    line.forEach((node) => plain.push($from.parent.type.name === 'speaker' ? node : node.mark([])));
    if (plain.length) view.dispatch(state.tr.replaceWith($from.pos, $to.pos, plain).scrollIntoView());
    return true;
  }

  /** What was pasted has pictures: the document takes them, then the words come with them. */
  #pictures(event: ClipboardEvent): boolean {
    const files = [...(event.clipboardData?.files ?? [])];
    const html = event.clipboardData?.getData('text/html') ?? '';
    const page = html.includes('<img') ? new DOMParser().parseFromString(html, 'text/html') : undefined;
    const worded = (page?.body.textContent ?? html).trim() !== '';
    if (files.length > 0 && !worded) {
      event.preventDefault();
      event.stopPropagation();
      this.#options.onfiles(files);
      return true;
    }
    if (!page) return false;
    const { pictures, missing } = picturesOf(page, files);
    if (missing) this.#options.onmissing(missing);
    if (pictures.length === 0) return false;
    event.preventDefault();
    void this.#options.onpasted(pictures).then((names) => {
      for (const image of page.querySelectorAll('img[data-pasted]')) {
        const name = names[Number(image.getAttribute('data-pasted'))];
        if (name === undefined) image.remove();
        else image.setAttribute('data-picture', name);
      }
      for (const left of page.querySelectorAll('img:not([data-picture])')) left.remove();
      this.editor.view.pasteHTML(written(page));
    });
    return true;
  }
}
