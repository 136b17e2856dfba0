import { expect, it } from 'vitest';
import { backoffMs } from './backoff.js';

const BACKOFF = { firstMs: 250, maxMs: 8000 };

it('tries at once, then doubles up to the cap', () => {
  const delays = [0, 1, 2, 3, 6, 7, 50].map((attempt) => backoffMs(attempt, BACKOFF, 0.5));
  expect(delays).toEqual([0, 250, 500, 1000, 8000, 8000, 8000]);
});

it('spreads by a fifth either way', () => {
  expect(backoffMs(3, BACKOFF, 0)).toBe(800);
  expect(backoffMs(3, BACKOFF, 1)).toBeCloseTo(1200);
});
