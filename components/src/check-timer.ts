/** Shortest and longest wait, in ms: neither a busy loop nor more than a timer can take. */
const MIN_WAIT_MS = 20;
const MAX_WAIT_MS = 60_000;

/** Calls back once after a while, unless it is set anew before. */
export class CheckTimer {
  readonly #onCheck: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param onCheck - what to call */
  constructor(onCheck: () => void) {
    this.#onCheck = onCheck;
  }

  /** Call back in `waitMs`, which is brought within sensible limits; undefined: not at all. */
  set(waitMs: number | undefined): void {
    clearTimeout(this.#timer);
    if (waitMs === undefined) return;
    this.#timer = setTimeout(this.#onCheck, Math.min(Math.max(waitMs, MIN_WAIT_MS), MAX_WAIT_MS));
  }
}
