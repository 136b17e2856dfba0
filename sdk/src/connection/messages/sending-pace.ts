import { RateBudget } from '../inbound/rate-budget.js';

/** What may be sent per second in the long run, over all data channels but those for driving. */
export interface SendingRates {
  readonly messagesPerSec: number;
  readonly bytesPerSec: number;
}

/** How much of what the other side takes is used: messages that were held up on their way arrive closer together. */
const PART_USED = 0.8;

/**
 * Keeps what is sent to a side below the rates that it named, so that a page which puts much at once loses nothing: the
 * other side drops what is above, and ends the link of who goes on.
 */
export class SendingPace {
  readonly rates: SendingRates;
  readonly #messages: RateBudget;
  readonly #bytes: RateBudget;
  readonly #burstBytes: number;

  constructor(rates: SendingRates, nowMs: number) {
    this.rates = rates;
    const messages = rates.messagesPerSec * PART_USED;
    const bytes = rates.bytesPerSec * PART_USED;
    this.#messages = new RateBudget({ perSec: messages, burst: Math.max(1, messages) }, nowMs);
    this.#bytes = new RateBudget({ perSec: bytes, burst: bytes }, nowMs);
    this.#burstBytes = bytes;
  }

  /** When a message of so many bytes, or a part of one, may go, in ms from now. If that is 0 it goes, and counts. */
  spendOrWaitMs(bytes: number, nowMs: number): number {
    const amount = Math.min(bytes, this.#burstBytes); // a larger one would wait for ever
    const waitMs = Math.max(this.#messages.waitMs(1, nowMs), this.#bytes.waitMs(amount, nowMs));
    if (waitMs > 0) return waitMs;
    this.#messages.spend(1, nowMs);
    this.#bytes.spend(amount, nowMs);
    return 0;
  }
}
