import { Lifecycle } from '../../subscriptions/lifecycle.js';
import { Listeners, type ListenOptions } from '../../subscriptions/listeners.js';
import type { Subscriber } from '../../subscriptions/subscription.js';
import type { CommandCounts } from './command-gate.js';
import { askToDrive } from './control/driving-question.js';
import { toAccess, type OperatorAccess } from './control/present-operators.js';
import type { PictureSignal } from './stops/picture-watch.js';
import type { ProgramEvent } from './stops/program-watch.js';
import { ReceivedCommands } from './received-commands.js';
import { RobotCore } from './robot-core.js';
import type { Effect } from './robot-effects.js';
import { parseOperatorMessage } from './robot-wire.js';
import { SafeStopCalls, type SafeStopHandler } from './stops/safe-stop-calls.js';
import { SleepWatch } from './stops/sleep-watch.js';
import { toSource } from './stops/stop-latches.js';
import {
  resolveTeleopOptions,
  type OperatorPort,
  type RobotControlState,
  type TeleopOptions,
} from './teleop-options.js';
import { Telemetry } from './telemetry.js';
import type { ProgramState, RobotMessage } from '../shared/wire.js';

/** How long the end of the robot's program waits for the stop to be confirmed, in ms. */
const LAST_STOP_MS = 1_000;

