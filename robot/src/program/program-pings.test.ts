import { describe, expect, it } from 'vitest';
import { ProgramPings } from './program-pings.js';

describe('pings', () => {
  it('are sent one at a time, and answered by their number', () => {
    const pings = new ProgramPings(300);
    expect(pings.isDue(0)).toBe(true);
    const first = pings.ask(0);
    expect(pings.answer(first + 1)).toBe('unknown');
    expect([pings.isWaiting, pings.hasAnswered]).toEqual([true, false]);
    expect(pings.answer(first)).toBe('answered');
    expect([pings.isWaiting, pings.hasAnswered]).toEqual([false, true]);
    expect(pings.answer(first)).toBe('late');
  });

  it('are not repeated before an answer has had its time', () => {
    const pings = new ProgramPings(5_000);
    pings.ask(0);
    expect([pings.isDue(9_999), pings.isDue(10_000)]).toEqual([false, true]);
  });

  it('are asked again where an answer was lost, and only the newest counts', () => {
    const pings = new ProgramPings(300);
    pings.answer(pings.ask(0));
    pings.ask(100);
    expect([pings.isDue(1_099), pings.isDue(1_100)]).toEqual([false, true]);
    const again = pings.ask(1_100);
    expect(pings.answer(again - 1)).toBe('late');
    expect(pings.answer(again)).toBe('answered');
    expect(pings.isWaiting).toBe(false);
  });

  it('are repeated now and then for a program that has never answered', () => {
    const pings = new ProgramPings(300);
    const first = pings.ask(0);
    expect([pings.isDue(999), pings.isDue(1_000)]).toEqual([false, true]);
    const second = pings.ask(1_000);
    expect(pings.answer(first)).toBe('late');
    expect(pings.hasAnswered).toBe(false);
    expect(pings.answer(second)).toBe('answered');
  });

  it('cannot be answered by who has not read them', () => {
    const starts = new Set(Array.from({ length: 20 }, () => new ProgramPings(300).ask(0)));
    expect(starts.size).toBeGreaterThan(15);
    const pings = new ProgramPings(300);
    expect(pings.answer(pings.ask(0) - 1)).toBe('unknown');
  });
});
