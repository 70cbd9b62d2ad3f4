import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { Live } from './live.svelte';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** A question that takes 400 ms and is answered with how many times it was asked. */
function slow(rest?: number) {
  let times = 0;
  const live = new Live(async () => {
    times += 1;
    const answer = times;
    await new Promise((done) => setTimeout(done, 400));
    return answer;
  }, rest);
  return { live, times: () => times };
}

test('with a rest many changes are one question: the first is asked at once, the others wait for answer and rest', async () => {
  const { live, times } = slow(1500);
  void live.refetch();
  await vi.advanceTimersByTimeAsync(400);
  expect(live.data).toBe(1);
  // A change every 10 ms for 8 s: asked at 0 s, and 1.5 s after each answer.
  for (let step = 0; step < 800; step += 1) {
    live.repeat();
    await vi.advanceTimersByTimeAsync(10);
  }
  expect(times()).toBe(6);
  await vi.advanceTimersByTimeAsync(10_000);
  expect([times(), live.data, live.loading]).toEqual([7, 7, false]);
  live.repeat();
  await vi.advanceTimersByTimeAsync(1);
  expect(times()).toBe(8);
});

test('a change while the first answer is on its way is not lost', async () => {
  const { live, times } = slow(1500);
  void live.refetch();
  live.repeat();
  await vi.advanceTimersByTimeAsync(400);
  expect([times(), live.data]).toEqual([1, 1]);
  await vi.advanceTimersByTimeAsync(1900);
  expect([times(), live.data]).toEqual([2, 2]);
});

test('nobody who looks no more asks again', async () => {
  const { live, times } = slow(1500);
  void live.refetch();
  live.repeat();
  live.end();
  await vi.advanceTimersByTimeAsync(5000);
  live.repeat();
  live.end();
  await vi.advanceTimersByTimeAsync(5000);
  expect(times()).toBe(1);
});

test('without a rest every change is asked about at once, and the last answer counts', async () => {
  const { live, times } = slow();
  void live.refetch();
  live.repeat();
  live.repeat();
  expect(times()).toBe(3);
  await vi.advanceTimersByTimeAsync(400);
  expect(live.data).toBe(3);
});
