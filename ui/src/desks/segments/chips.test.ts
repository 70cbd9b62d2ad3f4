import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import { tick } from 'svelte';
import { beforeEach, expect, test } from 'vitest';

import { notices } from '../../app/notices.svelte';
import type { Query } from '../../ipc/bindings';
import { changed } from '../../ipc/live.svelte';
import { asked, install } from '../../ipc/testing/double';
import { written } from '../../ipc/testing/segments';
import { world } from '../../ipc/testing/world';
import { faults } from '../../testing/axe';
import { full } from '../../testing/core';
import { entered, joined, movedOut, negated, neighbours, normal, turned, unquoted } from './chips';
import Segment from './Segment.svelte';

const f = (name: string): Query => ({ chip: 'field', field: name, values: [{ how: 'is', text: 'x' }] });
const not = (of: Query): Query => ({ chip: 'not', of });
const all = (...of: Query[]): Query => ({ chip: 'all', of });
const any = (...of: Query[]): Query => ({ chip: 'any', of });
const text = (query: Query) => written(normal(query));

test('a chip is left out, and picked again', () => {
  const query = all(f('kind'), f('city'));
  const left = negated(query, [1]);
  expect(text(left)).toBe('kind:x -city:x');
  expect(text(negated(left, [1, 0]))).toBe('kind:x city:x');
  expect(text(negated(f('kind'), []))).toBe('-kind:x');
});

test('two chips side by side become either of them, in the order in which they stood', () => {
  const query = all(f('kind'), f('beat'), f('city'));
  expect(text(joined(query, [1], 2))).toBe('kind:x (beat:x or city:x)');
  expect(text(joined(query, [2], 0))).toBe('(kind:x or city:x) beat:x');
  expect(text(joined(any(f('kind'), f('beat')), [0], 1))).toBe('kind:x beat:x');
});

test('a chip goes into a group with its not, into a negated group too, and out of it again', () => {
  const query = all(f('kind'), not(f('city')), any(f('beat'), f('tag')));
  expect(text(joined(query, [1, 0], 2))).toBe('kind:x (beat:x or tag:x or -city:x)');
  const negative = all(f('kind'), not(any(f('beat'), f('tag'))));
  const inside = normal(joined(negative, [0], 1));
  expect(text(inside)).toBe('-(beat:x or tag:x or kind:x)');
  expect(text(movedOut(inside, [0, 2]))).toBe('-(beat:x or tag:x) kind:x');
  expect(text(movedOut(negative, [1, 0, 0]))).toBe('kind:x -tag:x beat:x');
});

test('a chip alone in the whole question has no group to leave and nobody to join', () => {
  expect(neighbours(f('kind'), [])).toEqual([]);
  expect(movedOut(f('kind'), [])).toEqual(f('kind'));
  expect(neighbours(not(f('kind')), [0])).toEqual([]);
});

test('a group turned into one of its list’s kind dissolves in it', () => {
  expect(text(turned(all(f('kind'), any(f('beat'), f('tag'))), [1]))).toBe('kind:x beat:x tag:x');
  expect(text(turned(not(any(f('beat'), f('tag'))), [0]))).toBe('-(beat:x tag:x)');
});

test('a sign before a value compares, and quotation marks of a proposal are not the value’s', () => {
  expect(entered('is', '>=10')).toEqual({ how: 'at-least', text: '10' });
  expect(entered('begins', '<10')).toEqual({ how: 'begins', text: '<10' });
  expect(entered('empty', 'left over')).toEqual({ how: 'empty' });
  expect(unquoted('"say \\"so\\""')).toBe('say "so"');
});

const TEXT = 'kind:journalist (beat:heritage or beat:arts) -city:Rotterdam';
const question = () => screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Question' });

async function opened() {
  full();
  render(Segment, { id: 1 });
  await waitFor(() => expect(question().value).toBe(TEXT));
}
const pick = async (select: HTMLElement, label: string) => {
  const option = within(select).getByRole<HTMLOptionElement>('option', { name: label });
  await fireEvent.change(select, { target: { value: option.value } });
};
const choose = async (chip: string, act: string) => {
  await fireEvent.click(screen.getByRole('button', { name: `Change ${chip} or put it elsewhere` }));
  await fireEvent.click(screen.getByRole('menuitem', { name: act }));
};

