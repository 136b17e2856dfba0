import { expect } from 'vitest';
import type { PictureSignal } from '../teleop/robot/stops/picture-watch.js';
import type { Id, Step } from './world-steps.js';

const TIMEOUT_MS = 700;
/** Half of the longest round trip with which a report counts: that much of its way may be unknown. */
const TRAVEL_MS = 250;

type Sight = Extract<Step, { do: 'see' }>['how'];

/** The truth about the pictures that operators see. */
export class PictureModel {
  readonly #isAlwaysNeeded: boolean;
  readonly #sights = new Map<string, { readonly how: Sight; readonly sinceMs: number }>();
  readonly #signals = new Map<string, PictureSignal>();

  constructor(isAlwaysNeeded: boolean) {
    this.#isAlwaysNeeded = isAlwaysNeeded;
  }

  /** An operator sees its picture live, frozen or not at all from now on, or its page ceases to say. */
  see({ who, how }: Extract<Step, { do: 'see' }>, nowMs: number): void {
    const former = this.#sights.get(who);
    const wasLive = (former?.how ?? 'live') === 'live';
    const sinceMs = wasLive ? nowMs : (former?.sinceMs ?? nowMs);
    this.#sights.set(who, { how, sinceMs });
  }

  noteSignal({ who, signal }: Extract<Step, { do: 'signal' }>): void {
    this.#signals.set(who, signal);
  }

  forget(who: string): void {
    this.#signals.delete(who);
  }

  /** What its page says of it. */
  reportOf(who: Id, nowMs: number): number | null | undefined {
    const { how = 'live', sinceMs = nowMs } = this.#sights.get(who) ?? {};
    return { live: 0, frozen: nowMs - sinceMs, none: null, unsaid: undefined }[how];
  }

  /** To be called while `who` moves the robot, after the clock was looked at. */
  expectSeen(who: string, nowMs: number): void {
    const signal = this.#signals.get(who);
    if (!this.#isAlwaysNeeded && signal === undefined) return;
    expect(signal, 'motion is not blind').not.toBe('lost');
    const { how = 'live', sinceMs = nowMs } = this.#sights.get(who) ?? {};
    if (how === 'live') return;
    expect(nowMs - sinceMs, 'motion ends with the picture').toBeLessThanOrEqual(
      TIMEOUT_MS + TRAVEL_MS + 1,
    );
  }
}
