/** WebRTC sends faster than the share that a picture has, to get a large frame away. */
const PACE = 2;

/** What is at least reckoned with, in bits per second. */
const MIN_BPS = 30_000;

/** How much of what was sent to a viewer has not left yet, as far as its share tells. */
export class SendBacklog {
  #bits = 0;
  #atMs = 0;

  /** A frame is sent. */
  add(bytes: number, allocatedBps: number, nowMs: number): void {
    this.#drain(allocatedBps, nowMs);
    this.#bits += bytes * 8;
  }

  /** How long what is sent now will wait, in ms. */
  waitMs(allocatedBps: number, nowMs: number): number {
    this.#drain(allocatedBps, nowMs);
    return (this.#bits * 1_000) / paced(allocatedBps);
  }

  #drain(allocatedBps: number, nowMs: number): void {
    const gone = (paced(allocatedBps) * (nowMs - this.#atMs)) / 1_000;
    this.#bits = Math.max(0, this.#bits - gone);
    this.#atMs = nowMs;
  }
}

function paced(allocatedBps: number): number {
  return Math.max(allocatedBps, MIN_BPS) * PACE;
}