beforeEach(() => {
  HTMLElement.prototype.scrollIntoView = () => undefined;
});

test('a chip is negated from its menu, the text follows, the focus stays with the chip and Ctrl Z takes it back', async () => {
  await opened();
  await choose('Kind Journalist', 'Leave out who is so');
  await waitFor(() => expect(question().value).toBe('-kind:journalist (beat:heritage or beat:arts) -city:Rotterdam'));
  await waitFor(() => expect(document.activeElement?.textContent).toContain('Not Kind'));
  await fireEvent.keyDown(question(), { key: 'z', ctrlKey: true });
  expect(question().value).toBe(TEXT);
  await fireEvent.keyDown(question(), { key: 'Z', ctrlKey: true, shiftKey: true });
  expect(question().value).toContain('-kind');
});

test('a value is changed in its place, with its comparison, and a second value beside it', async () => {
  await opened();
  await fireEvent.click(screen.getByRole('button', { name: 'Beat heritage' }));
  const form = await screen.findByRole('form', { name: 'Change what is asked of Beat' });
  const value = await within(form).findByRole('combobox', { name: 'Beat, value 1' });
  await waitFor(() => expect(document.activeElement).toBe(value));
  await fireEvent.input(value, { target: { value: '田中 愛子' } });
  await pick(within(form).getByRole('combobox', { name: 'Beat, comparison 1' }), 'begins with');
  await fireEvent.click(within(form).getByRole('button', { name: 'or' }));
  await fireEvent.input(within(form).getByRole('combobox', { name: 'Beat, value 2' }), { target: { value: 'صحافة' } });
  await fireEvent.submit(form);
  await waitFor(() =>
    expect(question().value).toBe('kind:journalist (beat:"田中 愛子"*,صحافة or beat:arts) -city:Rotterdam'),
  );
  await waitFor(() => expect(document.activeElement?.textContent).toContain('田中 愛子…'));
});

test('what cannot be asked is said in the chip’s place and changes nothing; Escape leaves it as it was', async () => {
  await opened();
  await fireEvent.click(screen.getByRole('button', { name: 'Kind Journalist' }));
  const form = await screen.findByRole('form');
  await pick(within(form).getByRole('combobox', { name: 'Kind, comparison 1' }), 'has in it');
  await fireEvent.click(within(form).getByRole('button', { name: 'Change' }));
  await waitFor(() => expect(within(form).getByRole('alert').textContent).not.toBe(''));
  expect(question().value).toBe(TEXT);
  await fireEvent.input(within(form).getByRole('textbox', { name: 'Kind, value 1' }), { target: { value: ' ' } });
  await fireEvent.click(within(form).getByRole('button', { name: 'Change' }));
  expect(within(form).getByRole('alert').textContent).toBe('Write a value, or take the condition away.');
  await fireEvent.keyDown(form, { key: 'Escape' });
  expect(screen.queryByRole('form')).toBeNull();
  await waitFor(() => expect(document.activeElement?.textContent).toContain('Kind'));
  expect(question().value).toBe(TEXT);
});

test('chips go together with or, into a group and out of it, and a group dissolves', async () => {
  await opened();
  await choose('Kind Journalist', 'This or: Not City Rotterdam');
  await waitFor(() =>
    expect(question().value).toBe('(beat:heritage or beat:arts) (kind:journalist or -city:Rotterdam)'),
  );
  await choose('Kind Journalist', 'Out of the group');
  await waitFor(() => expect(question().value).toBe('(beat:heritage or beat:arts) -city:Rotterdam kind:journalist'));
  await choose('Kind Journalist', 'Into the group: Beat heritage or Beat arts');
  await waitFor(() => expect(question().value).toBe('(beat:heritage or beat:arts or kind:journalist) -city:Rotterdam'));
  await choose('Beat heritage or Beat arts or Kind Journalist', 'Dissolve the group');
  await waitFor(() => expect(question().value).toBe('beat:heritage beat:arts kind:journalist -city:Rotterdam'));
});

