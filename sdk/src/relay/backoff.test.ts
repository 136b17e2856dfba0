import { expect, it } from 'vitest';
import { backoffMs, REDIAL_BACKOFF } from './backoff.js';

it('tries at once, then doubles up to the cap', () => {
  const delays = [0, 1, 2, 3, 6, 7, 50].map((attempt) => backoffMs(attempt, REDIAL_BACKOFF, 0.5));
  expect(delays).toEqual([0, 250, 500, 1000, 8000, 8000, 8000]);
});

it('spreads by a fifth either way', () => {
  expect(backoffMs(3, REDIAL_BACKOFF, 0)).toBe(800);
  expect(backoffMs(3, REDIAL_BACKOFF, 1)).toBeCloseTo(1200);
});
