import { callAt, deadlinesOf } from './deadlines.js';
import type { Delivery } from './outcome.js';

/** How long a client that was asked to come again has for it before it counts as gone. */
const ABSENCE_GRACE_MS = 5000;
/** Within what time a client whose session is to be renewed shall come again. */
const RENEWAL_SPREAD_MS = 2000;

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
  readonly deliver: (delivery: Delivery) => void;
}

interface Absence {
  readonly stop: () => void;
  /** What the client was sent while it was away. */
  readonly missed: Delivery[];
}

/**
 * Asks clients to connect anew: before their token or TURN credentials expire, and when the relay shuts down. Who was
 * asked may be away for a moment without others being told.
 */
export class Renewals {
  readonly #options: RenewalsOptions;
  readonly #timers = new Map<string, () => void>();
  readonly #asked = new Set<string>();
  readonly #absences = new Map<string, Absence>();

  /** @param options - what it works with */
  constructor(options: RenewalsOptions) {
    this.#options = options;
  }

  /** Watch over the deadlines of a socket. */
  watch(socketId: string, expiresAtMs: number): void {
    const { turnTtlMs, end } = this.#options;
    // a client that was cut off may come back on a socket of the same name
    this.#absences.get(socketId)?.stop();
    this.#absences.delete(socketId);
    const { renewAtMs, endAtMs } = deadlinesOf(expiresAtMs, turnTtlMs, Date.now());
    if (renewAtMs === Infinity && endAtMs === Infinity) return;
    const waitForEnd = () => {
      this.#timers.set(
        socketId,
        callAt(endAtMs, () => {
          end(socketId);
        }),
      );
    };
    if (renewAtMs >= endAtMs) waitForEnd();
    else {
      const renew = () => {
        this.ask(socketId, Math.min(RENEWAL_SPREAD_MS, (endAtMs - Date.now()) / 2));
        waitForEnd();
      };
      this.#timers.set(socketId, callAt(renewAtMs, renew));
    }
  }

  /** Ask a client to connect anew. */
  ask(socketId: string, withinMs: number): void {
    this.#asked.add(socketId);
    this.#options.ask(socketId, Math.round(withinMs));
  }

  /** A socket is gone: for good, unless its client was asked to come again. */
  onDisconnect(socketId: string): void {
    this.#timers.get(socketId)?.();
    this.#timers.delete(socketId);
    const { forget } = this.#options;
    if (!this.#asked.delete(socketId)) {
      forget(socketId);
      return;
    }
    const stop = callAt(Date.now() + ABSENCE_GRACE_MS, () => {
      this.#absences.delete(socketId);
      forget(socketId);
    });
    this.#absences.set(socketId, { stop, missed: [] });
  }

  /** Keep what is for a client that is away for a moment. */
  keep(delivery: Delivery): void {
    this.#absences.get(delivery.socketId)?.missed.push(delivery);
  }

  /** A client that was away is back on another socket. */
  succeed(socketId: string, heir: string): void {
    const absence = this.#absences.get(socketId);
    if (!absence) return;
    absence.stop();
    this.#absences.delete(socketId);
    for (const delivery of absence.missed) this.#options.deliver({ ...delivery, socketId: heir });
    this.#options.forget(socketId);
  }

  /** Stop all clocks. */
  close(): void {
    for (const stop of this.#timers.values()) stop();
    for (const { stop } of this.#absences.values()) stop();
    this.#timers.clear();
    this.#absences.clear();
  }
}