test('a group is begun by a button, and what is filtered by while the caret is in it goes into it', async () => {
  await opened();
  const filter = async (name: string) => {
    await fireEvent.click(screen.getByRole('button', { name: 'Filter' }));
    await fireEvent.click(screen.getByRole('menuitem', { name: new RegExp(`^${name}`) }));
  };
  const caretAt = (back: number) => expect(question().selectionStart).toBe(question().value.length - back);
  await fireEvent.click(screen.getByRole('button', { name: 'Group' }));
  await waitFor(() => expect(question().value).toBe(`${TEXT} ()`));
  await waitFor(() => caretAt(1));
  expect(document.activeElement).toBe(question());
  await filter('Outlet');
  await waitFor(() => expect(question().value).toBe(`${TEXT} (outlet:)`));
  await waitFor(() => caretAt(1));
  await fireEvent.input(question(), { target: { value: `${TEXT} (outlet:"VIP two" )` } });
  question().setSelectionRange(TEXT.length + 3, TEXT.length + 3);
  await filter('City');
  await waitFor(() => expect(question().value).toBe(`${TEXT} (outlet:"VIP two" or city:)`));
  await waitFor(() => caretAt(1));
  await fireEvent.input(question(), { target: { value: `${TEXT} (outlet:x city:y)` } });
  question().setSelectionRange(TEXT.length + 3, TEXT.length + 3);
  await filter('Beat');
  await waitFor(() => expect(question().value).toBe(`${TEXT} (outlet:x city:y beat:)`));
  await fireEvent.input(question(), { target: { value: `${TEXT} (outlet:or (beat:a or beat:b))` } });
  question().setSelectionRange(TEXT.length + 3, TEXT.length + 3);
  await filter('City');
  await waitFor(() => expect(question().value).toBe(`${TEXT} (outlet:or (beat:a or beat:b) city:)`));
});

test('chips, their menus and the form of one are read by others as they are seen', async () => {
  await opened();
  await fireEvent.click(screen.getByRole('button', { name: 'Change Kind Journalist or put it elsewhere' }));
  expect(await faults(document.body)).toEqual([]);
  await fireEvent.click(screen.getByRole('menuitem', { name: 'Change' }));
  await screen.findByRole('form');
  expect(await faults(document.body)).toEqual([]);
});

test('Delete takes a chip away and the focus goes to the next; with the last one it goes to the question', async () => {
  await opened();
  screen.getByRole('button', { name: 'Kind Journalist' }).focus();
  await fireEvent.keyDown(document.activeElement ?? document.body, { key: 'Delete' });
  await waitFor(() => expect(question().value).toBe('(beat:heritage or beat:arts) -city:Rotterdam'));
  await waitFor(() => expect(document.activeElement?.textContent).toContain('heritage'));
  for (const left of [2, 1, 0]) {
    await waitFor(() => expect(document.activeElement?.className).toContain('open'));
    await fireEvent.keyDown(document.activeElement ?? document.body, { key: 'Delete' });
    await waitFor(() => expect(document.querySelectorAll('[data-place]')).toHaveLength(left));
  }
  expect(question().value).toBe('');
  await waitFor(() => expect(document.activeElement).toBe(question()));
});

test('while the text has a fault no chip is changed: what was typed is not lost', async () => {
  await opened();
  await fireEvent.input(question(), { target: { value: `${TEXT} beet:x` } });
  await waitFor(() => expect(question().getAttribute('aria-invalid')).toBe('true'));
  await choose('Kind Journalist', 'Leave out who is so');
  await waitFor(() => expect(notices.list.map((one) => one.text)).toEqual(['Mend the question first.']));
  expect(asked.some((one) => one.command === 'segments_ask_chips')).toBe(false);
  expect(question().value).toBe(`${TEXT} beet:x`);
});

