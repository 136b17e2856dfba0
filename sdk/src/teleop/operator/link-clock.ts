/** One heartbeat and its answer. */
export interface RoundTrip {
  /** When the heartbeat was sent, by our clock. */
  readonly sentMs: number;
  /** When its answer came, by our clock. */
  readonly receivedMs: number;
  /** When it was answered, by the other side's clock. */
  readonly remoteMs: number;
}

/** What the heartbeats of the last seconds tell about the link. */
export interface LinkQuality {
  /** Round trip of the newest heartbeat. */
  readonly rttMs: number;
  /** How much round trips differ from one to the next, smoothed as in RFC 3550. */
  readonly jitterMs: number;
  /** The robot's clock minus ours; the zero of either means nothing. */
  readonly clockOffsetMs: number;
  /** Largest error of `clockOffsetMs`: half of the quickest round trip. */
  readonly clockErrorMs: number;
}

/** How many round trips are remembered: some seconds, in which clocks do not drift apart. */
const WINDOW = 40;

/**
 * Measures round trip, jitter and the difference of the two clocks. The quickest round trip knows the difference best,
 * as the answer was given somewhere within it.
 */
export class LinkClock {
  readonly #trips: RoundTrip[] = [];
  #jitterMs = 0;

  /** A heartbeat was answered. */
  add(trip: RoundTrip): void {
    const previous = this.#trips.at(-1);
    if (previous) this.#jitterMs += (Math.abs(rtt(trip) - rtt(previous)) - this.#jitterMs) / 16;
    this.#trips.push(trip);
    if (this.#trips.length > WINDOW) this.#trips.shift();
  }

  /** Another robot program answers from now on, with a clock of its own. */
  reset(): void {
    this.#trips.length = 0;
    this.#jitterMs = 0;
  }

  /** What is known; undefined before the first answer. */
  get quality(): LinkQuality | undefined {
    const newest = this.#trips.at(-1);
    if (!newest) return undefined;
    const best = this.#trips.reduce((one, other) => (rtt(other) < rtt(one) ? other : one));
    return {
      rttMs: rtt(newest),
      jitterMs: this.#jitterMs,
      clockOffsetMs: best.remoteMs - (best.sentMs + best.receivedMs) / 2,
      clockErrorMs: rtt(best) / 2,
    };
  }
}

function rtt({ sentMs, receivedMs }: RoundTrip): number {
  return receivedMs - sentMs;
}
