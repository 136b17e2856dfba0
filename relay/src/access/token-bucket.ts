/** How much a client may send. */
export interface Rate {
  /** Sustained events per second. */
  readonly perSec: number;
  /** Events that may come at once after a pause. */
  readonly burst: number;
}

/** Limits a rate of events while letting short bursts through. Knows no clock: the caller tells the time. */
export class TokenBucket {
  readonly #rate: Rate;
  #tokens: number;
  #filledAtMs: number;

  /**
   * @param rate - what is let through
   * @param nowMs - the time, in ms
   */
  constructor(rate: Rate, nowMs: number) {
    this.#rate = rate;
    this.#tokens = rate.burst;
    this.#filledAtMs = nowMs;
  }

  /**
   * Take one token; returns whether there was one.
   * @param nowMs - the time, in ms
   */
  take(nowMs: number): boolean {
    const gained = (Math.max(0, nowMs - this.#filledAtMs) / 1000) * this.#rate.perSec;
    this.#tokens = Math.min(this.#rate.burst, this.#tokens + gained);
    this.#filledAtMs = nowMs;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}
