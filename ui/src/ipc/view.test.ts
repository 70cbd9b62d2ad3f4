import { expect, test, vi } from 'vitest';

import { changed, onChange } from './live.svelte';
import { View } from './view.svelte';

const rows = (start: number, count: number) => Array.from({ length: count }, (_, at) => start + at);

test('a view asks only for the pages that are looked at', async () => {
  const asked: number[] = [];
  const view = new View<string, number>({
    open: () => Promise.resolve({ view: 1, count: 1_000_000 }),
    rows: (_, start, count) => {
      asked.push(start);
      return Promise.resolve(rows(start, count));
    },
    close: () => Promise.resolve(),
  });
  await view.open('');
  view.need(500_010, 500_030);
  await vi.waitFor(() => expect(view.row(500_010)).toBe(500_010));
  expect(asked).toEqual([0, 500_000]);
});

test('an answer that a later question has overtaken is dropped, and its view closed', async () => {
  const closed: number[] = [];
  let release: (() => void) | undefined;
  const view = new View<string, string>({
    open: async (query) => {
      if (query === 'slow') await new Promise<void>((resolve) => (release = resolve));
      return { view: query === 'slow' ? 1 : 2, count: 1 };
    },
    rows: (id) => Promise.resolve([id === 1 ? 'slow' : 'fast']),
    close: (id) => {
      closed.push(id);
      return Promise.resolve();
    },
  });
  const slow = view.open('slow');
  await view.open('fast');
  release?.();
  await slow;
  expect(view.row(0)).toBe('fast');
  expect(closed).toEqual([1]);
});

test('the feed wakes only those who look at what changed', () => {
  const person = vi.fn();
  const seventeen = vi.fn();
  const stops = [onChange(['person'], person), onChange(['person'], seventeen, 17)];
  changed([{ topic: 'segment', id: null }]);
  changed([{ topic: 'person', id: 4 }]);
  changed([{ topic: 'person', id: null }]);
  expect(person).toHaveBeenCalledTimes(2);
  expect(seventeen).toHaveBeenCalledTimes(1);
  for (const stop of stops) stop();
});
