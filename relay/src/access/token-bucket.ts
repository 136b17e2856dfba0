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
    this.#fill(nowMs);
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }

  /**
   * Take what has been used already, into debt if need be.
   * @param amount - tokens
   * @param nowMs - the time, in ms
   */
  spend(amount: number, nowMs: number): void {
    this.#fill(nowMs);
    this.#tokens = Math.max(-this.#rate.burst, this.#tokens - amount);
  }

  /** Whether more has been used than there was. */
  isInDebt(nowMs: number): boolean {
    if (this.#tokens >= 0) return false;
    this.#fill(nowMs);
    return this.#tokens < 0;
  }

  /** Whether nothing is missing: it can as well be forgotten. */
  isFull(nowMs: number): boolean {
    this.#fill(nowMs);
    return this.#tokens >= this.#rate.burst;
  }

  #fill(nowMs: number) {
    const gained = (Math.max(0, nowMs - this.#filledAtMs) / 1000) * this.#rate.perSec;
    this.#tokens = Math.min(this.#rate.burst, this.#tokens + gained);
    this.#filledAtMs = nowMs;
  }
}
