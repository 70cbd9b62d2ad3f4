/** A sheet for tests: opened with blocks, written on by keys, read as the core reads it. */
import { expect } from 'vitest';

import type { Paper, PaperContent, PaperLines } from '../../../ipc/bindings';
import { SheetEditor, type Glance, type SheetOptions } from './editor';

export const para = (text: string): PaperContent => ({
  kind: 'paragraph',
  words: text ? [{ what: { is: 'text', text }, marks: [] }] : [],
});

export type Listening = Pick<
  SheetOptions,
  'onwrite' | 'onfield' | 'onfiles' | 'onpasted' | 'onmissing' | 'onhint' | 'shared'
>;

/** A sheet that knows where the cells of its tables are. */
class TriedSheet extends SheetEditor {
  /** Where the words of a cell of the `index`th block begin. */
  cellStart(index: number, row: number, column: number): number {
    let found = -1;
    let [table, line, cell] = [-1, -1, -1];
    this.editor.state.doc.descendants((node, at, parent) => {
      if (parent === this.editor.state.doc && 'bid' in node.attrs) table += 1;
      if (node.type.name === 'table') line = -1;
      if (node.type.name === 'tableRow') [line, cell] = [line + 1, -1];
      if (node.type.name === 'tableCell') {
        cell += 1;
        if (table === index && line === row && cell === column) found = at + 1;
      }
    });
    expect(found, `a cell at ${row}, ${column}`).toBeGreaterThan(0);
    return found;
  }
}

let open: TriedSheet | undefined;
export let glance: Glance | undefined;

const NO_LINES: PaperLines = { headline: [], subhead: [], dateline: [] };

export function paperOf(contents: PaperContent[], lines = NO_LINES): Paper {
  return {
    text: '',
    base: '',
    head: '',
    front: {
      headline: null,
      subject: null,
      preheader: null,
      subhead: null,
      dateline: null,
      embargo: null,
      language: null,
      kind: null,
      announcement: null,
    },
    lines,
    lead: '',
    blocks: contents.map((content, at) => ({ id: at + 1, part: '', from: 0, to: 0, before: '', source: '', content })),
    tail: '',
    findings: [],
  };
}

export function openSheet(contents: PaperContent[], listening: Partial<Listening> = {}, lines = NO_LINES): void {
  const element = document.createElement('div');
  document.body.append(element);
  open = new TriedSheet({
    element,
    paper: paperOf(contents, lines),
    label: 'The text',
    part: (name) => name,
    hint: (place) => place,
    inside: () => 'inside',
    raw: (what) => what,
    noAlt: () => 'say it',
    assetOf: () => undefined,
    direction: () => 'ltr',
    onglance: (next) => (glance = next),
    onwrite: () => undefined,
    onfield: () => undefined,
    onlink: () => undefined,
    oncomment: () => undefined,
    commentNamed: String,
    onpicture: () => undefined,
    onfiles: () => undefined,
    onpasted: (pictures) => Promise.resolve(pictures.map(() => undefined)),
    onmissing: () => undefined,
    onhint: () => undefined,
    ...listening,
  });
}

export function sheet(): TriedSheet {
  if (!open) throw new Error('no sheet is open');
  return open;
}

export function closeSheet(): void {
  open?.destroy();
  open = undefined;
  document.body.replaceChildren();
}

export const said = () =>
  sheet()
    .read()
    .blocks.map((block) => block.content);
export const ids = () =>
  sheet()
    .read()
    .blocks.map((block) => block.id);

/** Puts the caret before words that stand on the sheet, or `offset` letters on. */
export function caret(text: string, offset = 0): void {
  let at = -1;
  sheet().editor.state.doc.descendants((node, pos) => {
    if (at < 0 && node.isText && node.text?.includes(text)) at = pos + node.text.indexOf(text) + offset;
  });
  expect(at, `“${text}” stands on the sheet`).toBeGreaterThan(0);
  sheet().editor.commands.setTextSelection(at);
}

export function press(key: string, more: Partial<KeyboardEventInit> = {}): void {
  const init = { key, bubbles: true, cancelable: true, ...more };
  sheet().editor.view.dom.dispatchEvent(new KeyboardEvent('keydown', init));
}
