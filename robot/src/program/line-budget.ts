/** How many lines are logged at once, and how long it is quiet then. */
const LINES = 5;
const QUIET_MS = 10_000;

/** Keeps a log readable when the same happens a thousand times a second: the first few are said, the others counted. */
export class LineBudget {
  #said = 0;
  #leftOut = 0;
  #sinceMs = -Infinity;

  /**
   * Something happened again.
   * @returns undefined if it is not to be said; else how many were left out before it
   */
  spend(nowMs: number): number | undefined {
    if (nowMs - this.#sinceMs >= QUIET_MS) {
      this.#sinceMs = nowMs;
      this.#said = 0;
    }
    if (this.#said >= LINES) {
      this.#leftOut++;
      return undefined;
    }
    this.#said++;
    const leftOut = this.#leftOut;
    this.#leftOut = 0;
    return leftOut;
  }
}