/** Longest wait of a timer; whatever is due later is looked at then, and whether the machine slept. */
const MAX_WAIT_MS = 10_000;

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
  readonly #timeoutMs: number;
  /** Done after each step, so that what the robot's program does in reply finds the core at rest. */
  readonly #effects: Effect[] = [];
  readonly #ports = new Map<string, OperatorPort>();
  readonly #stops = new SafeStopCalls((number) =>
    this.#step((nowMs) => this.#core.confirmStop(number, nowMs)),
  );
  readonly #controlChanges = new Listeners<RobotControlState>();
  readonly #expiries = new Listeners<string>();
  readonly #sleep = new SleepWatch();
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param options - see docs/teleop.md */
  constructor(options: TeleopOptions = {}) {
    super();
    this.#options = options;
    const resolved = resolveTeleopOptions(options);
    this.#timeoutMs = resolved.timeoutMs;
    this.#core = new RobotCore(resolved, (effect) => {
      this.#effects.push(effect);
    });
    this.telemetry = new Telemetry((message) => {
      for (const id of this.#ports.keys()) this.#send(id, message, false);
    });
    this.onSafeStop = this.onSafeStop.bind(this);
    this.onControl = this.onControl.bind(this);
    this._setReady(true);
  }

  /** The driver, who waits, whether the robot is stopped. */
  get control(): RobotControlState {
    const { control, stop } = this.#core;
    const { grant, requests } = control;
    return {
      holder: grant && {
        operatorId: grant.operatorId,
        heldForMs: performance.now() - grant.sinceMs,
      },
      requests,
      stop: stop && {
        ...{ number: stop.number, reason: stop.reason, confirmed: stop.confirmed },
        latches: this.#core.latches,
      },
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
  onSafeStop<H extends SafeStopHandler>(handler: H, options?: ListenOptions): H {
    return this.#stops.add(handler, options);
  }

  /** Call `listener` whenever the driver, who waits or the stop changes. */
  onControl<S extends Subscriber<RobotControlState>>(listener: S, options?: ListenOptions): S {
    return this.#controlChanges.add(listener, options);
  }

  /**
   * Call `listener` with the id of each operator whose token has expired: it is not heard any more, and its link is to be
   * ended.
   */
  onExpired<S extends Subscriber<string>>(listener: S, options?: ListenOptions): S {
    return this.#expiries.add(listener, options);
  }

  /** Give control to an operator, whoever has it, if `mayDrive` agrees; undefined takes it away. */
  giveControl(operatorId: string | undefined): void {
    this.#step((nowMs) => {
      this.#core.give(operatorId, nowMs);
    });
  }

  /**
   * Emergency stop by the robot's own program, such as a bumper's: no operator ends it, but for the roles of
   * `localStopsEndedBy`.
   * @param source - what has stopped it, as operators are told; each one has a stop of its own
   */
  stop(source?: string): void {
    this.#step((nowMs) => {
      this.#core.press(toSource(source), nowMs);
    });
  }

  /** End the stop of this source. Those of others, operators among them, go on. */
  resume(source?: string): void {
    this.#step((nowMs) => {
      this.#core.resume(toSource(source), nowMs);
    });
  }

  /** End all emergency stops, whoever has pressed: for a key that somebody turns who stands beside the robot. */
  resumeAll(): void {
    this.#step((nowMs) => {
      this.#core.resume(undefined, nowMs);
    });
  }

  /** How the program stands that drives the motors, where that is a process of its own; see `noteProgram`. */
  get program(): ProgramState | undefined {
    return this.#core.program(performance.now());
  }

  /** Longest silence of an operator, or of the program that drives the motors, before the robot is stopped, in ms. */
  get timeoutMs(): number {
    return this.#timeoutMs;
  }

  /**
   * Tell what became of the program that drives the motors, where that is a process of its own. It moves nothing before it is
   * `ready` and has confirmed a stop. When it is `lost`, or owes an answer for longer than `timeoutMs`, the robot is stopped.
   */
  noteProgram(event: ProgramEvent): void {
    this.#step((nowMs) => {
      this.#core.noteProgram(event, nowMs);
    });
  }

  /** How old the picture is that an operator sees, in ms; undefined: it sees none, or its page does not say. */
  pictureAgeMs(operatorId: string): number | undefined {
    return this.#core.pictures.ageMs(operatorId, performance.now());
  }

  /**
   * Tell that an operator is sent pictures of a camera, or (`lost`) no more than words in their place. From then on it drives only
   * while it sees a picture that is younger than `pictureTimeoutMs`.
   */
  noteSignal(operatorId: string, signal: PictureSignal): void {
    this.#step((nowMs) => this.#core.noteSignal(operatorId, signal, nowMs));
  }

  /** An operator has connected. @param access - what the relay vouches for; its role alone is a token that never expires */
  join(operatorId: string, access: string | OperatorAccess, port: OperatorPort): void {
    this.#ports.set(operatorId, port);
    this.#step((nowMs) => {
      this.#core.join(operatorId, toAccess(access), nowMs);
    });
  }

  /** The relay vouches for another role of an operator, or for another time. */
  renew(operatorId: string, access: string | OperatorAccess): void {
    this.#step((nowMs) => {
      this.#core.renew(operatorId, toAccess(access), nowMs);
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
    if (message.type !== 'hello') return;
    this.telemetry._repeat((newest) => this.#send(operatorId, newest, true));
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
    const sleptMs = this.#sleep.look(nowMs, Date.now());
    if (sleptMs > 0) this.#core.oversleep(nowMs, sleptMs);
    step(nowMs);
    this.#schedule();
    while (this.#effects.length > 0) {
      const effect = this.#effects.shift();
      if (effect) this.#carryOut(effect);
    }
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
        this.commands._hand(effect);
        break;
      case 'safe-stop':
        void this.#stops.call(effect.number, effect.reason);
        break;
      case 'send':
        this.#send(effect.to, effect.message, effect.reliable);
        break;
      case 'ask':
        void askToDrive(effect, this.#options, (mayDrive) => {
          this.#step((nowMs) => {
            this.#core.answer(effect.number, mayDrive, nowMs);
          });
        });
        break;
      case 'expired':
        this.#ports.delete(effect.operatorId);
        this.#expiries.emit(effect.operatorId);
        break;
      case 'changed':
        // One of them may change it.
        for (const listener of this.#controlChanges)
          this.#controlChanges.tell(listener, this.control);
        break;
    }
  }

  #send(to: string, message: RobotMessage, reliable: boolean): void {
    this.#ports.get(to)?.(JSON.stringify(message), reliable);
  }
}