test('a chip that is being changed is never another one: a press on a cross, a letter or Ctrl Z beside it closes it', async () => {
  await opened();
  const begin = async () => {
    await fireEvent.click(screen.getByRole('button', { name: 'Beat heritage' }));
    const form = await screen.findByRole('form', { name: 'Change what is asked of Beat' });
    await fireEvent.input(await within(form).findByRole('combobox', { name: 'Beat, value 1' }), {
      target: { value: 'Tide' },
    });
  };
  await begin();
  await fireEvent.click(screen.getByRole('button', { name: 'Remove Kind Journalist' }));
  await waitFor(() => expect(question().value).toBe('(beat:heritage or beat:arts) -city:Rotterdam'));
  expect(screen.queryByRole('form')).toBeNull();
  await waitFor(() => expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Beat heritage' })));
  await begin();
  await fireEvent.keyDown(question(), { key: 'z', ctrlKey: true });
  await waitFor(() => expect(screen.queryByRole('form')).toBeNull());
  await waitFor(() => expect(question().value).toBe(TEXT));
  await begin();
  await fireEvent.input(question(), { target: { value: `${TEXT} tag:x` } });
  await waitFor(() => expect(screen.queryByRole('form')).toBeNull());
  expect(question().value).toBe(`${TEXT} tag:x`);
});

test('a chip stays open while the same question is counted anew', async () => {
  await opened();
  await fireEvent.click(screen.getByRole('button', { name: 'Beat heritage' }));
  const value = await screen.findByRole('combobox', { name: 'Beat, value 1' });
  await fireEvent.input(value, { target: { value: 'Tide' } });
  const before = asked.filter((one) => one.command === 'segments_ask').length;
  changed([{ topic: 'person', id: null }]);
  await waitFor(() => expect(asked.filter((one) => one.command === 'segments_ask').length).toBeGreaterThan(before));
  await tick();
  expect(screen.getByRole<HTMLInputElement>('combobox', { name: 'Beat, value 1' }).value).toBe('Tide');
});

test('what is typed while a chip is changed stays: the change is dropped, said, and takes no focus', async () => {
  await opened();
  let release = () => {};
  const released = new Promise<void>((done) => (release = done));
  const answers = world('full');
  install({
    ...answers,
    segments_ask_chips: (args) => released.then(() => answers['segments_ask_chips']?.(args)),
  });
  await choose('Kind Journalist', 'Leave out who is so');
  await waitFor(() => expect(asked.some((one) => one.command === 'segments_ask_chips')).toBe(true));
  question().focus();
  await fireEvent.input(question(), { target: { value: `${TEXT} tag:x` } });
  release();
  await waitFor(() =>
    expect(notices.list.map((one) => one.text)).toEqual(['The question has changed meanwhile. Try again.']),
  );
  const counted = () => asked.findLast((one) => one.command === 'segments_ask')?.args;
  await waitFor(() => expect(counted()).toMatchObject({ text: `${TEXT} tag:x` }));
  expect(question().value).toBe(`${TEXT} tag:x`);
  expect(document.activeElement).toBe(question());
});

test('people who change while a chip is changed do not take the change away', async () => {
  await opened();
  let release = () => {};
  const released = new Promise<void>((done) => (release = done));
  const answers = world('full');
  install({
    ...answers,
    segments_ask_chips: (args) => released.then(() => answers['segments_ask_chips']?.(args)),
  });
  await choose('Kind Journalist', 'Leave out who is so');
  await waitFor(() => expect(asked.some((one) => one.command === 'segments_ask_chips')).toBe(true));
  changed([{ topic: 'person', id: null }]);
  release();
  await waitFor(() => expect(question().value).toMatch(/^-kind:journalist/));
  expect(notices.list).toEqual([]);
  changed([{ topic: 'person', id: null }]);
  await waitFor(() => expect(asked.some((one) => one.command === 'segments_ask')).toBe(true));
});

test('Change in a chip that comes after letters in the text says why it did nothing', async () => {
  await opened();
  await fireEvent.click(screen.getByRole('button', { name: 'Kind Journalist' }));
  const form = await screen.findByRole('form');
  await fireEvent.input(question(), { target: { value: `${TEXT} tag:x` } });
  await fireEvent.submit(form);
  await waitFor(() =>
    expect(notices.list.map((one) => one.text)).toEqual(['The question has changed meanwhile. Try again.']),
  );
  expect(question().value).toBe(`${TEXT} tag:x`);
  expect(asked.some((one) => one.command === 'segments_ask_chips')).toBe(false);
});
