import { expect, test } from 'vitest';
import {
  groupBitrate,
  newStanding,
  nextStanding,
  type Share,
  type Standing,
} from './group-choice.js';

const GOOD: Share = {
  allocatedBps: 1_700_000,
  sentBps: 1_500_000,
  largerBps: Number.POSITIVE_INFINITY,
  isLate: false,
  lowest: 2,
};
const STEP_MS = 250;

/** Where a viewer is after so many ms with this share. */
function after(standing: Standing, share: Partial<Share>, ms: number, fromMs: number): Standing {
  let now = standing;
  for (let at = fromMs + STEP_MS; at <= fromMs + ms; at += STEP_MS) {
    now = nextStanding(now, { ...GOOD, ...share }, at);
  }
  return now;
}

test('a viewer that can follow stays with the full picture', () => {
  expect(after(newStanding(0), {}, 60_000, 0).level).toBe(0);
});

test('a share that is too small for a moment changes nothing', () => {
  const short = after(newStanding(0), { allocatedBps: 500_000 }, 750, 10_000);
  expect(after(short, {}, 5_000, 10_750).level).toBe(0);
});

test('a share that stays too small means a smaller picture', () => {
  expect(after(newStanding(0), { allocatedBps: 500_000 }, 1_500, 10_000).level).toBe(1);
});

test('the share of a viewer that has just come may grow first', () => {
  expect(after(newStanding(0), { allocatedBps: 300_000 }, 2_750, 0).level).toBe(0);
});

test('frames that come too late mean a smaller picture at once, down to the smallest', () => {
  const late = { isLate: true };
  expect(after(newStanding(0), late, STEP_MS, 0).level).toBe(1);
  expect(after(newStanding(0), late, 10 * STEP_MS, 0).level).toBe(2);
  expect(after(newStanding(0), { ...late, lowest: 0 }, 10 * STEP_MS, 0).level).toBe(0);
});

test('a link that has become better means a larger picture after a while', () => {
  const half = after(newStanding(0), { isLate: true }, STEP_MS, 20_000);
  const better = { sentBps: 400_000, allocatedBps: 600_000, largerBps: 230_000 };
  const from = half.sinceMs;
  expect(after(half, better, 3_500, from).level).toBe(1);
  expect(after(half, better, 4_500, from).level).toBe(0);
});

test('a link without room for the larger picture does not get it', () => {
  const half = after(newStanding(0), { isLate: true }, STEP_MS, 20_000);
  const narrow = { sentBps: 200_000, allocatedBps: 240_000, largerBps: 230_000 };
  expect(after(half, narrow, 60_000, half.sinceMs).level).toBe(1);
});

test('each larger picture that fails makes the wait for the next one longer', () => {
  let standing = after(newStanding(0), { isLate: true }, STEP_MS, 20_000);
  const waits: number[] = [];
  for (let trial = 0; trial < 6; trial++) {
    const from = standing.sinceMs;
    const better = { sentBps: 400_000, allocatedBps: 1_000_000, largerBps: 230_000 };
    let ms = 0;
    while (standing.level === 1) {
      ms += STEP_MS;
      standing = nextStanding(standing, { ...GOOD, ...better }, from + ms);
    }
    waits.push(Math.floor(ms / 4_000) * 4_000);
    standing = nextStanding(standing, { ...GOOD, isLate: true }, from + ms + STEP_MS);
  }
  expect(waits).toEqual([4_000, 8_000, 16_000, 32_000, 64_000, 64_000]);
});

test('a camera that becomes smaller has fewer pictures', () => {
  const quarter = after(newStanding(0), { isLate: true }, 2 * STEP_MS, 0);
  expect(nextStanding(quarter, { ...GOOD, lowest: 1 }, 1_000).level).toBe(1);
});

test('a group has the bit rate of its poorest member, but not much less than that of its best', () => {
  const range = { minBps: 230_000, maxBps: 1_700_000 };
  expect(groupBitrate(range, [1_500_000])).toBe(1_500_000);
  expect(groupBitrate(range, [1_500_000, 1_200_000])).toBe(1_200_000);
  expect(groupBitrate(range, [1_500_000, 300_000])).toBe(1_050_000);
  expect(groupBitrate(range, [100_000])).toBe(230_000);
  expect(groupBitrate(range, [9_000_000])).toBe(1_700_000);
});
