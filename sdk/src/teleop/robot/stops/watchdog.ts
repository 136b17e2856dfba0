import type { StopReason } from '../../shared/wire.js';

/** When a robot is stopped, and how stubbornly. */
export interface WatchdogOptions {
  /** Silence of the driver after which the robot is stopped. Default 300. */
  readonly timeoutMs: number;
  /** Round trip to the driver above which the robot is stopped; by default there is none. */
  readonly maxLatencyMs?: number | undefined;
  /** Time after which a stop that was not confirmed is asked for again. Default 250. */
  readonly retryMs: number;
}

/** A stop of the robot, until the driver has let go and drives anew. */
export interface SafeStop {
  /** Counts the stops, so that a late confirmation does not count for the next one. */
  readonly number: number;
  readonly reason: StopReason;
  readonly sinceMs: number;
  readonly confirmed: boolean;
}

/** How many round trips must be slow before the link is: one slow packet is not a slow link. */
const SLOW_TRIPS = 3;

/**
 * Decides when the robot is stopped. A machine of plain values: it is told what happens and what time it is, by a
 * clock that never goes back, and says whether the robot's program must be told to stop now.
 *
 * A driver that is silent for `timeoutMs` is stopped, once per silence; so is motion that no command has asked for
 * anew for as long, whatever heartbeats say: the command to end it may be lost. A stop is asked for again until it is
 * confirmed. Time that passed unnoticed (the process was frozen) counts as silence.
 */
export class Watchdog {
  readonly #options: WatchdogOptions;
  #watching = false;
  #heardMs = 0;
  /** When the newest command for motion came; undefined while the robot rests. */
  #movedMs: number | undefined;
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

  /** When the driver was heard last. */
  get heardMs(): number {
    return this.#heardMs;
  }

  /** When `check` is to be called next, at the latest; undefined while there is nothing to wait for. */
  get dueMs(): number | undefined {
    const due = [
      ...(this.#watching && !this.#silent ? [this.#heardMs + this.#options.timeoutMs] : []),
      ...(this.#movedMs === undefined ? [] : [this.#movedMs + this.#options.timeoutMs]),
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
   * Something fresh came from the driver.
   * @param rttMs - the round trip as the robot measured it
   * @returns whether the robot must be told to stop
   */
  hear(nowMs: number, rttMs: number): boolean {
    const overslept = this.#listen(nowMs);
    this.#heardMs = Math.max(this.#heardMs, nowMs);
    this.#silent = false;
    return this.#measure(nowMs, rttMs) || overslept;
  }

  /** A command for motion was let through. */
  move(nowMs: number): void {
    this.#movedMs = nowMs;
  }

  /** A command to rest was let through. */
  rest(): void {
    this.#movedMs = undefined;
  }

  /** Time has passed that the clock does not know of. @returns whether the robot must be told to stop */
  oversleep(nowMs: number): boolean {
    if (!this.#watching) return false;
    this.#silent = true;
    return this.demand('silence', nowMs);
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
   * than any other, and the end of the robot's program is the last of all.
   * @returns whether the robot's program must be told
   */
  demand(reason: StopReason, nowMs: number): boolean {
    if (this.#stop && weight(reason) <= weight(this.#stop.reason)) return false;
    this.#movedMs = undefined;
    this.#stop = { number: ++this.#count, reason, sinceMs: nowMs, confirmed: false };
    this.#askedMs = nowMs;
    return true;
  }

  /**
   * Stop the robot, whatever stop is in force: who has confirmed that is gone, and who comes in its place has to carry out
   * one of its own. What is more than `reason` stays the reason.
   */
  demandAnew(reason: StopReason, nowMs: number): void {
    const former = this.#stop;
    const kept = former && weight(former.reason) > 0 ? former : { reason, sinceMs: nowMs };
    this.#movedMs = undefined;
    this.#stop = { ...kept, number: ++this.#count, confirmed: false };
    this.#askedMs = nowMs;
  }

  /** The robot's program has carried out stop `number`. */
  confirm(number: number): boolean {
    if (this.#stop?.number !== number || this.#stop.confirmed) return false;
    this.#stop = { ...this.#stop, confirmed: true };
    return true;
  }

  /** The stop in force goes on for another reason, if it is `former` that was. */
  explain(former: StopReason, reason: StopReason): void {
    if (this.#stop?.reason === former) this.#stop = { ...this.#stop, reason };
  }

  /** The driver has let go: a confirmed stop that is not an emergency is over. */
  rearm(): boolean {
    if (!this.#stop?.confirmed || weight(this.#stop.reason) > 0) return false;
    if (this.#slow || this.#silent) return false;
    this.#stop = undefined;
    return true;
  }

  /** The emergency is over; the stop must still be confirmed, and the driver let go. */
  resume(): void {
    if (this.#stop?.reason !== 'emergency') return;
    this.#stop = { ...this.#stop, reason: 'control-changed' };
  }

  #listen(nowMs: number): boolean {
    if (!this.#watching) return false;
    const { timeoutMs } = this.#options;
    const isSilent = !this.#silent && nowMs - this.#heardMs > timeoutMs;
    const isForgotten = this.#movedMs !== undefined && nowMs - this.#movedMs > timeoutMs;
    if (isSilent) this.#silent = true;
    return (isSilent || isForgotten) && this.demand('silence', nowMs);
  }

  #measure(nowMs: number, rttMs: number): boolean {
    const { maxLatencyMs = Infinity } = this.#options;
    this.#trips = [...this.#trips, rttMs].slice(-SLOW_TRIPS);
    const wasSlow = this.#slow;
    this.#slow = this.#trips.length === SLOW_TRIPS && Math.min(...this.#trips) > maxLatencyMs;
    return this.#slow && !wasSlow && this.demand('latency', nowMs);
  }
}

/** Which stop is more than which: those of more than 0 do not end when the driver lets go. */
function weight(reason: StopReason): number {
  return ['emergency', 'robot-closed'].indexOf(reason) + 1;
}
