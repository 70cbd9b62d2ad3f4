/** Between the core's blocks and the sheet: two forms of one document, and nothing is lost on either way. */
import type { JSONContent } from '@tiptap/core';
import type { Fragment, Node } from '@tiptap/pm/model';

import type { Mark, Paper, PaperContent, PaperLines, Run, Side } from '../../../ipc/bindings';

/** What the sheet says: the lines over the text, and its blocks in order. */
export interface Sheet {
  lines: PaperLines;
  blocks: { id: number; content: PaperContent }[];
}

/** The document as the sheet takes it. */
export function toSheet(
  paper: Pick<Paper, 'lines'> & { blocks: { id: number; content: PaperContent }[] },
): JSONContent {
  const blocks = paper.blocks.map(({ id, content }) => {
    const made = block(content);
    return { ...made, attrs: { ...made.attrs, bid: id } };
  });
  return {
    type: 'doc',
    content: [
      { type: 'headline', content: words(paper.lines.headline) },
      { type: 'subhead', content: words(paper.lines.subhead) },
      { type: 'dateline', content: words(paper.lines.dateline) },
      ...(blocks.length ? blocks : [{ type: 'paragraph' }]),
    ],
  };
}

/** A block as the sheet takes it. */
export function block(content: PaperContent): JSONContent {
  switch (content.kind) {
    case 'paragraph':
      return { type: 'paragraph', content: words(content.words) };
    case 'heading':
      return {
        type: 'heading',
        attrs: { level: content.level, ident: content.id, part: content.class },
        content: words(content.words),
      };
    case 'quote':
      return {
        type: 'quote',
        content: [...inner(content.blocks), { type: 'speaker', content: words(content.speaker) }],
      };
    case 'list':
      return {
        type: content.start === null ? 'bulletList' : 'orderedList',
        ...(content.start === null ? {} : { attrs: { start: content.start } }),
        content: content.items.map((item) => ({
          type: 'listItem',
          // An item begins with a line, if an empty one.
          content: item[0]?.kind === 'paragraph' ? item.map(block) : [{ type: 'paragraph' }, ...item.map(block)],
        })),
      };
    case 'table': {
      const row = (cells: Run[][], head: boolean) => ({
        type: 'tableRow',
        content: cells.map((cell, at) => ({
          type: 'tableCell',
          attrs: { head, side: content.align[at] ?? null },
          content: words(cell),
        })),
      });
      return { type: 'table', content: [row(content.head, true), ...content.rows.map((cells) => row(cells, false))] };
    }
    case 'rule':
      return { type: 'rule' };
    case 'shared':
      return { type: 'shared', attrs: { name: content.name } };
    case 'raw':
      return {
        type: 'raw',
        attrs: { what: content.what },
        content: content.text === '' ? [] : [{ type: 'text', text: content.text }],
      };
  }
}

const inner = (blocks: PaperContent[]): JSONContent[] => (blocks.length ? blocks.map(block) : [{ type: 'paragraph' }]);

function words(runs: Run[]): JSONContent[] {
  return runs.map(({ what, marks }): JSONContent => {
    const marked = marks.map((mark) =>
      mark.mark === 'link' ? { type: 'link', attrs: { url: mark.url, title: mark.title } } : { type: mark.mark },
    );
    return { ...atom(what), ...(marked.length ? { marks: marked } : {}) };
  });
}

function atom(what: Run['what']): JSONContent {
  switch (what.is) {
    case 'text':
      return { type: 'text', text: what.text };
    case 'field':
      return { type: 'field', attrs: { ...what.field } };
    case 'image':
      return { type: 'image', attrs: { src: what.src, alt: what.alt, title: what.title } };
    case 'break':
      return { type: 'hardBreak' };
    case 'note':
      return { type: 'noteRef', attrs: { label: what.label } };
    case 'raw':
      return { type: 'rawInline', attrs: { text: what.text } };
  }
}

/** What the lines over the text say. */
export function linesOf(doc: Node): PaperLines {
  const line = (at: number) => runsOf(doc.maybeChild(at)?.content);
  return { headline: line(0), subhead: line(1), dateline: line(2) };
}

/** What blocks of the sheet say: one that was not touched is the same object, and says what it said. */
const SAID = new WeakMap<Node, PaperContent>();

/** What a block says. */
export function contentOf(node: Node): PaperContent {
  const known = SAID.get(node);
  if (known) return known;
  const content = readOf(node);
  SAID.set(node, content);
  return content;
}

function readOf(node: Node): PaperContent {
  switch (node.type.name) {
    case 'heading':
      return {
        kind: 'heading',
        level: Number(node.attrs['level']),
        id: (node.attrs['ident'] as string | null) ?? null,
        class: (node.attrs['part'] as string | null) ?? null,
        words: runsOf(node.content),
      };
    case 'quote': {
      const blocks = children(node).filter((child) => child.type.name !== 'speaker');
      return { kind: 'quote', blocks: filled(blocks), speaker: runsOf(node.lastChild?.content) };
    }
    case 'bulletList':
      return { kind: 'list', start: null, items: children(node).map((item) => filled(children(item))) };
    case 'orderedList':
      return {
        kind: 'list',
        start: Number(node.attrs['start']),
        items: children(node).map((item) => filled(children(item))),
      };
    case 'table': {
      const [head = [], ...rows] = children(node).map(children);
      return {
        kind: 'table',
        align: head.map((cell) => (cell.attrs['side'] as Side | null) ?? null),
        head: head.map((cell) => runsOf(cell.content)),
        rows: rows.map((row) => row.map((cell) => runsOf(cell.content))),
      };
    }
    case 'rule':
      return { kind: 'rule' };
    case 'shared':
      return { kind: 'shared', name: String(node.attrs['name']) };
    case 'raw':
      return { kind: 'raw', what: node.attrs['what'], text: node.textContent };
    default:
      return { kind: 'paragraph', words: runsOf(node.content) };
  }
}

function children(node: Node): Node[] {
  const all: Node[] = [];
  node.forEach((child) => all.push(child));
  return all;
}

/** An empty paragraph within a block is a place for words, not a word. */
const filled = (nodes: Node[]): PaperContent[] =>
  nodes.filter((node) => node.type.name !== 'paragraph' || node.content.size > 0).map(contentOf);

const ORDER = ['strong', 'emphasis', 'strike', 'link', 'code'];

function runsOf(content: Fragment | undefined): Run[] {
  const runs: Run[] = [];
  content?.forEach((node) => {
    const marks = [...node.marks]
      .sort((a, b) => ORDER.indexOf(a.type.name) - ORDER.indexOf(b.type.name))
      .map((mark) =>
        mark.type.name === 'link'
          ? { mark: 'link', url: String(mark.attrs['url']), title: (mark.attrs['title'] as string | null) ?? null }
          : { mark: mark.type.name },
      ) as Mark[];
    runs.push({ what: whatOf(node), marks });
  });
  return runs;
}

function whatOf(node: Node): Run['what'] {
  const { attrs } = node;
  switch (node.type.name) {
    case 'field':
      return { is: 'field', field: { name: attrs['name'], fallback: attrs['fallback'] } };
    case 'image':
      return { is: 'image', src: attrs['src'], alt: attrs['alt'], title: attrs['title'] ?? null };
    case 'hardBreak':
      return { is: 'break' };
    case 'noteRef':
      return { is: 'note', label: attrs['label'] };
    case 'rawInline':
      return { is: 'raw', text: attrs['text'] };
    default:
      return { is: 'text', text: node.text ?? '' };
  }
}
