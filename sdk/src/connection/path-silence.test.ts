import { describe, expect, it } from 'vitest';
import { bytesIn, PathJudge } from './path-silence.js';

const LOOK_MS = 150;

/** Looks every 150 ms for so long; returns after how long the path was called silent, if it was. */
function silentAfterMs(
  forMs: number,
  at: (ms: number) => {
    readonly unansweredMs: number | undefined;
    readonly bytes?: number;
    readonly sleeps?: boolean;
  },
): number | undefined {
  const judge = new PathJudge();
  for (let ms = 0; ms < forMs; ms += LOOK_MS) {
    const { unansweredMs, bytes = 0, sleeps } = at(ms);
    if (!sleeps && judge.look(ms, unansweredMs) && judge.count(ms, bytes)) return ms;
  }
  return undefined;
}

describe('a path', () => {
  it('is silent soon after nothing comes any more', () => {
    expect(silentAfterMs(5000, (ms) => ({ unansweredMs: ms }))).toBe(1350);
  });

  it('is not judged before a heartbeat was answered', () => {
    expect(silentAfterMs(5000, () => ({ unansweredMs: undefined }))).toBeUndefined();
  });

  it('is not silent while something comes, though nobody answers', () => {
    const at = (ms: number) => ({ unansweredMs: ms, bytes: Math.floor(ms / 400) });
    expect(silentAfterMs(60_000, at)).toBeUndefined();
  });

  it('is not silent because answers come seldom', () => {
    expect(silentAfterMs(60_000, (ms) => ({ unansweredMs: ms % 1000 }))).toBeUndefined();
  });

  it('is not called silent by a page that was frozen, before it has seen what waits', () => {
    const at = (ms: number) => {
      const wasFrozen = ms > 3000;
      return { unansweredMs: ms, bytes: wasFrozen ? 90_000 + ms : 1, sleeps: !wasFrozen };
    };
    expect(silentAfterMs(10_000, at)).toBeUndefined();
    const dead = (ms: number) => ({ ...at(ms), bytes: 1 });
    expect(silentAfterMs(10_000, dead)).toBeGreaterThan(3500);
  });

  it('is not judged by a page that is looked after too seldom', () => {
    const at = (ms: number) => ({ unansweredMs: ms, sleeps: ms % 600 !== 0 });
    expect(silentAfterMs(60_000, at)).toBeUndefined();
  });
});

describe('bytesIn', () => {
  const report = (...entries: object[]) =>
    new Map(entries.map((entry, at) => [String(at), entry])) as never as RTCStatsReport;

  it('counts transports, and where there are none the pair in use', () => {
    expect(bytesIn(report({ type: 'transport', bytesReceived: 2 }, { type: 'inbound-rtp' }))).toBe(
      2,
    );
    const pair = { type: 'candidate-pair', bytesReceived: 3 };
    expect(bytesIn(report({ ...pair, selected: true }, pair))).toBe(3);
  });

  it('is undefined where nobody tells', () => {
    expect(bytesIn(report({ type: 'transport' }))).toBeUndefined();
  });
});
