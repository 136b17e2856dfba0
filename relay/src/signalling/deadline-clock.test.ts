import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { DeadlineClock } from './deadline-clock.js';

const DAY_MS = 24 * 3600 * 1000;

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 });
});
afterEach(() => {
  vi.useRealTimers();
});

function scene() {
  const due: (readonly [string, number])[] = [];
  const startedMs = Date.now();
  const clock = new DeadlineClock((name) => due.push([name, Date.now() - startedMs]));
  return { due, clock, at: (ms: number) => startedMs + ms };
}

describe('a clock for many deadlines', () => {
  test('tells each when it has come, whatever the order in which they were set', () => {
    const { due, clock, at } = scene();
    clock.set('late', at(5000));
    clock.set('soon', at(1000));
    clock.set('never', Infinity);
    vi.advanceTimersByTime(999);
    expect(due).toEqual([]);
    vi.advanceTimersByTime(DAY_MS);
    expect(due).toEqual([
      ['soon', 1000],
      ['late', 5000],
    ]);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('one that was moved, forgotten or replaced by none comes as it is now', () => {
    const { due, clock, at } = scene();
    clock.set('moved', at(1000));
    clock.set('moved', at(3000));
    clock.set('forgotten', at(1000));
    clock.set('endless', at(1000));
    clock.set('endless', Infinity);
    expect(clock.delete('forgotten')).toBe(true);
    expect(clock.delete('forgotten')).toBe(false);
    expect([clock.get('moved'), clock.get('endless')]).toEqual([at(3000), Infinity]);
    vi.advanceTimersByTime(10_000);
    expect(due).toEqual([['moved', 3000]]);
  });

  test('one that is past comes at once, and one may be set when another comes', () => {
    const due: string[] = [];
    const clock = new DeadlineClock((name) => {
      due.push(name);
      if (name === 'first') clock.set('second', Date.now() + 1000);
    });
    clock.set('first', Date.now() - 5);
    vi.advanceTimersByTime(0);
    expect(due).toEqual(['first']);
    vi.advanceTimersByTime(1000);
    expect(due).toEqual(['first', 'second']);
  });

  test('many that are close to each other take one timer, and come 50 ms late at most', () => {
    const { due, clock, at } = scene();
    for (let ms = 1; ms <= 1000; ms += 1) clock.set(String(ms), at(ms));
    expect(vi.getTimerCount()).toBe(1);
    vi.advanceTimersByTime(2000);
    expect(due).toHaveLength(1000);
    for (const [name, cameMs] of due) expect(cameMs - Number(name)).toBeLessThanOrEqual(50);
  });

  test('one that is further away than a timer can wait comes in time', () => {
    const { due, clock, at } = scene();
    clock.set('far', at(60 * DAY_MS));
    vi.advanceTimersByTime(60 * DAY_MS - 1);
    expect(due).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(due).toEqual([['far', 60 * DAY_MS]]);
  });

  test('is silent once it is closed', () => {
    const { due, clock, at } = scene();
    clock.set('one', at(10));
    clock.close();
    vi.advanceTimersByTime(1000);
    expect([due, vi.getTimerCount()]).toEqual([[], 0]);
  });
});
