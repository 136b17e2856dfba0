import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ExpiryClock } from './expiry-clock.js';

const DAY_MS = 86_400_000;
let expiredAtMs: number | undefined;
let clock: ExpiryClock;
let startMs = 0;

beforeEach(() => {
  vi.useFakeTimers();
  startMs = performance.now();
  expiredAtMs = undefined;
  clock = new ExpiryClock(() => {
    expiredAtMs = performance.now() - startMs;
  });
});

afterEach(() => {
  clock.close();
  vi.useRealTimers();
});

it('expires when its time is over, be it a moment or two months', () => {
  clock.set(700);
  vi.advanceTimersByTime(699);
  expect(expiredAtMs).toBeUndefined();
  vi.advanceTimersByTime(1);
  expect(expiredAtMs).toBeCloseTo(700, 0);
  expiredAtMs = undefined;
  clock.set(60 * DAY_MS); // longer than a timer can be
  vi.advanceTimersByTime(60_000);
  expect(expiredAtMs).toBeUndefined();
  expect(clock.leftMs).toBeCloseTo(60 * DAY_MS - 60_000, 0);
});

it('counts anew when it is set anew, and never without a limit', () => {
  clock.set(1_000);
  vi.advanceTimersByTime(900);
  clock.set(5_000);
  vi.advanceTimersByTime(4_900);
  expect(expiredAtMs).toBeUndefined();
  clock.set(undefined);
  vi.advanceTimersByTime(DAY_MS);
  expect(expiredAtMs).toBeUndefined();
  expect(clock.leftMs).toBeUndefined();
});

it('expires within a second of waking when the machine slept over it', () => {
  clock.set(DAY_MS);
  vi.advanceTimersByTime(5_000);
  vi.setSystemTime(Date.now() + DAY_MS); // the monotonic clock stood still
  vi.advanceTimersByTime(1_000);
  expect(expiredAtMs).toBeLessThanOrEqual(6_000);
});

it('does not last longer when the wall clock is put back', () => {
  clock.set(10_000);
  vi.setSystemTime(Date.now() - DAY_MS);
  vi.advanceTimersByTime(10_000);
  expect(expiredAtMs).toBeCloseTo(10_000, 0);
});
