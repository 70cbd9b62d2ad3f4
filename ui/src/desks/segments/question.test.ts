import { fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { expect, test } from 'vitest';

import { listen } from '../../app/keys.svelte';
import { notices } from '../../app/notices.svelte';
import type { Query } from '../../ipc/bindings';
import { asked, refuse } from '../../ipc/testing/double';
import { full, sent } from '../../testing/core';
import { without } from './chips';
import { bracketsAt, jointIn, replaced, spans } from './question.svelte';
import Segment from './Segment.svelte';

const field = (name: string): Query => ({ chip: 'field', field: name, values: [{ how: 'is', text: 'x' }] });
const query: Query = {
  chip: 'all',
  of: [field('kind'), { chip: 'any', of: [field('beat'), field('outlet')] }, { chip: 'not', of: field('city') }],
};

test('taking one of two out of a group leaves the other in its place', () => {
  expect(without(query, [1, 0])).toEqual({
    chip: 'all',
    of: [field('kind'), field('outlet'), { chip: 'not', of: field('city') }],
  });
});

test('a negation goes with the chip that it negates', () => {
  expect(without(query, [2, 0])).toEqual({
    chip: 'all',
    of: [field('kind'), { chip: 'any', of: [field('beat'), field('outlet')] }],
  });
});

test('nothing left is no question, never everybody', () => {
  expect(without(field('kind'), [])).toBeUndefined();
  expect(without({ chip: 'all', of: [field('kind')] }, [0])).toBeUndefined();
});

test('a proposal is put at the very place, counted in characters', () => {
  expect(replaced('𝒶 outlet.audience:x', 3, 15, 'audience')).toEqual({ text: '𝒶 audience:x', cursor: 10 });
});

test('the mirror says the same text and marks the fault alone', () => {
  const text = 'kind:journalist (beat:"arts and crafts" or -city:Leeds)';
  const made = spans(text, [{ field: null, row: null, column: 1, length: 4, what: null, proposal: null }]);
  expect(made.map((span) => span.text).join('')).toBe(text);
  expect(made.filter((span) => span.bad).map((span) => span.text)).toEqual(['kind']);
  expect(made.find((span) => span.text.startsWith('"arts'))?.kind).toBe('value');
});

const changed = () => sent('segments_change');

let stop = () => {};

/** A kept segment whose counts come only when they are let go. */
async function counting(answer: () => unknown) {
  stop();
  stop = listen();
  let release = () => {};
  const released = new Promise<void>((done) => (release = done));
  full({
    segments_ask: () => released.then(answer),
    segments_change: () => ({ id: 1, name: 'Heritage press', count: 9, changed_at: 0 }),
  });
  render(Segment, { id: 1 });
  const area = await screen.findByRole('textbox', { name: 'Question' });
  await waitFor(() => expect((area as HTMLTextAreaElement).value).not.toBe(''));
  await fireEvent.input(area, { target: { value: 'kind:journalist' } });
  await fireEvent.keyDown(area, { key: 's', ctrlKey: true });
  await waitFor(() => expect(asked.some((one) => one.command === 'segments_ask')).toBe(true));
  expect(changed()).toEqual([]);
  release();
}

test('saving by keys while a question is counted waits for the count and saves what stands there', async () => {
  await counting(() => ({ text: 'kind:journalist', count: 9, chips: field('kind') }));
  await waitFor(() => expect(changed()).toEqual([{ id: 1, name: 'Heritage press', text: 'kind:journalist' }]));
});

test('and says why nothing is saved where the question turns out to be wrong', async () => {
  await counting(() => refuse('segments.bad_query'));
  await waitFor(() => expect(notices.list.map((one) => one.text)).toEqual(['Mend the question first.']));
  expect(changed()).toEqual([]);
});

test('the brackets around a place are the innermost that are open there, and none in quotation marks count', () => {
  const within = (text: string) => {
    const place = [...text].indexOf('^');
    const bare = [...text].filter((letter) => letter !== '^');
    const found = bracketsAt(bare.join(''), place);
    return found && bare.slice(found.from, found.to).join('');
  };
  expect(within('kind:x (^)')).toBe('');
  expect(within('a (b or (c^ d) e)')).toBe('c d');
  expect(within('a (b or (c d) e^)')).toBe('b or (c d) e');
  expect(within('a (b or (c d)^ e)')).toBe('b or (c d) e');
  expect(within('𝒶 (b ^')).toBe('b ');
  expect(within('a (b:"x) y"^ c)')).toBe('b:"x) y" c');
  for (const outside of ['a ^(b)', 'a (b)^', '^', 'a:"(^)"', 'a )^']) expect(within(outside)).toBeUndefined();
});

test('one more condition joins those beside it as they are joined: what inner brackets and values say does not count', () => {
  const joints: [string, '' | ' ' | ' or '][] = [
    ['', ''],
    ['beat:arts', ' or '],
    ['beat:arts or city:Delft', ' or '],
    ['beat:arts city:Delft', ' '],
    ['city:Delft (beat:arts or beat:sea)', ' '],
    ['(beat:arts city:Delft) or kind:editor', ' or '],
    ['city:Delft (beat:arts or (kind:editor or "x) or y"))', ' '],
    ['(city:Delft beat:arts)', ' or '],
    ['outlet:"this or that" city:Delft', ' '],
    ['outlet:or city:Delft', ' '],
    ['outlet: or city:Delft', ' '],
    ['outlet:this-or-that city:Delft', ' '],
    ['outlet:"VIP two"', ' or '],
    ['outlet:"a", "b", c', ' or '],
    ['"this or that"', ' or '],
    [String.raw`name:"a \" or b" city:Delft`, ' '],
    ['beat:arts OR city:Delft', ' or '],
    ['not beat:arts', ' or '],
    ['-beat:arts -city:or', ' '],
    ['beat:arts or', ' '],
    ['beat:arts not', ' '],
    ['beat:arts -', ''],
    ['beat:𝒶 harbour', ' '],
  ];
  for (const [inner, joint] of joints) expect(jointIn(inner), inner).toBe(joint);
});
