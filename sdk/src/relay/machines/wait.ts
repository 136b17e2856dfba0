import { backoffMs } from '../backoff.js';

/** A wait of a state machine, as a value: the machine names it, a {@link WaitTimer} carries it out. */
export type Wait =
  /** A time limit. */
  | { readonly ms: number }
  /** A moment within this time, so that many clients do not come at once. */
  | { readonly withinMs: number }
  /** The pause before the next try, after so many failures in a row. */
  | { readonly failures: number; readonly maxMs?: number };

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5000;

/**
 * How long a wait takes, in ms.
 * @param random - a number in [0, 1)
 */
export function waitMs(wait: Wait, random: number): number {
  if ('ms' in wait) return wait.ms;
  if ('withinMs' in wait) return wait.withinMs * random;
  const { failures, maxMs = LONGEST_PAUSE_MS } = wait;
  return backoffMs(failures, { firstMs: FIRST_PAUSE_MS, maxMs }, random);
}

/** Carries out one wait at a time. */
export class WaitTimer {
  readonly #onEnd: () => void;
  #wait: Wait | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param onEnd - called when the wait is over */
  constructor(onEnd: () => void) {
    this.#onEnd = onEnd;
  }

  /** Wait for this from now on. The very same wait goes on; another one, or none, replaces it. */
  set(wait: Wait | undefined): void {
    if (wait === this.#wait) return;
    clearTimeout(this.#timer);
    this.#wait = wait;
    if (!wait) return;
    this.#timer = setTimeout(
      () => {
        this.#wait = undefined;
        this.#onEnd();
      },
      waitMs(wait, Math.random()),
    );
  }
}
