import { expect, test } from 'vitest';

import { captioned, titled } from './paper/caption';

test('caption and credit are one title, and come out of it as they went in', () => {
  for (const below of [
    { caption: 'The lens turns again.', credit: 'Ana Ferreira' },
    { caption: 'The lens — restored — turns', credit: '田中 さくら' },
    { caption: 'صورة العدسة', credit: '' },
    { caption: '', credit: 'Ana Ferreira' },
    { caption: '', credit: '' },
    { caption: 'L'.repeat(300), credit: 'C'.repeat(300) },
  ])
    expect(captioned(titled(below))).toEqual(below);
  expect(titled({ caption: ' The\nlens ', credit: '  ' })).toBe('The lens');
  expect(titled({ caption: 'The lens', credit: 'Ana' })).toBe('The lens — Ana');
  expect(captioned('Photo: Ana Ferreira')).toEqual({ caption: 'Photo: Ana Ferreira', credit: '' });
});
