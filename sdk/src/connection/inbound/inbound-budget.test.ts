import { beforeEach, describe, expect, it } from 'vitest';
import { InboundBudget, type Excess } from './inbound-budget.js';

const LIMITS = {
  ...{ messagesPerSec: 100, bytesPerSec: 100_000, drivingPerSec: 50, controlPerSec: 10 },
  ...{ maxDrivingBytes: 16_384, channels: 4 },
};

describe('InboundBudget', () => {
  let told: Excess[];
  let inbound: InboundBudget;

  beforeEach(() => {
    told = [];
    inbound = new InboundBudget(LIMITS, (excess) => told.push(excess), 0);
  });

  /** How many of so many arrivals in this time are taken. */
  function taken(
    count: number,
    overMs: number,
    arrival: Partial<Parameters<InboundBudget['allows']>[0]>,
  ) {
    const times = Array.from({ length: count }, (_, index) => (index * overMs) / count);
    const one = { label: 'default', bytes: 10, isStop: false, ...arrival };
    return times.filter((atMs) => inbound.allows(one, atMs)).length;
  }

  it('takes bursts of four seconds at once, and what the rate allows in the long run', () => {
    expect(taken(1_000, 10, {})).toBe(400);
    expect(inbound.allows({ label: 'default', bytes: 10, isStop: false }, 1_010)).toBe(true);
  });

  it('tells of what is dropped once, and then every ten seconds with the number', () => {
    taken(700, 100, {});
    expect(told).toEqual([
      { kind: 'messages', count: 1, detail: 'at most 100 messages per second', cutOff: false },
    ]);
    for (let atMs = 100; atMs < 12_000; atMs += 2) {
      inbound.allows({ label: 'default', bytes: 10, isStop: false }, atMs);
    }
    expect(told.length).toBeLessThan(10);
    const dropped = told.reduce((sum, { count }) => sum + count, 0);
    expect(dropped).toBeGreaterThan(3_000);
  });

  it('counts bytes', () => {
    expect(taken(50, 10, { bytes: 10_000 })).toBe(40);
  });

  it('has a budget of its own for driving, and another one for requests', () => {
    taken(500, 10, {});
    expect(taken(150, 10, { label: 'rtcbot:now' })).toBe(100);
    expect(taken(50, 10, { label: 'rtcbot:control' })).toBe(20);
    expect(taken(10, 10, { label: 'rtcbot:anything', bytes: 17_000 })).toBe(0);
    expect(told.map(({ kind }) => kind)).toEqual(['messages', 'driving', 'control', 'too-large']);
  });

  it('takes an emergency stop whatever else was sent', () => {
    taken(300, 10, { label: 'rtcbot:control' });
    expect(taken(1, 0, { label: 'rtcbot:control', isStop: true })).toBe(1);
  });

  it('limits channels, open ones and those that are opened and closed in turn', () => {
    expect(inbound.allowsChannel(3, 0)).toBe(true);
    expect(inbound.allowsChannel(4, 0)).toBe(false);
    const opened = Array.from({ length: 15 }, () => inbound.allowsChannel(0, 0));
    expect(opened.filter(Boolean)).toHaveLength(3);
    inbound.restart(0);
    expect(inbound.allowsChannel(0, 0), 'of a new link').toBe(true);
  });

  it('cuts off who goes on, and not who sent a little too much for a while', () => {
    for (let atMs = 0; atMs < 60_000; atMs += 8) {
      inbound.allows({ label: 'default', bytes: 10, isStop: false }, atMs);
    }
    expect(told.filter(({ cutOff }) => cutOff)).toEqual([]);
    let arrivals = 0;
    while (!told.some(({ cutOff }) => cutOff)) {
      inbound.allows({ label: 'default', bytes: 10, isStop: false }, 61_000 + arrivals++);
    }
    expect(arrivals, 'looked at of a flood of ten times the rate').toBeLessThan(1_400);
  });
});
