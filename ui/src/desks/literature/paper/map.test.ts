import { Editor } from '@tiptap/core';
import { afterEach, describe, expect, test } from 'vitest';

import type { Paper, PaperContent, Run } from '../../../ipc/bindings';
import { contentOf, linesOf, toSheet } from './map';
import { partsOf } from './parts';
import { Image, PARTS_OF_A_SHEET } from './schema';

const said = (text: string, ...marks: Run['marks']): Run => ({ what: { is: 'text', text }, marks });
const para = (...words: Run[]): PaperContent => ({ kind: 'paragraph', words });
const field: Run = {
  what: { is: 'field', field: { name: 'first_name', fallback: 'editor' } },
  marks: [{ mark: 'strong' }],
};

const contents: PaperContent[] = [
  para(),
  para(
    said('plain '),
    said('strong', { mark: 'strong' }),
    said(' both', { mark: 'strong' }, { mark: 'emphasis' }),
    field,
  ),
  para(
    said('linked', { mark: 'emphasis' }, { mark: 'link', url: 'https://example.org', title: 'In “full”' }),
    said('code', { mark: 'code' }),
  ),
  para(said('a'), { what: { is: 'break' }, marks: [] }, said('b'), { what: { is: 'note', label: '1' }, marks: [] }),
  para({
    what: { is: 'image', src: 'lens.jpg', alt: 'The lens', title: 'Photo' },
    marks: [{ mark: 'link', url: 'tel:+44163296', title: null }],
  }),
  para({ what: { is: 'raw', text: '<b>' }, marks: [] }, said('gone', { mark: 'strike' })),
  { kind: 'heading', level: 3, id: 'about', class: 'boilerplate', words: [said('About us')] },
  { kind: 'quote', blocks: [para(said('said')), para(said('and said'))], speaker: [said('Ines')] },
  { kind: 'quote', blocks: [], speaker: [said('Ines')] },
  {
    kind: 'list',
    start: null,
    items: [[], [para(said('one'))], [para(said('two')), { kind: 'list', start: 3, items: [[para(said('deep'))]] }]],
  },
  { kind: 'list', start: 7, items: [[{ kind: 'list', start: null, items: [[para(said('at once'))]] }]] },
  { kind: 'rule' },
  {
    kind: 'table',
    align: [null, 'center', 'right'],
    head: [[said('Day')], [], [said('Visitors', { mark: 'strong' })]],
    rows: [
      [[field], [], [said('1,200')]],
      [[], [], []],
    ],
  },
  { kind: 'raw', what: 'code', text: '```\ncode\n```' },
  para(said('العربية '), said('日本語', { mark: 'strong' })),
];

const lines: Paper['lines'] = {
  headline: [said('x'.repeat(300))],
  subhead: [{ ...field, marks: [] }, said(' reads')],
  dateline: [],
};

let editor: Editor | undefined;
afterEach(() => editor?.destroy());
function open(blocks: PaperContent[]) {
  editor = new Editor({
    element: document.createElement('div'),
    extensions: [...PARTS_OF_A_SHEET, Image],
    content: toSheet({ lines, blocks: blocks.map((content, at) => ({ id: at + 1, content })) }),
    injectCSS: false,
  });
  return editor;
}

describe('a document on the sheet', () => {
  test('says what the core said, and is allowed by the schema', () => {
    const { doc } = open(contents).state;
    doc.check();
    const back: PaperContent[] = [];
    const ids: number[] = [];
    doc.forEach((node) => {
      if (!('bid' in node.attrs)) return;
      back.push(contentOf(node));
      ids.push(node.attrs['bid'] as number);
    });
    expect(back).toEqual(contents);
    expect(ids).toEqual(contents.map((_, at) => at + 1));
    expect(linesOf(doc)).toEqual(lines);
  });

  test('without a block has one empty paragraph to write in', () => {
    const { doc } = open([]).state;
    expect(doc.childCount).toBe(4);
    expect(doc.lastChild?.type.name).toBe('paragraph');
  });

  test('keeps its structure through the clipboard', () => {
    const { state, view } = open(contents);
    const { dom } = view.serializeForClipboard(state.doc.slice(0, state.doc.content.size));
    const html = new XMLSerializer().serializeToString(dom);
    for (const kept of [
      'data-field="first_name"',
      'data-fallback="editor"',
      'data-picture="lens.jpg"',
      '<footer',
      'data-raw="code"',
      'data-side="right"',
      'data-title="Photo"',
    ]) {
      expect(html).toContain(kept);
    }
  });

  test('names its parts as the core does', () => {
    const parts = partsOf(
      open([
        para(said('lead')),
        para(said('body')),
        { kind: 'quote', blocks: [para(said('q'))], speaker: [] },
        { kind: 'quote', blocks: [para(said('q2'))], speaker: [] },
        { kind: 'heading', level: 2, id: null, class: null, words: [said('More')] },
        para(said('body again')),
        { kind: 'heading', level: 2, id: null, class: 'notes', words: [said('Notes')] },
        para(said('note')),
        { kind: 'quote', blocks: [para(said('in notes'))], speaker: [] },
        { kind: 'heading', level: 3, id: null, class: null, words: [said('below')] },
        { kind: 'heading', level: 2, id: null, class: 'contact', words: [said('Contact')] },
        { kind: 'heading', level: 2, id: null, class: null, words: [said('Other')] },
      ]).state.doc,
    );
    expect(parts.map((part) => part.name)).toEqual([
      'headline',
      'subhead',
      'dateline',
      'lead',
      'body',
      'quote',
      'quote',
      'body',
      'notes',
      'contact',
      'body',
    ]);
  });
});
