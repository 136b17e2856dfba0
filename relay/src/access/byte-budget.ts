/**
 * How many bytes clients may send: each of them, and all together that have the same token.
 *
 * @module
 */
import type { Role } from '@rtcbot-web/sdk/protocol';
import { TokenBucket, type Rate } from './token-bucket.js';

/** A viewer only answers what it is shown; a robot answers all its operators. */
const SHARES: Readonly<Record<Role, number>> = {
  viewer: 1 / 4,
  operator: 1,
  supervisor: 1,
  robot: 4,
};
/** Seconds of bytes that may come at once: a robot that restarts answers 64 operators. */
const BURST_SEC = 8;
/** Clients at their limit that one token is good for, on this node. */
const CLIENTS_PER_TOKEN = 8;
/** Tokens to remember before those that have calmed down are forgotten. */
const REMEMBERED = 10_000;

/** What one client may send. */
export class ByteBudget {
  /** Bytes per second; for the words of a refusal. */
  readonly perSec: number;
  readonly #own: TokenBucket;
  readonly #shared: TokenBucket | undefined;

  /**
   * @param rate - what is let through, in bytes
   * @param shared - what all that have the same token may send
   * @param nowMs - the time, in ms
   */
  constructor(rate: Rate, shared: TokenBucket | undefined, nowMs: number) {
    this.perSec = rate.perSec;
    this.#own = new TokenBucket(rate, nowMs);
    this.#shared = shared;
  }

  /** Bytes have come. */
  spend(bytes: number, nowMs: number): void {
    this.#own.spend(bytes, nowMs);
    this.#shared?.spend(bytes, nowMs);
  }

  /** Whether more has come than may. */
  isSpent(nowMs: number): boolean {
    return this.#own.isInDebt(nowMs) || (this.#shared?.isInDebt(nowMs) ?? false);
  }
}

/** Makes the budgets of a node's clients. */
export class ByteBudgets {
  readonly #perSec: number;
  readonly #byToken = new Map<string, TokenBucket>();

  /** @param perSec - bytes per second of an operator */
  constructor(perSec: number) {
    this.#perSec = perSec;
  }

  /**
   * Make the budget of a client. What was sent with its token before counts, however many connections have come and gone.
   * @param role - its role
   * @param holder - who has its token; undefined: there is none
   * @param nowMs - the time, in ms
   */
  open(role: Role, holder: string | undefined, nowMs: number): ByteBudget {
    const perSec = this.#perSec * SHARES[role];
    const rate = { perSec, burst: BURST_SEC * perSec };
    return new ByteBudget(rate, this.#sharedBy(role, holder, rate, nowMs), nowMs);
  }

  #sharedBy(role: Role, holder: string | undefined, { perSec, burst }: Rate, nowMs: number) {
    if (holder === undefined) return undefined;
    const name = `${role} ${holder}`;
    const known = this.#byToken.get(name);
    if (known) return known;
    if (this.#byToken.size >= REMEMBERED) this.#forgetCalm(nowMs);
    const rate = { perSec: perSec * CLIENTS_PER_TOKEN, burst: burst * CLIENTS_PER_TOKEN };
    const shared = new TokenBucket(rate, nowMs);
    this.#byToken.set(name, shared);
    return shared;
  }

  #forgetCalm(nowMs: number) {
    for (const [name, bucket] of this.#byToken)
      if (bucket.isFull(nowMs)) this.#byToken.delete(name);
  }
}
