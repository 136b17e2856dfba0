import { expect, test } from 'vitest';
import { SendBacklog } from './send-backlog.js';

test('what is sent waits as long as the share needs to send it', () => {
  const backlog = new SendBacklog();
  backlog.add(25_000, 1_000_000, 0);
  expect(backlog.waitMs(1_000_000, 0)).toBe(100);
  expect(backlog.waitMs(1_000_000, 60)).toBeCloseTo(40);
  expect(backlog.waitMs(1_000_000, 1_000)).toBe(0);
});

test('a share that shrinks makes it wait longer', () => {
  const backlog = new SendBacklog();
  backlog.add(25_000, 1_000_000, 0);
  expect(backlog.waitMs(100_000, 0)).toBe(1_000);
  expect(backlog.waitMs(0, 0)).toBeGreaterThan(3_000);
});
