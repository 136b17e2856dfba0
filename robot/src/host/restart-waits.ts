import { backoffMs, type Backoff } from '@rtcbot-web/sdk/protocol';

/** How long to wait before something that has ended is started again. */
export interface RestartPolicy extends Backoff {
  /** What ran for so long ran well: its end starts the waits anew. */
  readonly resetAfterMs: number;
}

/** The waits of something that is to run always: short after a good run, longer and longer when it ends soon. */
export class RestartWaits {
  readonly #policy: RestartPolicy;
  readonly #now: () => number;
  #failures = 0;
  #startedAtMs: number | undefined;

  /** @param now - a clock in milliseconds that is never set; the machine's time may jump when it finds the network */
  constructor(policy: RestartPolicy, now: () => number = () => performance.now()) {
    this.#policy = policy;
    this.#now = now;
  }

  /** How often in a row it ended soon, or could not be started. */
  get failures(): number {
    return this.#failures;
  }

  /** How long it has been running; 0 while it is not. */
  get uptimeMs(): number {
    return this.#startedAtMs === undefined ? 0 : this.#now() - this.#startedAtMs;
  }

  /** It runs. */
  onStarted(): void {
    this.#startedAtMs = this.#now();
  }

  /** It has ended, or could not be started: says how long to wait now. */
  nextMs(): number {
    if (this.uptimeMs >= this.#policy.resetAfterMs) this.#failures = 0;
    this.#startedAtMs = undefined;
    return backoffMs(++this.#failures, this.#policy, Math.random());
  }

  /** It was ended on purpose. */
  reset(): void {
    this.#failures = 0;
    this.#startedAtMs = undefined;
  }
}
