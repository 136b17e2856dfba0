import { expect, it } from 'vitest';
import { backoffMs } from './backoff.js';

const policy = { firstMs: 250, maxMs: 1_000 };

it('doubles up to the cap', () => {
  const waits = [0, 1, 2, 3, 50].map((failures) => backoffMs(policy, failures, 0));
  expect(waits).toEqual([250, 500, 1_000, 1_000, 1_000]);
});

it('takes off up to a quarter by chance', () => {
  expect(backoffMs(policy, 2, 0.5)).toBe(875);
  expect(backoffMs(policy, 2, 1)).toBe(750);
});
