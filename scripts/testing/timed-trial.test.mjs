import { describe, expect, it } from 'vitest';
import { expectWithin, isMachineToBlame, LateTimer } from './timed-trial.mjs';

const block = (ms) => {
  const end = performance.now() + ms;
  while (performance.now() < end);
};

describe('a late timer', () => {
  it('tells how long nothing else could run', async () => {
    const timer = new LateTimer();
    await new Promise((resolve) => setTimeout(resolve, 15));
    block(60);
    timer.stop();
    expect(timer.worstMs).toBeGreaterThan(45);
  });
});

describe('expectWithin', () => {
  /** Trials that measure these, one after another. */
  const trials = (...results) => {
    const numbers = [];
    const trial = async (number) => {
      numbers.push(number);
      return results[number - 1];
    };
    return { trial, numbers };
  };

  it('takes the first trial that is fast enough', async () => {
    const { trial, numbers } = trials(99, 1);
    expect(await expectWithin(100, trial)).toBe(99);
    expect(numbers).toEqual([1]);
  });

  it('fails at once when nothing else was to blame', async () => {
    const { trial, numbers } = trials({ ms: 150, lateMs: 50 }, 1);
    await expect(expectWithin(100, trial)).rejects.toThrow(
      'It took 150 ms, not less than 100 ms. A timer beside it was late by 50 ms (trial 1).',
    );
    expect(numbers).toEqual([1]);
  });

  it('repeats a trial whose timer was late by more than the excess, three trials at most', async () => {
    const late = { ms: 150, lateMs: 51 };
    const { trial, numbers } = trials(late, late, 80);
    expect(await expectWithin(100, trial)).toBe(80);
    expect(numbers).toEqual([1, 2, 3]);
    const hopeless = trials(late, late, late, 1);
    await expect(expectWithin(100, hopeless.trial)).rejects.toThrow('(trial 3)');
    expect(hopeless.numbers).toEqual([1, 2, 3]);
  });

  it('notices by itself that this process was blocked', async () => {
    const blocked = async (number) => {
      if (number === 1) block(80);
      return number === 1 ? 110 : 1;
    };
    expect(await expectWithin(100, blocked)).toBe(1);
  });

  it('hands on what a trial throws', async () => {
    const failing = () => Promise.reject(new Error('no robot'));
    await expect(expectWithin(100, failing)).rejects.toThrow('no robot');
  });
});

it('blames the machine only for a trial that was too slow', () => {
  expect(isMachineToBlame({ ms: 90, limitMs: 100, lateMs: 500 })).toBe(false);
  expect(isMachineToBlame({ ms: 110, limitMs: 100, lateMs: 9 })).toBe(false);
  expect(isMachineToBlame({ ms: 110, limitMs: 100, lateMs: 11 })).toBe(true);
});
