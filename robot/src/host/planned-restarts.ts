import { processUsage } from '../chromium/process-usage.js';
import type { RobotHost } from './robot-host.js';
import { reasonToRefresh, type SupervisionPolicy } from './supervision-policy.js';

/** Starts Chromium afresh now and then, while nobody is there to see it: over weeks it would grow. */
export class PlannedRestarts {
  readonly #host: RobotHost;
  readonly #operators: () => number;
  readonly #policy: SupervisionPolicy;
  readonly #timer: NodeJS.Timeout;
  #lastBusyMs = performance.now();
  #coming = 0;

  /** @param operators - how many are connected now */
  constructor(host: RobotHost, operators: () => number, policy: SupervisionPolicy) {
    this.#host = host;
    this.#operators = operators;
    this.#policy = policy;
    this.#timer = setInterval(() => void this.#review(), policy.checkIntervalMs);
    this.#timer.unref();
  }

  /** Somebody has come or gone. */
  touch(): void {
    this.#lastBusyMs = performance.now();
  }

  /** Somebody is about to come while `work` goes on. */
  async during<T>(work: Promise<T>): Promise<T> {
    this.#coming++;
    try {
      return await work;
    } finally {
      this.#coming--;
      this.touch();
    }
  }

  /** Stop looking. */
  close(): void {
    clearInterval(this.#timer);
  }

  async #review(): Promise<void> {
    const { chromium } = this.#host;
    if (chromium?.pid === undefined) return;
    const usage = await processUsage(chromium.pid);
    // Meanwhile somebody may have come, or Chromium may be another one.
    if (this.#host.chromium?.pid !== chromium.pid) return;
    const nowMs = performance.now();
    const operators = this.#operators() + this.#coming;
    if (operators > 0) this.touch();
    const load = {
      ...{ memoryMiB: usage?.memoryMiB ?? 0, operators },
      ...{ uptimeMs: chromium.uptimeMs, idleMs: nowMs - this.#lastBusyMs },
    };
    const reason = reasonToRefresh(load, this.#policy.refresh);
    if (reason !== undefined) this.#host.restart(reason);
  }
}
