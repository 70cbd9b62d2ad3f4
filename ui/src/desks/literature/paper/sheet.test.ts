import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

import type { PaperContent } from '../../../ipc/bindings';
import { address } from './address';
import { caret, closeSheet, glance, ids, openSheet, paperOf, para, press, said, sheet } from './testing';

const onwrite = vi.fn();
const onfield = vi.fn();
const open = (...contents: PaperContent[]) => openSheet(contents, { onwrite, onfield });
beforeEach(() => {
  vi.clearAllMocks();
});
afterEach(closeSheet);

const words = () => said().map((content) => JSON.stringify(content).match(/"text":"([^"]*)"/)?.[1] ?? content.kind);

describe('blocks', () => {
  test('the second half of a block that is split gets a number of its own', () => {
    open(para('one two'), para('three'));
    caret('two');
    press('Enter');
    expect(words()).toEqual(['one ', 'two', 'three']);
    expect(ids()).toEqual([1, 3, 2]);
    expect(onwrite).toHaveBeenCalled();
  });

  test('Alt and an arrow move a block, never over the lines above the text', () => {
    open(para('one'), para('two'), para('three'));
    caret('two');
    press('ArrowUp', { altKey: true });
    expect(words()).toEqual(['two', 'one', 'three']);
    expect(ids()).toEqual([2, 1, 3]);
    press('ArrowUp', { altKey: true });
    expect(words()).toEqual(['two', 'one', 'three']);
  });

  test('a quote asks for its speaker and gives its words back', () => {
    open(para('one'), para('two'));
    caret('one');
    sheet().acts.quote();
    expect(said()[0]).toEqual({ kind: 'quote', blocks: [para('one')], speaker: [] });
    expect(glance?.kind).toBe('quote');
    caret('one', 3);
    press('Enter');
    press('Enter');
    sheet().type('Ines Calder');
    expect(said()[0]).toEqual({
      kind: 'quote',
      blocks: [para('one')],
      speaker: [{ what: { is: 'text', text: 'Ines Calder' }, marks: [] }],
    });
    press('Enter');
    sheet().type('after');
    expect(words()).toEqual(['one', 'after', 'two']);
    caret('one');
    sheet().acts.quote();
    expect(words()).toEqual(['one', '— Ines Calder', 'after', 'two']);
  });

  test('what is put at a kept place stands behind the words it was kept at, whatever is written before them meanwhile', () => {
    open(para('one'), para('عدسة two'), para('three'));
    caret('عدسة two');
    sheet().keepPlace();
    caret('one');
    sheet().type('A long way before it. '.repeat(20));
    press('Enter');
    caret('three', 5);
    sheet().type(' at the end');
    sheet().toKeptPlace();
    sheet().putBlocks([para('put')]);
    expect(words().slice(-4)).toEqual(['one', 'عدسة two', 'put', 'three at the end']);
    // Its words go: what is put comes where they stood.
    caret('put');
    sheet().keepPlace();
    caret('put', 3);
    for (let letters = 0; letters < 4; letters += 1) press('Backspace');
    sheet().toKeptPlace();
    sheet().putBlocks([para('again')]);
    expect(words().at(-1)).toBe('three at the end');
    expect(words()).toContain('again');
  });

  test('a kept place stays within a text that came from outside', () => {
    open(para('one'), para('two'));
    caret('two', 3);
    sheet().keepPlace();
    sheet().replace(paperOf([para('x')]), () => undefined);
    sheet().toKeptPlace();
    sheet().putBlocks([para('put')]);
    expect(words()).toEqual(['x', 'put']);
  });

  test('what is said of a block is shown at it, until the caret moves on', () => {
    open(para('one'), para('two'), para('three'));
    expect(sheet().acts.point({ block: 2 })).toBe(true);
    const marked = () => [...document.querySelectorAll('.pointed')].map((block) => block.textContent);
    expect(marked()).toEqual(['two']);
    expect(sheet().editor.state.selection.$from.parent.textContent).toBe('two');
    caret('three');
    expect(marked()).toEqual([]);
    expect(sheet().acts.point({ field: 'subhead' })).toBe(true);
    expect(marked()).toEqual(['']);
    sheet().type('A line');
    expect([marked(), sheet().acts.point({ block: 9 }), sheet().acts.point({ field: 'embargo' })]).toEqual([
      [],
      false,
      false,
    ]);
  });

  test('headings, lists and paragraphs turn into one another with their words', () => {
    open(para('one'), para('two'));
    caret('one');
    sheet().acts.heading(2);
    expect(said()[0]?.kind).toBe('heading');
    sheet().acts.list();
    expect(said()[0]).toEqual({ kind: 'list', start: null, items: [[para('one')]] });
    sheet().acts.numbers();
    expect(said()[0]).toEqual({ kind: 'list', start: 1, items: [[para('one')]] });
    sheet().acts.paragraph();
    expect(said()[0]).toEqual(para('one'));
  });

  test('a part goes where it belongs, and is found if it is there', () => {
    open(para('lead'), { kind: 'heading', level: 2, id: null, class: 'contact', words: [] }, para('Ines'));
    caret('lead');
    sheet().acts.part('notes', 'Notes to editors');
    expect(glance?.parts).toEqual(['headline', 'subhead', 'dateline', 'lead', 'notes', 'contact']);
    expect(glance?.here).toBe(4);
    sheet().acts.part('contact', 'Press contact');
    expect(glance?.parts.filter((name) => name === 'contact')).toHaveLength(1);
    expect(glance?.here).toBe(5);
  });

  test('what was undone says what it said before', () => {
    open(para('one'));
    const before = JSON.stringify(said());
    caret('one', 3);
    sheet().type(' more');
    expect(JSON.stringify(said())).not.toBe(before);
    sheet().acts.undo();
    expect(JSON.stringify(said())).toBe(before);
  });
});

