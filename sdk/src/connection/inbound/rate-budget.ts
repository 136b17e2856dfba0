/** What may come in the long run, and what may come at once after a pause. */
export interface Rate {
  readonly perSec: number;
  readonly burst: number;
}

/** Lets a rate of something through, and short bursts of it. Knows no clock: the caller tells the time. */
export class RateBudget {
  readonly #rate: Rate;
  #left: number;
  #filledMs: number;

  /** @param nowMs - by a clock that only goes forward, in ms; each call tells the time of the same one */
  constructor(rate: Rate, nowMs: number) {
    this.#rate = rate;
    this.#left = rate.burst;
    this.#filledMs = nowMs;
  }

  /** Spend `amount`; returns whether there was so much. */
  spend(amount: number, nowMs: number): boolean {
    this.#fill(nowMs);
    if (this.#left < amount) return false;
    this.#left -= amount;
    return true;
  }

  /** When `amount` could be spent, in ms from now; 0 for now. */
  waitMs(amount: number, nowMs: number): number {
    this.#fill(nowMs);
    return Math.max(0, ((amount - this.#left) / this.#rate.perSec) * 1000);
  }

  #fill(nowMs: number): void {
    const gained = (Math.max(0, nowMs - this.#filledMs) / 1000) * this.#rate.perSec;
    this.#left = Math.min(this.#rate.burst, this.#left + gained);
    this.#filledMs = nowMs;
  }
}
