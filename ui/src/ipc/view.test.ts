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
  view.need(500_050, 500_070);
  await vi.waitFor(() => expect(view.row(500_050)).toBe(500_050));
  expect(asked).toEqual([0, 500_000, 500_100]);
});

test('a fling over very many pages ends with the rows where it ended', async () => {
  const asked: number[] = [];
  const waiting: (() => void)[] = [];
  const view = new View<string, number>({
    open: () => Promise.resolve({ view: 1, count: 200_000 }),
    rows: async (_, start, count) => {
      asked.push(start);
      if (start > 0) await new Promise<void>((go) => waiting.push(go));
      return rows(start, count);
    },
    close: () => Promise.resolve(),
  });
  await view.open('');
  for (let at = 1_000; at <= 150_000; at += 1_000) view.need(at, at + 20);
  expect(asked.length).toBeLessThan(10);
  await vi.waitFor(() => {
    waiting.splice(0).forEach((go) => go());
    expect(view.row(150_010)).toBe(150_010);
  });
  expect(asked.length).toBeLessThan(12);
});

test('whoever looks at a row far down goes on seeing it when the list is asked for anew', async () => {
  let view = 0;
  const list = new View<string, string>({
    open: () => Promise.resolve({ view: ++view, count: 200_000 }),
    rows: (id, start, count) => Promise.resolve(rows(start, count).map((row) => `${String(id)}:${String(row)}`)),
    close: () => Promise.resolve(),
  });
  await list.open('');
  list.need(150_000, 150_030);
  await vi.waitFor(() => expect(list.row(150_029)).toBe('1:150029'));
  await list.refresh();
  expect(list.row(150_000)).toBe('2:150000');
  expect(list.row(150_029)).toBe('2:150029');
  await list.open('another question');
  expect(list.row(0)).toBe('3:0');
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