describe('the lines over the text', () => {
  test('Enter goes on to the next, and Backspace never joins a paragraph to them', () => {
    open(para('lead'));
    sheet().editor.commands.setTextSelection(1);
    sheet().type('Headline');
    press('Enter');
    press('Enter');
    press('Enter');
    press('Backspace');
    expect(words()).toEqual(['lead']);
    expect(sheet().headline()).toBe('Headline');
    expect(sheet().editor.state.doc.childCount).toBe(4);
  });

  test('everything can be deleted at once, and the sheet is whole', () => {
    open(para('one'), { kind: 'quote', blocks: [para('q')], speaker: [] }, { kind: 'raw', what: 'code', text: 'x' });
    press('a', { ctrlKey: true });
    press('Backspace');
    sheet().editor.state.doc.check();
    expect(sheet().editor.state.doc.child(0).type.name).toBe('headline');
  });
});

describe('merge fields, links and pictures', () => {
  test('two braces ask which field is meant', () => {
    open(para('Dear '));
    caret('Dear', 5);
    sheet().type('{');
    const { view } = sheet().editor;
    const { from } = view.state.selection;
    const handled = view.someProp('handleTextInput', (act) => act(view, from, from, '{', () => view.state.tr));
    expect(handled).toBe(true);
    expect(onfield).toHaveBeenCalledWith(undefined);
    sheet().putField('first_name', 'editor');
    expect(said()[0]).toEqual({
      kind: 'paragraph',
      words: [
        { what: { is: 'text', text: 'Dear ' }, marks: [] },
        { what: { is: 'field', field: { name: 'first_name', fallback: 'editor' } }, marks: [] },
      ],
    });
  });

  test('a link may lead to the web, a mailbox or a telephone, and nowhere else', () => {
    expect(address('example.org/a')).toBe('https://example.org/a');
    expect(address('press@example.org')).toBe('mailto:press@example.org');
    expect(address('01632 960 214')).toBe('tel:01632960214');
    expect(address('https://example.org/?for={{ outlet | "press" }}')).toContain('{{ outlet');
    for (const bad of ['javascript:alert(1)', 'data:text/html,x', 'file:///etc/passwd', 'words', '', ' JaVaScript:x']) {
      expect(address(bad), bad).toBeUndefined();
    }
  });

  test('a picture put down in the headline goes into the text', () => {
    open(para('lead'));
    sheet().editor.commands.setTextSelection(1);
    const at = sheet().putPicture('lens.jpg', '');
    expect(at).toBeGreaterThan(0);
    sheet().describe(at, 'The lens', null);
    expect(JSON.stringify(said())).toContain('{"is":"image","src":"lens.jpg","alt":"The lens","title":null}');
    sheet().editor.state.doc.check();
  });
});
