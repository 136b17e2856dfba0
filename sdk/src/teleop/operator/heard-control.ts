import { Listeners } from '../../subscriptions/listeners.js';
import type { ControlReason, StateMessage } from '../shared/wire.js';
import { NO_CONTROL, toControlState, type ControlState, whyLost } from './control-state.js';

/** What the robot has said of control, and what this page makes of it. */
export class HeardControl {
  /** Told of each change. */
  readonly changes = new Listeners<ControlState>();
  #state: StateMessage | undefined;
  #now: ControlState = NO_CONTROL;
  #lostBecause: ControlReason | undefined;

  /** The robot's newest word; undefined before the first. */
  get state(): StateMessage | undefined {
    return this.#state;
  }

  /** How it stands. */
  get now(): ControlState {
    return this.#now;
  }

  /** The robot says how it stands; `announce` tells of it. @param ignored - see {@link ControlState} */
  hear(state: StateMessage, nowMs: number, ignored: boolean): void {
    this.#state = state;
    if (state.epoch !== undefined) this.#lostBecause = undefined;
    else if (this.#now.mine) this.#lostBecause ??= whyLost(state);
    this.#now = toControlState(state, nowMs, { lostBecause: this.#lostBecause, ignored });
  }

  /** The robot does not give control, or takes it away. */
  refuse(reason: ControlReason): void {
    this.#lostBecause = reason;
    // The driver is told of a hand-over that came to nothing, or of the end: then its next state says so.
    if (!this.#now.mine) this.set({ lostBecause: reason });
  }

  /** Something of it is another than the robot has said. */
  set(change: Partial<ControlState>): void {
    this.#now = { ...this.#now, ...change };
    this.announce();
  }

  /** Tell of it. */
  announce(): void {
    this.changes.emit(this.#now);
  }
}
