import type { StopReason } from './wire.js';

/** When a robot is stopped, and how stubbornly. */
export interface WatchdogOptions {
  /** Silence of who drives after which the robot is stopped. Default 300. */
  readonly timeoutMs: number;
  /** Round trip to who drives above which the robot is stopped; by default there is none. */
  readonly maxLatencyMs?: number | undefined;
  /** Time after which a stop that was not confirmed is asked for again. Default 250. */
  readonly retryMs: number;
}

/** A stop of the robot, until who drives has let go and drives anew. */
export interface SafeStop {
  /** Counts the stops, so that a late confirmation does not count for the next one. */
  readonly number: number;
  readonly reason: StopReason;
  readonly sinceMs: number;
  readonly confirmed: boolean;
}

/** How many round trips must be slow before the link is: one slow packet is no slow link. */
const SLOW_TRIPS = 3;

/**
 * Decides when the robot is stopped. A machine of plain values: it is told what happens and what time it is, by a
 * clock that never goes back, and says whether the robot's program must be told to stop now.
 *
 * Somebody who drives and is silent for `timeoutMs` is stopped, once per silence. A stop is asked for again until it is
 * confirmed. Time that passed unnoticed (the process was frozen) counts as silence.
 */
export class Watchdog {
  readonly #options: WatchdogOptions;
  #watching = false;
  #heardMs = 0;
  #silent = false;
  #trips: number[] = [];
  #slow = false;
  #stop: SafeStop | undefined;
  #askedMs = 0;
  #count = 0;

  constructor(options: WatchdogOptions) {
    this.#options = options;
  }

  /** The last stop, while it is in force: not confirmed, or nobody drives anew since. */
  get stop(): SafeStop | undefined {
    return this.#stop;
  }

  /** Whether commands may reach the robot. */
  get allowsMotion(): boolean {
    return this.#watching && !this.#silent && !this.#slow && !this.#stop;
  }

  /** When who drives was heard last. */
  get heardMs(): number {
    return this.#heardMs;
  }

  /** When `check` is to be called next, at the latest; undefined while there is nothing to wait for. */
  get dueMs(): number | undefined {
    const due = [
      ...(this.#watching && !this.#silent ? [this.#heardMs + this.#options.timeoutMs] : []),
      ...(this.#stop?.confirmed === false ? [this.#askedMs + this.#options.retryMs] : []),
    ];
    return due.length > 0 ? Math.min(...due) : undefined;
  }

  /** Somebody drives from now on. */
  watch(nowMs: number): void {
    this.#watching = true;
    this.#heardMs = nowMs;
    this.#silent = false;
    this.#slow = false;
    this.#trips = [];
  }

  /** Nobody drives any more. */
  unwatch(): void {
    this.#watching = false;
  }

  /**
   * Something fresh came from who drives.
   * @param rttMs - the round trip as the robot measured it
   * @returns whether the robot must be told to stop
   */
  hear(nowMs: number, rttMs: number): boolean {
    const overslept = this.#listen(nowMs);
    this.#heardMs = Math.max(this.#heardMs, nowMs);
    this.#silent = false;
    return this.#measure(nowMs, rttMs) || overslept;
  }

  /** Look at the clock; returns whether the robot must be told to stop, for the first time or again. */
  check(nowMs: number): boolean {
    if (this.#listen(nowMs)) return true;
    if (this.#stop?.confirmed !== false) return false;
    if (nowMs - this.#askedMs < this.#options.retryMs) return false;
    this.#askedMs = nowMs;
    return true;
  }

  /**
   * Stop the robot. While a stop is in force nothing has moved since, and no other is needed; only an emergency is more
   * than any other, and stays one whatever comes after it.
   * @returns whether the robot's program must be told
   */
  demand(reason: StopReason, nowMs: number): boolean {
    const current = this.#stop;
    if (current && (reason !== 'emergency' || current.reason === 'emergency')) return false;
    this.#stop = { number: ++this.#count, reason, sinceMs: nowMs, confirmed: false };
    this.#askedMs = nowMs;
    return true;
  }

  /** The robot's program has carried out stop `number`. */
  confirm(number: number): boolean {
    if (this.#stop?.number !== number || this.#stop.confirmed) return false;
    this.#stop = { ...this.#stop, confirmed: true };
    return true;
  }

  /** Who drives has let go: a confirmed stop that is no emergency is over. */
  rearm(): boolean {
    if (!this.#stop?.confirmed || this.#stop.reason === 'emergency') return false;
    if (this.#slow || this.#silent) return false;
    this.#stop = undefined;
    return true;
  }

  /** Somebody has ended the emergency; who drives must still let go. */
  resume(): boolean {
    if (this.#stop?.reason !== 'emergency' || !this.#stop.confirmed) return false;
    this.#stop = { ...this.#stop, reason: 'control-changed' };
    return true;
  }

  #listen(nowMs: number): boolean {
    if (!this.#watching || this.#silent) return false;
    if (nowMs - this.#heardMs <= this.#options.timeoutMs) return false;
    this.#silent = true;
    return this.demand('silence', nowMs);
  }

  #measure(nowMs: number, rttMs: number): boolean {
    const { maxLatencyMs = Infinity } = this.#options;
    this.#trips = [...this.#trips, rttMs].slice(-SLOW_TRIPS);
    const wasSlow = this.#slow;
    this.#slow = this.#trips.length === SLOW_TRIPS && Math.min(...this.#trips) > maxLatencyMs;
    return this.#slow && !wasSlow && this.demand('latency', nowMs);
  }
}
