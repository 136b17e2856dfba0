import { expect, test } from 'vitest';
import { CaptureClock, rtpTimestampOf } from './capture-clock.js';

/** Timestamps of a source whose clock is 1,000 s ahead. */
const stampUs = (ms: number): number => (1_000_000 + ms) * 1_000;

test('the frame that took least tells when the others were captured', () => {
  const clock = new CaptureClock();
  expect(clock.at(stampUs(0), 20)).toBe(20); // it took 20 ms, which nobody knows yet
  expect(clock.at(stampUs(33), 35)).toBe(35); // it took 2 ms
  expect(clock.at(stampUs(66), 90)).toBe(68);
  expect(clock.at(stampUs(99), 110)).toBe(101);
});

test('frames that come at once are still in order', () => {
  const clock = new CaptureClock();
  const times = [0, 33, 66].map((ms) => clock.at(stampUs(ms), 100));
  expect(times).toEqual([100, 101, 102]);
});

test('clocks that drift apart are followed', () => {
  const clock = new CaptureClock();
  let capturedMs = 0;
  // Ours is slower: a frame seems to take 1 ms less each second.
  for (let ms = 0; ms < 60_000; ms += 100) capturedMs = clock.at(stampUs(ms), ms * 1.001 + 5);
  const trueMs = 59_900 * 1.001 + 5;
  expect(Math.abs(capturedMs - trueMs)).toBeLessThanOrEqual(11);
});

test('RTP timestamps are those of the NTP time, as WebRTC makes them', () => {
  const ntpMs = 1_796_064_843_153 + 2_208_988_800_000;
  expect(rtpTimestampOf(1_796_064_843_153)).toBe(Number((BigInt(ntpMs) * 90n) % 2n ** 32n));
});
