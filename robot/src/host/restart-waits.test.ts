import { expect, it } from 'vitest';
import { RestartWaits } from './restart-waits.js';

const policy = { firstMs: 100, maxMs: 1_000, resetAfterMs: 10_000 };

/** A wait, by the longest that it can be: a quarter is left to chance. */
function expectWait(waits: RestartWaits, fullMs: number): void {
  const waitMs = waits.nextMs();
  expect(waitMs).toBeLessThanOrEqual(fullMs);
  expect(waitMs).toBeGreaterThanOrEqual(fullMs * 0.75);
}

it('waits longer each time that it ends soon, or cannot be started', () => {
  let nowMs = 0;
  const waits = new RestartWaits(policy, () => nowMs);
  for (const fullMs of [100, 200, 400]) {
    waits.onStarted();
    nowMs += 9_999;
    expectWait(waits, fullMs);
  }
  expectWait(waits, 800);
  expectWait(waits, 1_000);
  expect(waits.failures).toBe(5);
});

it('waits the least after each run that went well, however many there were', () => {
  let nowMs = 0;
  const waits = new RestartWaits(policy, () => nowMs);
  for (let run = 0; run < 20; run++) {
    waits.onStarted();
    nowMs += 10_000;
    expect(waits.uptimeMs).toBe(10_000);
    expectWait(waits, 100);
  }
});

it('does not count the time in which it could not be started', () => {
  let nowMs = 0;
  const waits = new RestartWaits(policy, () => nowMs);
  waits.onStarted();
  nowMs += 1;
  expectWait(waits, 100);
  nowMs += 50_000;
  expect(waits.uptimeMs).toBe(0);
  expectWait(waits, 200);
  waits.reset();
  expectWait(waits, 100);
});
