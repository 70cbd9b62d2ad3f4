import { expect, test } from 'vitest';

import { direction, directionOf } from './direction';

test('a language runs its way, and words by their first letter', () => {
  for (const tag of ['ar', 'he-IL', 'fa', 'az-Arab']) expect(direction(tag), tag).toBe('rtl');
  for (const tag of [null, '', 'en', 'de-CH', 'ug-Latn', 'no such tag!'])
    expect(direction(tag), String(tag)).toBe('ltr');
  expect(directionOf('«12 — المنارة» lens')).toBe('rtl');
  expect(directionOf('1874: lens المنارة')).toBe('ltr');
  expect(directionOf('1874 — …')).toBeUndefined();
});
