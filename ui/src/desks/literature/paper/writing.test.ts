/** Focus, footnotes, outline and the margin, which a letter draws anew for its own block alone. */
import { afterEach, expect, test } from 'vitest';

import type { PaperContent } from '../../../ipc/bindings';
import { wordsOf } from './words';
import { caret, closeSheet, glance, openSheet, para, press, said, sheet } from './testing';

afterEach(closeSheet);

const heading = (text: string, part: string | null = null, level = 2): PaperContent => ({
  kind: 'heading',
  level,
  id: null,
  class: part,
  words: [{ what: { is: 'text', text }, marks: [] }],
});
const quote = (text: string, speaker = ''): PaperContent => ({
  kind: 'quote',
  blocks: [para(text)],
  speaker: speaker ? [{ what: { is: 'text', text: speaker }, marks: [] }] : [],
});
/** What the margin shows, block by block. */
const drawn = () =>
  [...document.querySelectorAll('.ProseMirror > *')].map((one) =>
    [one.getAttribute('data-part'), one.className, one.getAttribute('data-hint'), one.getAttribute('data-what')].join(
      '|',
    ),
  );
/** The same, drawn from nothing. */
function anew() {
  sheet().turned();
  return drawn();
}

test('the margin after any edit is the one that is drawn from nothing', () => {
  openSheet([
    para('Lead.'),
    para('Body.'),
    quote('Said.', 'Ines'),
    para('More.'),
    heading('About', 'boilerplate'),
    para('We.'),
    heading('Notes', 'notes'),
    { kind: 'raw', what: 'note', text: '[^1]: Kept' },
  ]);
  const acts: (() => void)[] = [
    () => (caret('Body', 4), sheet().type('x')),
    () => (caret('Ines', 4), press('Backspace'), press('Backspace')),
    () => sheet().editor.commands.setTextSelection(2),
    () => (caret('We'), press('Enter')),
    () => (caret('Lead'), sheet().acts.heading(2)),
    () => (caret('Said'), sheet().acts.move(1)),
    () => sheet().acts.undo(),
    () => (caret('Body'), sheet().acts.list()),
    () => (caret('Notes'), sheet().acts.paragraph()),
    () => sheet().acts.undo(),
    () => (caret('More'), sheet().acts.table()),
    () => sheet().acts.removeTable(),
    () => (caret('Lead'), sheet().acts.paragraph()),
    () => sheet().editor.commands.selectAll(),
    () => press('Backspace'),
    () => sheet().acts.undo(),
    () => (caret('Kept'), sheet().type('[')),
  ];
  for (const [at, act] of acts.entries()) {
    act();
    const now = drawn();
    expect(now, `after act ${at}`).toEqual(anew());
  }
});

test('empty places say what belongs there, and stop once it does', () => {
  openSheet([para('')]);
  sheet().editor.commands.setTextSelection(1);
  expect(drawn()[0]).toContain('headline');
  sheet().type('The lens is back');
  expect(document.querySelector('.ProseMirror > h1')?.getAttribute('data-hint')).toBeNull();
  expect(drawn()).toEqual(anew());
});

test('the page hears of the sheet where what it shows is another, and of a letter otherwise not', () => {
  openSheet([para('Some words.'), heading('More', null, 2)]);
  caret('Some', 2);
  sheet().type('a');
  const before = glance;
  sheet().type('b');
  expect(glance).toBe(before);
  caret('More', 4);
  sheet().type('!');
  expect(glance?.outline).toEqual([{ block: 4, level: 2, text: 'More!' }]);
  sheet().acts.toBlock(3);
  expect(sheet().editor.state.selection.$from.parent.textContent).toContain('Soabme');
});

test('a footnote gets the next number, its block at the end, and its mark leads there', () => {
  openSheet([para('The lens of 1874 turns.'), { kind: 'raw', what: 'note', text: '[^1]: Kept.' }]);
  caret('turns');
  expect(sheet().acts.note()).toBe(true);
  sheet().type('By hand.');
  expect(said()[0]).toMatchObject({
    words: [
      { what: { text: 'The lens of 1874 ' } },
      { what: { is: 'note', label: '2' } },
      { what: { text: 'turns.' } },
    ],
  });
  expect(said().at(-1)).toEqual({ kind: 'raw', what: 'note', text: '[^2]: By hand.' });
  sheet().editor.commands.setTextSelection(2);
  expect(sheet().acts.note()).toBe(false);
  sheet().acts.undo();
  sheet().acts.undo();
  expect(said()).toHaveLength(2);
});

test('in focus the block of the caret alone stands in full ink', () => {
  openSheet([para('one'), para('two')]);
  const writing = () => [...document.querySelectorAll('.writing')].map((one) => one.textContent);
  caret('one');
  sheet().focusing(true);
  expect(writing()).toEqual(['one']);
  caret('two');
  sheet().type('x');
  expect(writing()).toEqual(['xtwo']);
  sheet().focusing(false);
  expect(writing()).toEqual([]);
});

test('words are counted as their language has them', () => {
  expect([wordsOf('The lens, of 1874: back.', 'en'), wordsOf('', 'en')]).toEqual([5, 0]);
  expect(wordsOf('灯台のレンズ', 'ja')).toBeGreaterThan(1);
  expect(wordsOf('two words', 'no such tag!')).toBe(2);
});
