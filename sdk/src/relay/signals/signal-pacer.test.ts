import { describe, expect, it } from 'vitest';
import { SignalPacer } from './signal-pacer.js';

const offer = (sessionId: string, sdp = 'm=audio') => ({
  sessionId,
  signal: { type: 'offer', sdp } as const,
});
const candidate = (sessionId: string) => ({
  sessionId,
  signal: { type: 'candidate', candidate: { candidate: '' } } as const,
});

/** What is taken in at this time, as sessions and types. */
function takenAt(pacer: SignalPacer, nowMs: number): string[] {
  const taken: string[] = [];
  for (let next = pacer.next(nowMs); next; next = pacer.next(nowMs)) {
    taken.push(`${next.sessionId} ${next.signal.type}`);
  }
  return taken;
}

describe('SignalPacer', () => {
  it('takes in what an operator signals at once, in order', () => {
    const pacer = new SignalPacer(0);
    for (const one of [offer('a'), candidate('a'), candidate('a'), offer('b'), candidate('b')]) {
      pacer.add(one);
      if (one.sessionId === 'a') expect(takenAt(pacer, 0)).toHaveLength(1);
    }
    expect(takenAt(pacer, 0)).toEqual(['b offer', 'b candidate']);
    expect(pacer.waitMs(0)).toBeUndefined();
  });

  it('of links that are offered too often takes some, and then the newest when it is due', () => {
    const pacer = new SignalPacer(0);
    const taken: string[] = [];
    let told: string | undefined;
    for (let number = 0; number < 300; number++) {
      const atMs = number * 66;
      told = pacer.add(offer(String(number))) ?? told;
      pacer.add(candidate(String(number)));
      taken.push(...takenAt(pacer, atMs));
    }
    const offers = taken.filter((one) => one.endsWith('offer'));
    expect(offers.length, 'in 20 s').toBeLessThan(20);
    expect(told).toMatch(/new links every 2 seconds/);
    const waitMs = pacer.waitMs(20_000) ?? 0;
    expect(takenAt(pacer, 20_000 + waitMs)).toEqual(['299 offer', '299 candidate']);
  });

  it('takes further offers of a link more often', () => {
    const pacer = new SignalPacer(0);
    pacer.add(offer('a'));
    takenAt(pacer, 0);
    let taken = 0;
    for (let atMs = 0; atMs < 10_000; atMs += 10) {
      pacer.add(offer('a'));
      taken += takenAt(pacer, atMs).length;
    }
    expect(taken).toBeGreaterThan(30);
    expect(taken).toBeLessThan(45);
  });

  it('takes a hundred candidates for an offer, none of another link, and nothing that robots never need', () => {
    const pacer = new SignalPacer(0);
    pacer.add(offer('a'));
    for (let count = 0; count < 500; count++) pacer.add(candidate('a'));
    pacer.add(candidate('b'));
    pacer.add({ sessionId: 'a', signal: { type: 'answer', sdp: '' } });
    pacer.add({ sessionId: 'a', signal: { type: 'renegotiate' } });
    expect(takenAt(pacer, 0)).toHaveLength(101);
  });

  it('drops an offer of too many media sections, and says so', () => {
    const pacer = new SignalPacer(0);
    expect(pacer.add(offer('a', 'm=video\r\n'.repeat(41)))).toMatch(/40 media sections/);
    expect(takenAt(pacer, 0)).toEqual([]);
  });

  it('after a cut-off takes the newest offer when the rest is over', () => {
    const pacer = new SignalPacer(0);
    pacer.add(offer('a'));
    takenAt(pacer, 0);
    pacer.rest(10_000, 0);
    pacer.add(offer('b'));
    expect(takenAt(pacer, 9_999)).toEqual([]);
    expect(pacer.waitMs(9_999)).toBe(1);
    expect(takenAt(pacer, 10_000)).toEqual(['b offer']);
  });
});
