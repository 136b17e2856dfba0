import { Lifecycle } from '../../subscriptions/lifecycle.js';
import { deliver, reportCallbackError } from '../../subscriptions/listeners.js';
import type { Subscriber } from '../../subscriptions/subscription.js';
import type { CommandCounts } from './command-gate.js';
import { ReceivedCommands } from './received-commands.js';
import { RobotCore } from './robot-core.js';
import type { Effect } from './robot-effects.js';
import { parseOperatorMessage } from './robot-wire.js';
import {
  resolveTeleopOptions,
  type OperatorPort,
  type RobotControlState,
  type SafeStopHandler,
  type TeleopOptions,
} from './teleop-options.js';
import { Telemetry } from './telemetry.js';
import type { RobotMessage, StopReason } from '../shared/wire.js';

/** How long the end of the robot's program waits for the stop to be confirmed, in ms. */
const LAST_STOP_MS = 1_000;

/** Longest wait of a timer; whatever is due later is looked at then. */
const MAX_WAIT_MS = 60_000;
/** How far the clock of the day may get ahead of ours between two steps; more, and the machine slept. */
const MAX_SLEEP_MS = 250;

/**
 * Driving, on the robot's side. It runs where the motors are driven from (Node), not where the pictures come from: so
 * that a page that froze or died stops the robot as well. Whoever has operators tells it of them with `join`, `receive`
 * and `leave`.
 */
export class RobotTeleop extends Lifecycle {
  /** What moves the robot. */
  readonly commands = new ReceivedCommands();
  /** What operators see of the robot's state: newest wins. */
  readonly telemetry: Telemetry;
  readonly #options: TeleopOptions;
  readonly #core: RobotCore;
  /** Done after each step, so that what the robot's program does in reply finds the core at rest. */
  readonly #effects: Effect[] = [];
  readonly #ports = new Map<string, OperatorPort>();
  readonly #handlers = new Set<SafeStopHandler>();
  readonly #listeners = new Set<Subscriber<RobotControlState>>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #dayMs = Date.now() - performance.now();
  /** Ends the calls of the stop that is not confirmed yet. */
  #stopping: { readonly number: number; readonly calls: AbortController } | undefined;

