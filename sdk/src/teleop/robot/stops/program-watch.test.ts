import { describe, expect, it } from 'vitest';
import { ProgramWatch } from './program-watch.js';

const watchOf = (requireProgramHeartbeat = false) =>
  new ProgramWatch({ timeoutMs: 300, requireProgramHeartbeat });

describe('a program that drives the motors', () => {
  it('does not watch a program where there never was one', () => {
    const watch = watchOf();
    expect(watch.state(0)).toBeUndefined();
    expect(watch.allowsMotion(0)).toBe(true);
    expect(watch.owingMs(1_000)).toBe(0);
  });

  it('moves nothing before it has spoken', () => {
    const watch = watchOf();
    watch.note('started', 0);
    watch.note('asked', 0);
    expect([watch.state(9_000), watch.allowsMotion(9_000)]).toEqual(['starting', false]);
    watch.note('ready', 9_000);
    expect([watch.state(9_000), watch.allowsMotion(9_000)]).toEqual(['unwatched', true]);
  });

  it('is unwatched until it answers, and must answer where that is asked for', () => {
    const watch = watchOf(true);
    watch.note('started', 0);
    watch.note('ready', 0);
    watch.note('asked', 0);
    expect([watch.state(9_000), watch.allowsMotion(9_000)]).toEqual(['unwatched', false]);
    expect(watch.dueMs).toBeUndefined();
    expect(watch.note('answered', 9_000)).toBe(true);
    expect([watch.state(9_000), watch.allowsMotion(9_000)]).toEqual(['live', true]);
  });

  it('is silent when it owes an answer for longer than it may, until it gives one', () => {
    const watch = watchOf();
    for (const event of ['started', 'ready', 'answered'] as const) watch.note(event, 0);
    watch.note('asked', 1_000);
    watch.note('asked', 1_100); // it owes the first one
    expect([watch.state(1_300), watch.dueMs, watch.owingMs(1_300)]).toEqual(['live', 1_300, 300]);
    expect([watch.state(1_301), watch.allowsMotion(1_301)]).toEqual(['silent', false]);
    watch.note('answered', 5_000);
    expect([watch.state(9_000), watch.owingMs(9_000)]).toEqual(['live', 0]);
  });

  it('is silent when it takes nothing, although it never answered, until it takes it', () => {
    const watch = watchOf();
    watch.note('started', 0);
    watch.note('ready', 0);
    watch.note('stuck', 1_000);
    expect([watch.state(1_300), watch.state(1_301)]).toEqual(['unwatched', 'silent']);
    watch.note('ready', 2_000);
    expect(watch.state(9_000)).toBe('unwatched');
  });

  it('owes from its end on until the next one speaks, which is watched anew', () => {
    const watch = watchOf();
    for (const event of ['started', 'ready', 'answered'] as const) watch.note(event, 0);
    watch.note('lost', 1_000);
    expect([watch.state(1_000), watch.allowsMotion(1_000)]).toEqual(['lost', false]);
    watch.note('started', 2_000);
    expect([watch.state(2_000), watch.owingMs(2_000)]).toEqual(['starting', 1_000]);
    watch.note('ready', 3_000);
    expect([watch.state(3_000), watch.owingMs(3_000)]).toEqual(['unwatched', 0]);
  });
});
