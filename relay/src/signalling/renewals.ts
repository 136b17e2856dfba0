import { DeadlineClock } from './deadline-clock.js';
import { deadlinesOf } from './deadlines.js';
import type { Address, Delivery } from '../rooms/outcome.js';

/** How long a client that was asked to come again has for it before it counts as gone. */
const ABSENCE_GRACE_MS = 5000;
/** Within what time a client whose session is to be renewed shall come again. */
const RENEWAL_SPREAD_MS = 2000;
/** What is kept for a client that is away; one for whom more comes counts as gone. */
const MAX_MISSED_BYTES = 1024 * 1024;

/** What renewals work with. */
export interface RenewalsOptions {
  /** Life of TURN credentials; Infinity: there are none. */
  readonly turnTtlMs: number;
  /** Ask a client to connect anew within a time. */
  readonly ask: (socketId: string, withinMs: number) => void;
  /** A token has run out: end the session. */
  readonly end: (socketId: string) => void;
  /** A client is gone for good. */
  readonly forget: (socketId: string) => void;
  /** Send what was missed to where the client is now. */
  readonly forward: (delivery: Delivery) => void;
}

/** What a client that is away was sent. */
interface Missed {
  readonly deliveries: Delivery[];
  bytes: number;
}

/**
 * Asks clients to connect anew: before their token or TURN credentials expire, and when the relay shuts down. Who was
 * asked may be away for a moment without others being told.
 */
export class Renewals {
  readonly #options: RenewalsOptions;
  readonly #renewals: DeadlineClock;
  readonly #ends: DeadlineClock;
  /** Until when those who were asked and have gone may stay away. */
  readonly #absences: DeadlineClock;
  readonly #asked = new Set<string>();
  /** What those who are away were sent meanwhile. */
  readonly #missed = new Map<string, Missed>();

  constructor(options: RenewalsOptions) {
    this.#options = options;
    const { end, forget } = options;
    this.#renewals = new DeadlineClock((socketId) => {
      const leftMs = this.#ends.get(socketId) - Date.now();
      this.ask(socketId, Math.min(RENEWAL_SPREAD_MS, leftMs / 2));
    });
    this.#ends = new DeadlineClock(end);
    this.#absences = new DeadlineClock((socketId) => {
      this.#missed.delete(socketId);
      forget(socketId);
    });
  }

  /** Whether somebody is away who may come again. */
  get areAnyAway(): boolean {
    return this.#missed.size > 0;
  }

  /** Watch over the deadlines of a socket. */
  watch(socketId: string, expiresAtMs: number): void {
    const { turnTtlMs } = this.#options;
    const { renewAtMs, endAtMs } = deadlinesOf(expiresAtMs, turnTtlMs, Date.now());
    this.#ends.set(socketId, endAtMs);
    if (renewAtMs < endAtMs) this.#renewals.set(socketId, renewAtMs);
  }

  /** Ask a client to connect anew. */
  ask(socketId: string, withinMs: number): void {
    this.#asked.add(socketId);
    this.#options.ask(socketId, Math.round(withinMs));
  }

  /** A socket is gone: for good, unless its client was asked to come again. */
  onDisconnect(socketId: string): void {
    this.#renewals.delete(socketId);
    this.#ends.delete(socketId);
    if (this.#asked.delete(socketId)) {
      this.#missed.set(socketId, { deliveries: [], bytes: 0 });
      this.#absences.set(socketId, Date.now() + ABSENCE_GRACE_MS);
    } else this.#options.forget(socketId);
  }

  /** Keep what is for a client that is away for a moment; returns whether it is. */
  keep(delivery: Delivery): boolean {
    const { socketId, payload } = delivery;
    const missed = this.#missed.get(socketId);
    if (!missed) return false;
    missed.bytes += JSON.stringify(payload).length;
    if (missed.bytes > MAX_MISSED_BYTES) {
      this.#return(socketId);
      this.#options.forget(socketId);
      return false;
    }
    missed.deliveries.push(delivery);
    return true;
  }

  /**
   * A client that was away is back on another socket.
   * @param socketId - the old one
   * @param heir - the other one
   */
  succeed(socketId: string, heir: Address): void {
    const missed = this.#return(socketId);
    if (!missed) return;
    for (const delivery of missed.deliveries) this.#options.forward({ ...delivery, ...heir });
    this.#options.forget(socketId);
  }

  /** Stop all clocks. */
  close(): void {
    for (const clock of [this.#renewals, this.#ends, this.#absences]) clock.close();
    this.#missed.clear();
  }

  /** Somebody is not away any more; returns what was missed. */
  #return(socketId: string): Missed | undefined {
    const missed = this.#missed.get(socketId);
    this.#absences.delete(socketId);
    this.#missed.delete(socketId);
    return missed;
  }
}
