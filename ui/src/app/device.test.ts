import { expect, test } from 'vitest';

import { ofSystem } from './device.svelte';

test('a system without a language gets dates all the same', () => {
  expect(ofSystem('de-AT')).toBe('de-AT');
  for (const tag of ['C', 'C.UTF-8', 'POSIX', 'c', '', 'en_GB.utf8']) {
    expect(ofSystem(tag)).toBe('en-GB');
    expect(() => new Intl.DateTimeFormat(ofSystem(tag))).not.toThrow();
  }
});
