import { afterEach, describe, expect, test } from 'vitest';

import type { PaperContent, Run } from '../../../ipc/bindings';
import { caret, closeSheet, glance, ids, openSheet, para, press, said, sheet } from './testing';

afterEach(closeSheet);

const cell = (text: string): Run[] => (text ? [{ what: { is: 'text', text }, marks: [] }] : []);
const table = (...rows: string[][]): PaperContent => ({
  kind: 'table',
  align: (rows[0] ?? []).map(() => null),
  head: (rows[0] ?? []).map(cell),
  rows: rows.slice(1).map((row) => row.map(cell)),
});
/** The cells of the first table, and a bar where the caret is. */
function rows(): string[][] {
  const found = said().find((content) => content.kind === 'table');
  if (found?.kind !== 'table') return [];
  const text = (words: Run[]) =>
    words.map((run) => (run.what.is === 'text' ? run.what.text : `<${run.what.is}>`)).join('');
  return [found.head, ...found.rows].map((row) => row.map(text));
}
const at = (row: number, column: number) => sheet().editor.commands.setTextSelection(sheet().cellStart(0, row, column));

describe('a table', () => {
  test('is put in the place of an empty block and written cell by cell', () => {
    openSheet([para(''), para('after')]);
    sheet().editor.commands.setTextSelection(sheet().editor.state.doc.content.size - 8);
    sheet().acts.table();
    expect(glance?.kind).toBe('table');
    expect(glance?.head).toBe(true);
    sheet().type('Day');
    press('Tab');
    sheet().type('Guests');
    press('Tab');
    press('Tab');
    sheet().type('Friday');
    expect(glance?.head).toBe(false);
    press('Tab', { shiftKey: true });
    press('Tab', { shiftKey: true });
    sheet().type('Visitors');
    expect(rows()).toEqual([
      ['Day', 'Visitors', ''],
      ['Friday', '', ''],
      ['', '', ''],
    ]);
    expect(new Set(ids()).size).toBe(2);
    sheet().acts.table();
    expect(said().filter((content) => content.kind === 'table')).toHaveLength(1);
  });

  test('has no head over a column that nobody named, and keeps the cell while its first letter is typed', () => {
    openSheet([table(['Day', ''], ['Friday', ''])]);
    const cells = () => [...document.querySelectorAll('.ProseMirror th')];
    const [, second] = cells();
    expect(cells().map((one) => one.getAttribute('role'))).toEqual([null, 'cell']);
    expect(document.querySelector('.ProseMirror td')?.hasAttribute('role')).toBe(false);
    at(0, 1);
    sheet().type('G');
    expect(cells().map((one) => one.getAttribute('role'))).toEqual([null, null]);
    expect(cells()[1]).toBe(second);
  });

  test('gets rows and columns beside the caret and loses those it is in', () => {
    openSheet([table(['a', 'b'], ['1', '2']), para('after')]);
    at(1, 0);
    sheet().acts.row(0);
    sheet().type('new');
    sheet().acts.column(1);
    sheet().type('!');
    expect(rows()).toEqual([
      ['a', '', 'b'],
      ['new', '!', ''],
      ['1', '', '2'],
    ]);
    sheet().acts.removeColumn();
    sheet().acts.removeRow();
    expect(rows()).toEqual([
      ['a', 'b'],
      ['1', '2'],
    ]);
    at(0, 0);
    expect(sheet().acts.row(0)).toBe(false);
    sheet().acts.removeRow();
    expect(rows()).toEqual([['1', '2']]);
    expect(sheet().editor.view.dom.querySelectorAll('th')).toHaveLength(2);
    sheet().acts.removeRow();
    expect(said().map((content) => content.kind)).toEqual(['paragraph', 'paragraph']);
    for (let step = 0; step < 6; step += 1) sheet().acts.undo();
    expect(rows()).toEqual([
      ['a', 'b'],
      ['1', '2'],
    ]);
    expect(ids()[0]).toBe(1);
  });

  test('Tab behind the last cell begins a row, Enter goes down and out', () => {
    openSheet([table(['a', 'b'], ['1', '2'])]);
    at(1, 1);
    press('Tab');
    sheet().type('3');
    expect(rows()[2]).toEqual(['3', '']);
    at(1, 0);
    press('Enter');
    sheet().type('!');
    expect(rows()[2]).toEqual(['3!', '']);
    press('Enter');
    sheet().type('below');
    expect(said().at(-1)).toEqual(para('below'));
  });

  test('has columns on a side, for all their cells', () => {
    openSheet([table(['a', 'b'], ['1', '2'])]);
    at(1, 1);
    sheet().acts.side('right');
    expect(said()[0]).toMatchObject({ align: [null, 'right'] });
    expect(sheet().editor.view.dom.querySelectorAll('[data-side="right"]')).toHaveLength(2);
    sheet().acts.side(null);
    expect(said()[0]).toMatchObject({ align: [null, null] });
  });

  test('keeps its cells, whatever is deleted', () => {
    openSheet([para('before'), table(['one', 'two'], ['three', 'four']), para('after')]);
    const cell = (row: number, column: number) => sheet().cellStart(1, row, column);
    for (const key of ['Backspace', 'Delete']) {
      caret('one', key === 'Delete' ? 3 : 0);
      press(key);
      caret('two', key === 'Delete' ? 3 : 0);
      press(key, { ctrlKey: true });
      expect(rows()).toEqual([
        ['one', 'two'],
        ['three', 'four'],
      ]);
    }
    sheet().editor.commands.setTextSelection({ from: cell(0, 1) + 1, to: cell(1, 1) + 2 });
    press('Delete');
    expect(rows()).toEqual([
      ['one', 't'],
      ['', 'ur'],
    ]);
    // From before the table into it: what is left is even.
    sheet().editor.commands.setTextSelection({ from: cell(0, 0) - 8, to: cell(0, 1) + 1 });
    press('Backspace');
    sheet().editor.state.doc.check();
    expect(new Set(rows().map((row) => row.length)).size).toBeLessThan(2);
    expect(new Set(ids()).size).toBe(ids().length);
  });

  test('without a word goes by Backspace, is no quote and no heading, and moves as one', () => {
    openSheet([table(['', ''], ['', '']), para('after')]);
    at(0, 1);
    press('Backspace');
    expect(said().map((content) => content.kind)).toEqual(['paragraph', 'paragraph']);
    closeSheet();
    openSheet([table(['a', 'b']), para('after')]);
    at(0, 1);
    sheet().acts.quote();
    sheet().acts.heading(2);
    sheet().acts.list();
    expect(rows()).toEqual([['a', 'b']]);
    sheet().acts.move(1);
    sheet().type('x');
    expect(said().map((content) => content.kind)).toEqual(['paragraph', 'table']);
    expect(rows()).toEqual([['a', 'xb']]);
  });
});
