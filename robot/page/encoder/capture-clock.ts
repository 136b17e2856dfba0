/** How long an estimate counts, in ms: clocks drift apart slowly. */
const WINDOW_MS = 5_000;

/** NTP counts from 1900, the browser from 1970. */
const NTP_EPOCH_MS = 2_208_988_800_000;
const RTP_TICKS_PER_MS = 90;

/**
 * Finds out when frames were captured, by our clock. Their timestamps are of a clock of their source, and whatever keeps a frame
 * on its way makes it late and never early: so the one that took least tells how far the clocks are apart.
 */
export class CaptureClock {
  #startedMs = Number.NEGATIVE_INFINITY;
  #leastMs = Number.POSITIVE_INFINITY;
  #leastBeforeMs = Number.POSITIVE_INFINITY;
  #lastMs = Number.NEGATIVE_INFINITY;

  /**
   * When this frame was captured; later than the one before.
   * @param timestampUs - of the frame
   * @param nowMs - when it came, by our clock
   */
  at(timestampUs: number, nowMs: number): number {
    if (nowMs - this.#startedMs > WINDOW_MS) {
      this.#startedMs = nowMs;
      this.#leastBeforeMs = this.#leastMs;
      this.#leastMs = Number.POSITIVE_INFINITY;
    }
    const stampMs = timestampUs / 1_000;
    this.#leastMs = Math.min(this.#leastMs, nowMs - stampMs);
    const capturedMs = stampMs + Math.min(this.#leastMs, this.#leastBeforeMs);
    this.#lastMs = Math.max(capturedMs, this.#lastMs + 1);
    return this.#lastMs;
  }
}

/**
 * The RTP timestamp that WebRTC itself gives to a picture, so that a viewer does not notice which of the two encodes.
 * @param capturedMs - by the wall clock
 */
export function rtpTimestampOf(capturedMs: number): number {
  return Math.round((capturedMs + NTP_EPOCH_MS) * RTP_TICKS_PER_MS) % 2 ** 32;
}
