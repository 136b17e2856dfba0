import { NEUTRAL, neutralOf, type Command } from '../../shared/command.js';
import type { Effect, Received } from '../robot-effects.js';
import type { StopLatches } from './stop-latches.js';
import type { Watchdog } from './watchdog.js';

/** What a {@link Motion} depends on. */
export interface MotionOptions {
  readonly watchdog: Watchdog;
  readonly latches: StopLatches;
  readonly emit: (effect: Effect) => void;
}

/**
 * What moves the robot now, and whether a command may: only after the driver has let go, and while no stop stands. Until then the
 * robot's program is handed nothing but neutral commands of the robot's own making: what an operator calls neutral may mean
 * anything to it.
 */
export class Motion {
  readonly #options: MotionOptions;
  #armed = false;
  #current: Received | undefined;
  /** In the shape of the last motion. */
  #neutral: Command = NEUTRAL;

  constructor(options: MotionOptions) {
    this.#options = options;
  }

  /** Whether commands of the driver move the robot. */
  get isReady(): boolean {
    const { watchdog, latches } = this.#options;
    return this.#armed && watchdog.allowsMotion && !latches.any;
  }

  /** Whether the robot was told to move, and not to stop since. */
  get isUnderWay(): boolean {
    return this.#current !== undefined;
  }

  /**
   * The driver has let go.
   * @param mayArm - whether anybody is there who can be told of motion
   * @returns whether commands count from now on, and did not before
   */
  rest(order: Received, mayArm: boolean): boolean {
    const { watchdog, emit } = this.#options;
    const wasReady = this.isReady && mayArm;
    this.#current = undefined;
    watchdog.rest();
    emit({ type: 'command', ...order, data: wasReady ? order.data : this.#neutral });
    if (!mayArm) return false;
    this.#armed = true;
    watchdog.rearm();
    return !wasReady && this.isReady;
  }

  /** The driver wants to move, and may. */
  move(order: Received, nowMs: number): void {
    const { watchdog, emit } = this.#options;
    watchdog.move(nowMs);
    this.#current = order;
    this.#neutral = neutralOf(order.data);
    emit({ type: 'command', ...order });
  }

  /** Nothing moves any more, and the driver must let go first. Whoever listens to commands alone is stopped as well. */
  stop(): void {
    const current = this.#current;
    this.#current = undefined;
    this.disarm();
    if (current) this.#options.emit({ type: 'command', ...current, data: this.#neutral, ageMs: 0 });
  }

  /** The driver must let go first; what moves is told to stop next. */
  disarm(): void {
    this.#armed = false;
  }
}
