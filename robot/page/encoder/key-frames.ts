/** What asks for key frames within this time gets the same one. */
const GAP_MS = 300;

/** The same for who has no picture yet. */
const JOIN_GAP_MS = 100;

/** One viewer may have so many key frames at once, and one more each second: they cost everybody bits. */
const BURST = 3;
const REFILL_MS = 1_000;

/** Says when a group makes a key frame. */
export class KeyFrameSchedule {
  #wanted: 'no' | 'soon' | 'now' = 'now';
  #lastMs = Number.NEGATIVE_INFINITY;

  /** A viewer needs one; `hasPicture` tells whether it sees something until then. */
  want(hasPicture: boolean): void {
    if (!hasPicture) this.#wanted = 'now';
    else if (this.#wanted === 'no') this.#wanted = 'soon';
  }

  /** Whether the next frame is to be one. */
  isDue(nowMs: number): boolean {
    if (this.#wanted === 'no') return false;
    return nowMs - this.#lastMs >= (this.#wanted === 'now' ? JOIN_GAP_MS : GAP_MS);
  }

  /** One is made. */
  onMade(nowMs: number): void {
    this.#wanted = 'no';
    this.#lastMs = nowMs;
  }
}

/** How many key frames one viewer may have made. */
export class KeyFrameBudget {
  #left = BURST;
  #filledMs = 0;

  /** Whether it may have one now; it counts. */
  take(nowMs: number): boolean {
    this.#left = Math.min(BURST, this.#left + (nowMs - this.#filledMs) / REFILL_MS);
    this.#filledMs = nowMs;
    if (this.#left < 1) return false;
    this.#left--;
    return true;
  }
}
