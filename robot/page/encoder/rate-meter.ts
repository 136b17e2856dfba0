const WINDOW_MS = 1_000;

/** How much of something there was in the last second. */
export class RateMeter {
  #counts: { readonly atMs: number; readonly amount: number }[] = [];

  /** So much of it is there now. */
  add(amount: number, nowMs: number): void {
    this.#counts.push({ atMs: nowMs, amount });
  }

  /** How much there was. */
  perSec(nowMs: number): number {
    this.#counts = this.#counts.filter(({ atMs }) => nowMs - atMs <= WINDOW_MS);
    return this.#counts.reduce((sum, { amount }) => sum + amount, 0);
  }
}
