import { fireEvent, render, screen } from '@testing-library/svelte';
import { afterEach, expect, test } from 'vitest';

import { notices } from '../../app/notices.svelte';
import { faults } from '../../testing/axe';
import { matches } from './paper/find';
import FindBar from './FindBar.svelte';
import { caret, closeSheet, glance, openSheet, para, press, sheet } from './paper/testing';

afterEach(() => {
  closeSheet();
  for (const notice of notices.list) notices.dismiss(notice.id);
});

const where = (text: string, words: string, more: { exact?: boolean; whole?: boolean } = {}) =>
  matches(text, { words, exact: false, whole: false, ...more }).map(({ from, to }) => text.slice(from, to));
const words = () => sheet().editor.state.doc.textContent;
const marked = () => [...document.querySelectorAll('.ProseMirror .found')].map((one) => one.textContent);

test('words are found caseless or not, whole or not, in any script, and signs mean themselves', () => {
  expect(where('Lens lens LENS lenses', 'lens')).toEqual(['Lens', 'lens', 'LENS', 'lens']);
  expect(where('Lens lens LENS', 'lens', { exact: true })).toEqual(['lens']);
  expect(where('lens, lenses, unlens, lens_1 (lens)', 'lens', { whole: true })).toEqual(['lens', 'lens']);
  expect(where('a.b axb (c) [d] \\e $5', 'a.b')).toEqual(['a.b']);
  expect(where('a.b axb (c) [d] \\e $5', '(c) [d] \\e $5')).toEqual(['(c) [d] \\e $5']);
  expect(where('灯台のレンズ、灯台', '灯台')).toEqual(['灯台', '灯台']);
  expect(where('ÄRGER ärger', 'Ärger')).toEqual(['ÄRGER', 'ärger']);
  expect(where('10\u00a0km', '10 km')).toEqual(['10\u00a0km']);
  expect(where('𝔸x', 'x', { whole: true })).toEqual([]);
  expect(where('words', '')).toEqual([]);
  expect(where('aaaa', 'aa')).toEqual(['aa', 'aa']);
});

function bar(at = 0) {
  return render(FindBar, {
    text: sheet().searched,
    count: glance?.matches ?? 0,
    now: glance?.match ?? -1,
    words: at ? 'lens' : '',
    onclose: () => undefined,
  });
}

test('all are replaced as one step, with their marks, and one undo brings all back', async () => {
  openSheet([
    para('The lens of 1874.'),
    { kind: 'quote', blocks: [para('A lens.')], speaker: [{ what: { is: 'text', text: 'Lens Marsh' }, marks: [] }] },
    { kind: 'paragraph', words: [{ what: { is: 'text', text: 'strong lens' }, marks: [{ mark: 'strong' }] }] },
  ]);
  caret('The lens');
  sheet().type('Look: ');
  const { container } = bar();
  await fireEvent.input(screen.getByRole('textbox', { name: 'Find' }), { target: { value: 'lens' } });
  expect(marked()).toEqual(['lens', 'lens', 'Lens', 'lens']);
  expect(await faults(container)).toEqual([]);
  await fireEvent.click(screen.getByRole('checkbox', { name: 'Match case' }));
  expect(marked()).toHaveLength(3);
  await fireEvent.input(screen.getByRole('textbox', { name: 'Replace with' }), { target: { value: 'lamp' } });
  expect(sheet().searched.replaceAll('lamp')).toBe(3);
  expect(words()).toBe('Look: The lamp of 1874.A lamp.Lens Marshstrong lamp');
  expect(sheet().read().blocks[2]?.content).toMatchObject({ words: [{ marks: [{ mark: 'strong' }] }] });
  sheet().acts.undo();
  expect(words()).toBe('Look: The lens of 1874.A lens.Lens Marshstrong lens');
  sheet().acts.undo();
  expect(words()).toContain('The lens of 1874.');
  expect(words()).not.toContain('Look');
});

test('one after the other is looked at and replaced, around the end to the first', () => {
  openSheet([para('one two one'), para('one')]);
  sheet().searched.look({ words: 'one', exact: false, whole: false });
  expect([glance?.matches, glance?.match]).toEqual([3, 0]);
  sheet().searched.go(1);
  sheet().searched.go(1);
  expect(glance?.match).toBe(2);
  sheet().searched.go(1);
  expect(glance?.match).toBe(0);
  sheet().searched.go(-1);
  expect(sheet().chosenWords()).toBe('one');
  sheet().searched.replace('three');
  expect(words()).toBe('one two onethree');
  expect([glance?.matches, glance?.match]).toEqual([2, 0]);
  sheet().searched.replace('');
  expect(words()).toBe(' two onethree');
  sheet().searched.look(undefined);
  expect([marked(), glance?.matches]).toEqual([[], 0]);
  press('z', { ctrlKey: true });
});
