import { RateBudget } from '../../connection/inbound/rate-budget.js';
import type { Signal } from '../relay-messages.js';

/** A signal, and the session that it belongs to. */
export interface SessionSignal {
  readonly sessionId: string;
  readonly signal: Signal;
}

/** New links of one operator: those of somebody whose network breaks again and again, who dials ever more slowly. */
const SESSIONS = { perSec: 0.5, burst: 3 };

/** Further offers of a link: changed tracks, ICE restarts. */
const OFFERS = { perSec: 2, burst: 20 };

/** Candidates of one link between two offers: a machine has some addresses, of a few kinds. */
const MAX_CANDIDATES = 100;

/** Longest offer that is looked at, in media sections: each costs, and no page shows so many pictures. */
const MAX_SECTIONS = 40;

/**
 * Decides when a robot takes in what one operator signals, as each offer costs it. An offer that comes too soon waits; of
 * those that wait only the newest is kept, with its candidates. Knows no clock: the caller tells the time.
 */
export class SignalPacer {
  readonly #sessions: RateBudget;
  readonly #offers: RateBudget;
  #waiting: SessionSignal[] = [];
  /** Of the newest offer that was handed out. */
  #sessionId = '';
  /** Of the newest offer that has come. */
  #newestId = '';
  #candidates = 0;
  #restsUntilMs = 0;

  constructor(nowMs: number) {
    this.#sessions = new RateBudget(SESSIONS, nowMs);
    this.#offers = new RateBudget(OFFERS, nowMs);
  }

  /**
   * A signal has come. What a robot, which never offers, cannot use is dropped.
   * @returns what is too much, if something is dropped for that
   */
  add(one: SessionSignal): string | undefined {
    const { sessionId, signal } = one;
    if (signal.type === 'offer') return this.#addOffer(one, signal.sdp);
    if (signal.type !== 'candidate' || sessionId !== this.#newestId) return undefined;
    if (++this.#candidates > MAX_CANDIDATES) {
      return `at most ${String(MAX_CANDIDATES)} ICE candidates for an offer`;
    }
    this.#waiting.push(one);
    return undefined;
  }

  /** What is to be taken in now, if anything. */
  next(nowMs: number): SessionSignal | undefined {
    const [first] = this.#waiting;
    if (!first || this.waitMs(nowMs) !== 0) return undefined;
    this.#waiting.shift();
    if (first.signal.type !== 'offer') return first;
    this.#budgetOf(first).spend(1, nowMs);
    this.#sessionId = first.sessionId;
    return first;
  }

  /** When there is something to be taken in, in ms from now; undefined if nothing waits. */
  waitMs(nowMs: number): number | undefined {
    const [first] = this.#waiting;
    if (!first) return undefined;
    if (first.signal.type !== 'offer') return 0;
    const restMs = Math.max(0, this.#restsUntilMs - nowMs);
    return Math.max(restMs, this.#budgetOf(first).waitMs(1, nowMs));
  }

  /** Take no offer for a while. */
  rest(durationMs: number, nowMs: number): void {
    this.#restsUntilMs = nowMs + durationMs;
    // Whatever comes now is a new link.
    this.#sessionId = '';
  }

  /** Candidates belong to the offer before them: with it they are dropped for a newer one. */
  #addOffer(one: SessionSignal, sdp: string): string | undefined {
    if ((sdp.match(/^m=/gm)?.length ?? 0) > MAX_SECTIONS) {
      return `at most ${String(MAX_SECTIONS)} media sections in an offer`;
    }
    const isEarly = this.#waiting.some(({ signal }) => signal.type === 'offer');
    this.#waiting = [one];
    this.#newestId = one.sessionId;
    this.#candidates = 0;
    return isEarly
      ? 'offers wait: new links every 2 seconds, two other offers per second'
      : undefined;
  }

  #budgetOf({ sessionId }: SessionSignal): RateBudget {
    return sessionId === this.#sessionId ? this.#offers : this.#sessions;
  }
}
