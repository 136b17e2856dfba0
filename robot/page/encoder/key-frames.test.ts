import { expect, test } from 'vitest';
import { KeyFrameBudget, KeyFrameSchedule } from './key-frames.js';

/** When key frames are made of frames that come every 33 ms. */
function madeAt(wants: Readonly<Record<number, boolean>>, untilMs: number): number[] {
  const schedule = new KeyFrameSchedule();
  const made: number[] = [];
  for (let ms = 0; ms <= untilMs; ms++) {
    const hasPicture = wants[ms];
    if (hasPicture !== undefined) schedule.want(hasPicture);
    if (ms % 33 !== 0 || !schedule.isDue(ms)) continue;
    schedule.onMade(ms);
    made.push(ms);
  }
  return made;
}

test('the first frame is a key frame, and no other one that nobody asks for', () => {
  expect(madeAt({}, 10_000)).toEqual([0]);
});

test('what viewers ask for within 300 ms is one key frame', () => {
  expect(madeAt({ 1_000: true, 1_010: true, 1_040: true, 1_200: true }, 3_000)).toEqual([
    0, 1023, 1353,
  ]);
  expect(madeAt({ 100: true, 150: true, 250: true }, 3_000)).toEqual([0, 330]);
});

test('a viewer without a picture waits for no more than a frame', () => {
  expect(madeAt({ 1_000: true, 1_150: false }, 3_000)).toEqual([0, 1023, 1155]);
});

test('one viewer cannot have key frames all the time', () => {
  const budget = new KeyFrameBudget();
  let count = 0;
  for (let ms = 0; ms < 10_000; ms += 33) if (budget.take(ms)) count++;
  expect(count).toBeLessThanOrEqual(13);
  expect(count).toBeGreaterThanOrEqual(11);
});
