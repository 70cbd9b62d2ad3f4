import { expect, test } from 'vitest';

import type { Query } from '../../ipc/bindings';
import { replaced, spans, without } from './question.svelte';

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
