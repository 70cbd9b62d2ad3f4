import { expect, test } from 'vitest';

import { fold, found } from './words';

const marked = (text: string, typed: string) =>
  found(text, typed)
    .map((piece) => (piece.found ? `[${piece.text}]` : piece.text))
    .join('');

test('words are found where words begin, whatever their case and accents, as the core finds them', () => {
  expect(marked('Renée Åström', 'ren astr')).toBe('[Ren]ée [Åstr]öm');
  expect(marked('Rene\u0301e Pe\u0301tain', 'RENÉE pe')).toBe('[Rene\u0301e] [Pe\u0301]tain');
  expect(marked('Søren Großmann', 'soren GROSS')).toBe('[Søren] [Groß]mann');
  // Half of a sign is the whole sign.
  expect(marked('Groß', 'gros')).toBe('[Groß]');
  expect(marked('Ines Calder', 'alder')).toBe('Ines Calder');
});

test('each sign of Chinese, Japanese and Korean is a word; Arabic is found in either spelling of its letters', () => {
  expect(marked('田中愛子', '中愛')).toBe('田[中愛]子');
  expect(marked('김민수', '민')).toBe('김[민]수');
  expect(marked('علي كريم', 'علی ک')).toBe('[علي] [ك]ريم');
});

test('a word of several stands side by side, and signs alone are looked for nowhere', () => {
  expect(marked('ruth@averil.example', 'ruth@av')).toBe('[ruth@av]eril.example');
  expect(marked('ruth at averil', 'ruth@av')).toBe('ruth at averil');
  expect(marked('What?', '???')).toBe('What?');
});

test('marks that lie over one another are one, and the text stays the same', () => {
  expect(marked('Averil', 'av aver a')).toBe('[Averil]'.replace('il]', ']il'));
  const long = 'Ä'.repeat(300);
  expect(marked(long, long)).toBe(`[${long}]`);
  const all = found('𝒶b Ünï — نور 田', 'a n 田');
  expect(all.map((piece) => piece.text).join('')).toBe('𝒶b Ünï — نور 田');
  expect(fold('İĐŁÆ')).toBe('idlae');
});
