/**
 * Whether what the operator sees is live. `live`: the robot has just proved that it is there. `stale`: its last proof is
 * older than it should be, or it has given none yet. `lost`: nothing comes any more.
 */
export type Liveness = 'live' | 'stale' | 'lost';

/** When a robot counts as stale and as lost. */
export interface LivenessLimits {
  /** Default 400. */
  readonly staleAfterMs: number;
  /** Default 700: with the wait for a timer and a redraw, the operator knows within a second on a busy machine, too. */
  readonly lostAfterMs: number;
}

/** The defaults. */
export const LIVENESS_LIMITS: LivenessLimits = { staleAfterMs: 400, lostAfterMs: 700 };

/** Longest time between two looks after which we were not asleep ourselves. */
const AWAKE_MS = 300;
/** How long we must have been awake to know that the robot is silent: two heartbeats. */
const LISTEN_MS = 250;

/**
 * Judges by the time since the last proof of life: an answer to one of our heartbeats. Who judges may itself have been
 * frozen or throttled; then silence proves nothing, and it starts with `stale`.
 */
export class LivenessJudge {
  readonly #limits: LivenessLimits;
  #proofMs: number | undefined;
  #proofWasLate = false;
  #lookMs: number | undefined;
  #awakeSinceMs = 0;

  constructor(limits: LivenessLimits = LIVENESS_LIMITS) {
    this.#limits = limits;
  }

  /** When the last proof came; undefined before the first. */
  get proofMs(): number | undefined {
    return this.#proofMs;
  }

  /**
   * The robot has answered a heartbeat that was sent at `sentMs`.
   * @param aliveMs - when it was alive, as far as that is known: now, or before
   */
  prove(sentMs: number, aliveMs: number): void {
    this.#proofMs = Math.max(this.#proofMs ?? -Infinity, aliveMs);
    // An answer that was long under way proves that the robot was there then.
    this.#proofWasLate = aliveMs - sentMs > this.#limits.lostAfterMs;
  }

  /**
   * Judge; to be called at least every 200 ms.
   * @param isConnected - what the browser says of the link: bad news is believed; good news only makes a robot that
   * never answered `stale`
   */
  look(nowMs: number, isConnected: boolean): Liveness {
    const { staleAfterMs, lostAfterMs } = this.#limits;
    if (this.#lookMs === undefined || nowMs - this.#lookMs > AWAKE_MS) this.#awakeSinceMs = nowMs;
    this.#lookMs = nowMs;
    if (this.#proofMs === undefined) return isConnected ? 'stale' : 'lost';
    const silenceMs = nowMs - this.#proofMs;
    if (silenceMs <= staleAfterMs) return this.#proofWasLate ? 'stale' : 'live';
    const wasAwake = nowMs - this.#awakeSinceMs > LISTEN_MS;
    return !isConnected || (silenceMs > lostAfterMs && wasAwake) ? 'lost' : 'stale';
  }
}
