/** How far the wall clock may get ahead of ours between two looks; more, and the machine slept. */
const MAX_SLEEP_MS = 250;

/** Sees that a machine slept: its monotonic clock stood still meanwhile, the wall clock did not. */
export class SleepWatch {
  #differenceMs: number | undefined;

  /**
   * Look at both clocks.
   * @param nowMs - by the monotonic one
   * @param dayMs - by the wall clock
   * @returns how long it slept since the look before; 0 if it did not
   */
  look(nowMs: number, dayMs: number): number {
    const sleptMs = dayMs - nowMs - (this.#differenceMs ?? dayMs - nowMs);
    this.#differenceMs = dayMs - nowMs;
    return sleptMs > MAX_SLEEP_MS ? sleptMs : 0;
  }
}