  /** @param options - see docs/teleop.md */
  constructor(options: TeleopOptions = {}) {
    super();
    this.#options = options;
    this.#core = new RobotCore(resolveTeleopOptions(options), (effect) => {
      this.#effects.push(effect);
    });
    this.telemetry = new Telemetry((message) => {
      for (const id of this.#ports.keys()) this.#send(id, message, false);
    });
    this.onSafeStop = this.onSafeStop.bind(this);
    this.onControl = this.onControl.bind(this);
    this._setReady(true);
  }

  /** Who drives, who waits, whether the robot is stopped. */
  get control(): RobotControlState {
    const { control, stop } = this.#core;
    const { grant, requests } = control;
    return {
      holder: grant && {
        operatorId: grant.operatorId,
        heldForMs: performance.now() - grant.sinceMs,
      },
      requests,
      stop: stop && { reason: stop.reason, confirmed: stop.confirmed },
    };
  }

  /** What became of commands, and why. */
  get counts(): CommandCounts {
    return this.#core.counts;
  }

  /**
   * Call `handler(reason, {number, signal})` when the robot must stop, and again every quarter of a second until what it
   * returns has resolved. No command comes before that. Stopping twice must do no harm.
   */
  onSafeStop<H extends SafeStopHandler>(handler: H): H {
    this.#handlers.add(handler);
    return handler;
  }

  /** Call `listener` whenever who drives, who waits or the stop changes. */
  onControl<S extends Subscriber<RobotControlState>>(listener: S): S {
    this.#listeners.add(listener);
    return listener;
  }

  /** Give control to an operator, whoever has it; undefined takes it away. */
  giveControl(operatorId: string | undefined): void {
    this.#step((nowMs) => {
      this.#core.give(operatorId, nowMs);
    });
  }

  /** Emergency stop: nobody drives until it is resumed. */
  stop(): void {
    this.#step((nowMs) => {
      this.#core.demandStop('emergency', nowMs);
    });
  }

  /** End the emergency stop. */
  resume(): void {
    this.#step((nowMs) => {
      this.#core.resume(nowMs);
    });
  }

  /** An operator has connected. @param role - what the relay vouches for */
  join(operatorId: string, role: string, port: OperatorPort): void {
    this.#ports.set(operatorId, port);
    this.#step((nowMs) => {
      this.#core.join(operatorId, role, nowMs);
    });
  }

  /** An operator is gone. */
  leave(operatorId: string): void {
    this.#ports.delete(operatorId);
    this.#step((nowMs) => {
      this.#core.leave(operatorId, nowMs);
    });
  }

  /** A text came from an operator, on either channel. */
  receive(operatorId: string, text: unknown): void {
    const message = parseOperatorMessage(text);
    if (!message) {
      this.#core.receiveNonsense();
      return;
    }
    this.#step((nowMs) => {
      this.#core.receive(operatorId, message, nowMs);
    });
    if (message.type === 'hello') this.telemetry._repeat(this.#portOf(operatorId));
  }

  /** Stops the robot for the last time, and waits a second for it at most. */
  protected override async _close(): Promise<void> {
    this.#step((nowMs) => {
      this.#core.demandStop('robot-closed', nowMs);
    });
    await Promise.all([this.#confirmed(), this.telemetry.close()]);
    clearTimeout(this.#timer);
    await this.commands.close();
  }

  #confirmed(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, LAST_STOP_MS);
      const look = (): void => {
        if (this.#core.stop?.confirmed === false) return;
        clearTimeout(timer);
        resolve();
      };
      this.onControl(look);
      look();
    });
  }

  /** Everything that happens goes through here, so that no deadline is forgotten. */
  #step(step: (nowMs: number) => void): void {
    const nowMs = performance.now();
    if (this.#hasSlept(nowMs)) this.#core.oversleep(nowMs);
    step(nowMs);
    this.#schedule();
    while (this.#effects.length > 0) {
      const effect = this.#effects.shift();
      if (effect) this.#carryOut(effect);
    }
  }

  /** A monotonic clock stands still while its machine sleeps; that of the day does not. */
  #hasSlept(nowMs: number): boolean {
    const formerMs = this.#dayMs;
    this.#dayMs = Date.now() - nowMs;
    return this.#dayMs - formerMs > MAX_SLEEP_MS;
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    const { dueMs } = this.#core;
    if (dueMs === undefined) return;
    // A timer may fire a fraction of a millisecond early.
    const waitMs = Math.min(MAX_WAIT_MS, Math.max(1, Math.ceil(dueMs - performance.now()) + 1));
    this.#timer = setTimeout(() => {
      this.#step((nowMs) => {
        this.#core.check(nowMs);
      });
    }, waitMs);
  }

  #carryOut(effect: Effect): void {
    switch (effect.type) {
      case 'command':
        this.commands._hand(effect.operatorId, effect.data);
        break;
      case 'safe-stop':
        void this.#stopSafely(effect.number, effect.reason);
        break;
      case 'send':
        this.#send(effect.to, effect.message, effect.reliable);
        break;
      case 'ask':
        void this.#ask(effect.operatorId);
        break;
      case 'changed':
        for (const listener of [...this.#listeners]) deliver(listener, this.control);
        break;
    }
  }

  /** A handler that fails or hangs is called again, when the core asks for the stop again. */
  async #stopSafely(number: number, reason: StopReason): Promise<void> {
    if (this.#stopping?.number !== number) {
      this.#stopping?.calls.abort();
      this.#stopping = { number, calls: new AbortController() };
    }
    const { calls } = this.#stopping;
    const call = { number, signal: calls.signal };
    try {
      await Promise.all([...this.#handlers].map((handler) => handler(reason, call)));
    } catch (error) {
      // What was broken off because nobody waits for it has not failed.
      if (!calls.signal.aborted) reportCallbackError(error);
      return;
    }
    this.#step((nowMs) => {
      this.#core.confirmStop(number, nowMs);
    });
    calls.abort();
  }

  async #ask(operatorId: string): Promise<void> {
    const { operators, grant } = this.#core.control;
    const role = operators.find(({ id }) => id === operatorId)?.role ?? '';
    let may = false;
    try {
      const request = { operatorId, role, holder: grant?.operatorId };
      may = (await this.#options.mayDrive?.(request)) === true;
    } catch (error) {
      reportCallbackError(error);
    }
    this.#step((nowMs) => {
      this.#core.answer(operatorId, may, nowMs);
    });
  }

  #portOf(operatorId: string): (message: RobotMessage) => void {
    return (message) => {
      this.#send(operatorId, message, true);
    };
  }

  #send(to: string, message: RobotMessage, reliable: boolean): void {
    this.#ports.get(to)?.(JSON.stringify(message), reliable);
  }
}
