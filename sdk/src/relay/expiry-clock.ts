import { SleepWatch } from '../teleop/robot/stops/sleep-watch.js';

/** How often to look at the clocks, so that a sleep of the machine is noticed, and no timer is longer than timers can be. */
const LOOK_MS = 1_000;

/** Sees that the time of a token is over, by the clocks of this machine alone: also when it slept meanwhile. */
export class ExpiryClock {
  readonly #onExpired: () => void;
  #sleep = new SleepWatch();
  /** By the monotonic clock; Infinity: never. */
  #expiresAtMs = Infinity;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(onExpired: () => void) {
    this.#onExpired = onExpired;
  }

  /** Time that is left; undefined: it never expires. */
  get leftMs(): number | undefined {
    if (this.#expiresAtMs === Infinity) return undefined;
    return Math.max(0, this.#expiresAtMs - performance.now());
  }

  /** So much time is left from now on; undefined: it never expires. */
  set(expiresInMs: number | undefined): void {
    this.#expiresAtMs = performance.now() + (expiresInMs ?? Infinity);
    this.#sleep = new SleepWatch();
    this.#look();
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#expiresAtMs = Infinity;
  }

  readonly #look = (): void => {
    clearTimeout(this.#timer);
    if (this.#expiresAtMs === Infinity) return;
    const nowMs = performance.now();
    this.#expiresAtMs -= this.#sleep.look(nowMs, Date.now());
    const leftMs = this.#expiresAtMs - nowMs;
    if (leftMs > 0) {
      this.#timer = setTimeout(this.#look, Math.min(leftMs, LOOK_MS));
      return;
    }
    this.close();
    this.#onExpired();
  };
}
