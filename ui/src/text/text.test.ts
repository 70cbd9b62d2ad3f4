import { afterEach, describe, expect, test } from 'vitest';

import de from './de.json';
import en from './en.json';
import { read } from './pattern';
import { bytes, count, duration, partIso, reader, say, t, type Key } from './index.svelte';

afterEach(() => reader.choose('en-GB'));

/** The names of the parameters that a pattern uses. */
function names(pattern: string): string[] {
  const found = new Set<string>();
  const walk = (nodes: unknown) => {
    if (!Array.isArray(nodes)) return;
    for (const node of nodes as { type: number; value?: string; options?: Record<string, { value: unknown }> }[]) {
      if (node.type !== 0 && node.type !== 7 && typeof node.value === 'string') found.add(node.value);
      for (const option of Object.values(node.options ?? {})) walk(option.value);
    }
  };
  walk(read(pattern));
  return [...found].sort();
}

describe('the window’s catalogue', () => {
  test('every English sentence can be read as a pattern', () => {
    for (const [key, pattern] of Object.entries(en)) expect(() => names(pattern), key).not.toThrow();
  });

  test('German says the same things with the same figures', () => {
    for (const [key, pattern] of Object.entries(de)) {
      expect(en, key).toHaveProperty([key]);
      expect(names(pattern), key).toEqual(names(en[key as Key]));
    }
  });

  test('the core’s sentences can be read, and its German says the same with the same figures', () => {
    const files = import.meta.glob<Record<string, string>>('$messages/*/*.json', { eager: true, import: 'default' });
    for (const [path, sentences] of Object.entries(files)) {
      if (path.includes('/en/'))
        for (const [key, pattern] of Object.entries(sentences)) expect(() => names(pattern), key).not.toThrow();
      if (!path.includes('/de/')) continue;
      const english = files[path.replace('/de/', '/en/')] ?? {};
      for (const [key, pattern] of Object.entries(sentences)) {
        expect(names(pattern), key).toEqual(names(english[key] ?? ''));
      }
    }
  });

  test('no sentence says please, oops or successfully, or raises its voice', () => {
    const banned = /\b(please|oops|successfully)\b|!/i;
    expect(Object.entries(en).filter(([, pattern]) => banned.test(pattern))).toEqual([]);
  });
});

describe('a sentence', () => {
  test('of the core says its instants on the reader’s clock', () => {
    const day = new Date(2026, 10, 24, 10, 31);
    const said = say({ key: 'distribution.limit', params: { at: day.toISOString() } });
    expect(said).toContain('24 Nov, 10:31');
    expect(said).not.toContain('Z');
  });

  test('of the core is rendered from the core’s own catalogue', () => {
    expect(say({ key: 'workspace.not_found', params: { file: 'Harbour.tidings' } })).toBe(
      'There is no file “Harbour.tidings”.',
    );
  });

  test('of the core is chosen by a code with a hyphen', () => {
    const params = { field: 'given-name', from: 'Ana', to: 'Anna' };
    expect(say({ key: 'importing.change.becomes', params })).toBe('Given name Ana becomes Anna.');
    reader.choose('de-DE');
    expect(say({ key: 'importing.change.becomes', params })).toBe('Vorname: aus Ana wird Anna.');
  });

  test('whose key nobody knows is shown as its key, never as an empty place', () => {
    expect(say({ key: 'nobody.knows', params: {} })).toBe('nobody.knows');
  });

  test('follows the language of the reader', () => {
    reader.choose('de-DE');
    expect(t('desk.contacts')).toBe('Kontakte');
  });
});

describe('figures', () => {
  test('are written as the locale writes them', () => {
    expect(count(213482)).toBe('213,482');
    reader.choose('de-DE');
    expect(count(213482)).toBe('213.482');
  });

  test('of a date as much is said as is known', () => {
    expect(['2019', '2024-05', '2024-05-03'].map(partIso)).toEqual(['2019', 'May 2024', '3 May 2024']);
    reader.choose('de-DE');
    expect(['2019', '2024-05', '2024-05-03'].map(partIso)).toEqual(['2019', 'Mai 2024', '3. Mai 2024']);
  });

  test('sizes count in thousands', () => {
    expect(bytes(820_000)).toBe('820 KB');
    expect(bytes(2_400_000)).toBe('2.4 MB');
    expect(bytes(25_000_000)).toBe('25 MB');
  });

  test('lengths of time are said in words', () => {
    expect(duration(30_000)).toBe('30 s');
    expect(duration(7 * 60_000)).toBe('7 minutes');
    expect(duration(125 * 60_000)).toBe('2 hours 5 minutes');
  });
});
