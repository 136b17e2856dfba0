import type { Refusal } from '@rtcbot-web/sdk/protocol';
import type { ByteBudget } from '../access/byte-budget.js';
import type { Grant } from '../access/grant.js';
import type { Client } from '../rooms/outcome.js';
import { tooManyBytes, tooManyEvents } from './refusal.js';
import { TokenBucket, type Rate } from '../access/token-bucket.js';

/** A client for as long as its socket lives. */
export interface Session {
  readonly client: Client;
  readonly grant: Grant;
}

/** Takes the answer to an event. */
export type Answer = (answer: object) => void;

/** An event of a client. */
export interface TakenEvent {
  readonly session: Session;
  readonly name: string;
  /** As it came. */
  readonly payload: unknown;
  readonly answer: Answer | undefined;
}

/** Options of all streams. */
export interface StreamOptions {
  /** How much one socket may send. */
  readonly rate: Rate;
  /** Handles an event; undefined: that is done. Never rejects. */
  readonly handle: (event: TakenEvent) => Promise<void> | undefined;
  /** An event that came too fast is refused; `isFirst`: those before it were not. */
  readonly onFlood: (event: TakenEvent, refusal: Refusal, isFirst: boolean) => void;
  /** End a client that does not stop. */
  readonly end: (socketId: string) => void;
}

/** Who goes on after that many refusals is cut off. */
const PATIENCE: Rate = { perSec: 20, burst: 1000 };

function isAnswer(value: unknown): value is Answer {
  return typeof value === 'function';
}

/** The events of one client: they are handled one after the other, and refused if they come too fast. */
export class EventStream {
  readonly #session: Session;
  readonly #options: StreamOptions;
  readonly #bucket: TokenBucket;
  readonly #bytes: ByteBudget;
  #patience: TokenBucket | undefined;
  #isFlooded = false;
  #pending: Promise<void> | undefined;

  /**
   * @param session - the client
   * @param bytes - how many it may send; others count them
   * @param options - what all streams work with
   */
  constructor(session: Session, bytes: ByteBudget, options: StreamOptions) {
    this.#session = session;
    this.#bytes = bytes;
    this.#options = options;
    this.#bucket = new TokenBucket(options.rate, Date.now());
  }

  /** Settles when all that was taken has been handled; undefined if it has been. */
  get pending(): Promise<void> | undefined {
    return this.#pending;
  }

  /**
   * Take an event; never throws.
   * @param packet - its name and what came with it; a function among that gets the answer
   */
  readonly take = (packet: readonly unknown[]): void => {
    const event: TakenEvent = {
      session: this.#session,
      name: String(packet[0]),
      payload: packet[1],
      answer: packet.find(isAnswer),
    };
    if (!this.#pass(event)) return;
    const { handle } = this.#options;
    const work = this.#pending ? this.#pending.then(() => handle(event)) : handle(event);
    if (!work) return;
    const settled = work.finally(() => {
      if (this.#pending === settled) this.#pending = undefined;
    });
    this.#pending = settled;
  };

  /** Refuses what comes too fast, and ends who does not stop. */
  #pass(event: TakenEvent): boolean {
    const { rate, onFlood, end } = this.#options;
    const nowMs = Date.now();
    const isSpent = this.#bytes.isSpent(nowMs);
    if (!isSpent && this.#bucket.take(nowMs)) {
      this.#isFlooded = false;
      return true;
    }
    const refusal = isSpent ? tooManyBytes(this.#bytes.perSec) : tooManyEvents(rate.perSec);
    onFlood(event, refusal, !this.#isFlooded);
    this.#isFlooded = true;
    this.#patience ??= new TokenBucket(PATIENCE, nowMs);
    if (this.#patience.take(nowMs)) event.answer?.(refusal);
    else end(this.#session.client.socketId);
    return false;
  }
}
