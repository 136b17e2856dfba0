import { expect, it } from 'vitest';
import { backoffMs } from './backoff.js';

const BACKOFF = { firstMs: 250, maxMs: 8000 };

it('a first attempt is made at once, the waits after failures double up to the cap', () => {
  const waits = [0, 1, 2, 3, 6, 7, 50].map((failures) => backoffMs(failures, BACKOFF, 0));
  expect(waits).toEqual([0, 250, 500, 1000, 8000, 8000, 8000]);
});

it('a wait is shortened by up to 25 % jitter', () => {
  expect(backoffMs(3, BACKOFF, 0.5)).toBe(875);
  expect(backoffMs(3, BACKOFF, 1)).toBe(750);
});
