import { isNeutral, neutralOf, type Command } from '../shared/command.js';
import {
  CommandCounter,
  refusalOf,
  StampGate,
  type CommandCounts,
  type Passage,
} from './command-gate.js';
import { ControlHolder, type ControlChange } from './control-holder.js';
import type { Effect, RobotCoreOptions } from './robot-effects.js';
import { limitCommand } from './robot-wire.js';
import { stateFor } from './state-message.js';
import { Watchdog, type SafeStop } from './watchdog.js';
import type {
  OperatorMessage,
  RobotMessage,
  Stamp,
  StateMessage,
  StopReason,
} from '../shared/wire.js';

type CommandMessage = Extract<OperatorMessage, { type: 'command' }>;

interface Operator {
  readonly heartbeats: StampGate;
  readonly commands: StampGate;
  /** Which page it is; another one after a reload. */
  instance: string | undefined;
}

/**
 * The robot's side of driving: who drives, which commands count, when to stop. A machine of plain values without timers
 * and channels, so that every order of events can be tried; {@link RobotTeleop} is its shell.
 */
export class RobotCore {
  readonly #options: RobotCoreOptions;
  readonly #control: ControlHolder;
  readonly #watchdog: Watchdog;
  readonly #operators = new Map<string, Operator>();
  readonly #counter = new CommandCounter();
  readonly #emit: (effect: Effect) => void;
  #armed = false;
  #motion: { readonly operatorId: string; readonly data: Command } | undefined;

  constructor(options: RobotCoreOptions, emit: (effect: Effect) => void) {
    this.#options = options;
    this.#emit = emit;
    this.#control = new ControlHolder(options, options.firstEpoch);
    this.#watchdog = new Watchdog(options);
  }

  /** Who drives, waits and is there. */
  get control(): Pick<ControlHolder, 'grant' | 'requests' | 'operators' | 'mayDrive'> {
    return this.#control;
  }

  /** The stop that is in force. */
  get stop(): SafeStop | undefined {
    return this.#watchdog.stop;
  }

  /** What became of commands. */
  get counts(): CommandCounts {
    return this.#counter.counts;
  }

  /** When `check` is to be called next, at the latest. */
  get dueMs(): number | undefined {
    const due = [this.#watchdog.dueMs, this.#control.dueMs(this.#watchdog.heardMs)];
    const known = due.filter((one) => one !== undefined);
    return known.length > 0 ? Math.min(...known) : undefined;
  }

  /** An operator has connected. @param role - what the relay vouches for */
  join(operatorId: string, role: string, nowMs: number): void {
    this.#operators.set(operatorId, this.#newOperator(undefined));
    this.#apply(this.#control.join(operatorId, role, nowMs), nowMs);
  }

  /** An operator is gone. */
  leave(operatorId: string, nowMs: number): void {
    this.#operators.delete(operatorId);
    this.#apply(this.#control.leave(operatorId, nowMs), nowMs);
  }

  /** An operator said something. */
  receive(operatorId: string, message: OperatorMessage, nowMs: number): void {
    // A process that was frozen finds messages before its timers.
    this.check(nowMs);
    const operator = this.#operators.get(operatorId);
    if (!operator) return;
    switch (message.type) {
      case 'heartbeat':
        this.#send(operatorId, { type: 'heartbeat', atMs: nowMs, echoMs: message.atMs }, false);
        this.#hear(operatorId, message, operator.heartbeats, nowMs);
        break;
      case 'command':
        this.#command(operatorId, operator, message, nowMs);
        break;
      case 'hello':
        this.#greet(operatorId, operator, message.instance, nowMs);
        break;
      case 'request':
        this.#apply(this.#control.request(operatorId, nowMs), nowMs);
        break;
      case 'release':
        this.#apply(this.#control.release(operatorId, nowMs), nowMs);
        break;
      case 'hand-over':
        this.#apply(this.#control.handOver(operatorId, message.to, nowMs), nowMs);
        break;
      case 'deny':
        this.#apply(this.#control.deny(message.to, operatorId), nowMs);
        break;
      case 'stop':
        if (!this.#mayStop(operatorId)) break;
        this.demandStop('emergency', nowMs);
        // Also when it was one before: who asks wants to know.
        this.#send(operatorId, this.#stateFor(operatorId, nowMs), true);
        break;
      case 'resume':
        if (this.#control.mayDrive(operatorId)) this.resume(nowMs);
        break;
    }
  }

  /** Something that cannot be read came in place of a command. */
  receiveNonsense(): void {
    this.#counter.refuse('malformed');
  }

  /** Look at the clock. */
  check(nowMs: number): void {
    if (this.#watchdog.check(nowMs)) this.#tellStop(nowMs);
    this.#apply(this.#control.check(nowMs, this.#watchdog.heardMs), nowMs);
  }

  /** The machine slept: the clock stood still, and who drives may be long gone. */
  oversleep(nowMs: number): void {
    if (this.#watchdog.oversleep(nowMs)) this.#tellStop(nowMs);
  }

  /** Stop the robot. */
  demandStop(reason: StopReason, nowMs: number): void {
    if (this.#watchdog.demand(reason, nowMs)) this.#tellStop(nowMs);
  }

  /** The robot's program has carried out stop `number`. */
  confirmStop(number: number, nowMs: number): void {
    if (this.#watchdog.confirm(number)) this.#tellEverybody(nowMs);
  }

  /** End an emergency. */
  resume(nowMs: number): void {
    if (this.#watchdog.resume()) this.#tellEverybody(nowMs);
  }

  /** The robot's program gives control to an operator, or (undefined) takes it away. */
  give(operatorId: string | undefined, nowMs: number): void {
    const holder = this.#control.grant?.operatorId;
    if (operatorId !== undefined) {
      this.#apply(this.#control.give(operatorId, 'taken-over', nowMs), nowMs);
    } else if (holder !== undefined) {
      this.#apply(this.#control.release(holder, nowMs, 'revoked'), nowMs);
    }
  }

  /** The robot's program answers an `ask`. */
  answer(operatorId: string, mayDrive: boolean, nowMs: number): void {
    const control = this.#control;
    this.#apply(mayDrive ? control.approve(operatorId, nowMs) : control.deny(operatorId), nowMs);
  }

  #newOperator(instance: string | undefined): Operator {
    const { maxCommandAgeMs } = this.#options;
    return {
      heartbeats: new StampGate(maxCommandAgeMs),
      commands: new StampGate(maxCommandAgeMs),
      instance,
    };
  }

  /** A page says who it is whenever it has a channel; after a reload it is another, which asks for control anew. */
  #greet(operatorId: string, operator: Operator, instance: string, nowMs: number): void {
    operator.instance ??= instance;
    if (operator.instance !== instance) {
      this.#operators.set(operatorId, this.#newOperator(instance));
      this.#apply(this.#control.release(operatorId, nowMs, 'left'), nowMs);
    }
    this.#send(operatorId, this.#stateFor(operatorId, nowMs), true);
  }

  #command(operatorId: string, operator: Operator, message: CommandMessage, nowMs: number): void {
    const refusal = refusalOf(this.#control.grant, operatorId, message.epoch);
    if (refusal) {
      this.#counter.refuse(refusal);
      return;
    }
    const passage = this.#hear(operatorId, message, operator.commands, nowMs);
    if (!passage.fresh) {
      this.#counter.refuse(passage.refusal);
      return;
    }
    const data = limitCommand(message.data, this.#options.limits);
    if (!data) this.#counter.refuse('malformed');
    else if (isNeutral(data)) this.#rest(operatorId, data, nowMs);
    else if (this.#armed && this.#watchdog.allowsMotion) this.#move(operatorId, data, nowMs);
    else this.#counter.refuse('whileStopped');
  }

  /** A sign of life of an operator; returns whether it is fresh. */
  #hear(operatorId: string, stamp: Stamp, gate: StampGate, nowMs: number): Passage {
    const passage = gate.pass(stamp, nowMs);
    if (!passage.fresh || this.#control.grant?.operatorId !== operatorId) return passage;
    if (this.#watchdog.hear(nowMs, passage.rttMs)) this.#tellStop(nowMs);
    return passage;
  }

  /** Who drives has let go. */
  #rest(operatorId: string, data: Command, nowMs: number): void {
    this.#counter.accept();
    this.#motion = undefined;
    this.#watchdog.rest();
    this.#emit({ type: 'command', operatorId, data });
    const wasReady = this.#armed && this.#watchdog.allowsMotion;
    this.#armed = true;
    this.#watchdog.rearm();
    if (!wasReady && this.#watchdog.allowsMotion) this.#tellEverybody(nowMs);
  }

  #move(operatorId: string, data: Command, nowMs: number): void {
    this.#counter.accept();
    this.#watchdog.move(nowMs);
    this.#motion = { operatorId, data };
    this.#emit({ type: 'command', operatorId, data });
  }

  #tellStop(nowMs: number): void {
    const { stop } = this;
    if (!stop) return;
    this.#armed = false;
    const motion = this.#motion;
    this.#motion = undefined;
    // Whoever listens to commands alone is stopped as well.
    if (motion) this.#emit({ type: 'command', ...motion, data: neutralOf(motion.data) });
    this.#emit({ type: 'safe-stop', number: stop.number, reason: stop.reason });
    this.#tellEverybody(nowMs);
  }

  #mayStop(operatorId: string): boolean {
    return this.#options.viewersMayStop || this.#control.mayDrive(operatorId);
  }

  #apply(changes: readonly ControlChange[], nowMs: number): void {
    if (changes.length === 0) return;
    if (changes.some(({ type }) => type === 'ended')) {
      this.#armed = false;
      this.#watchdog.unwatch();
      this.demandStop('control-changed', nowMs);
    }
    for (const change of changes) this.#announce(change, nowMs);
    this.#tellEverybody(nowMs);
  }

  #announce(change: ControlChange, nowMs: number): void {
    switch (change.type) {
      case 'granted':
        this.#watchdog.watch(nowMs);
        break;
      case 'ended':
      case 'denied':
        this.#send(change.operatorId, { type: 'no-control', reason: change.reason }, true);
        break;
      case 'asked':
        this.#emit({ type: 'ask', operatorId: change.operatorId });
        break;
      case 'noted':
        break;
    }
  }

  #tellEverybody(nowMs: number): void {
    for (const id of this.#operators.keys()) this.#send(id, this.#stateFor(id, nowMs), true);
    this.#emit({ type: 'changed' });
  }

  #stateFor(operatorId: string, nowMs: number): StateMessage {
    return stateFor(operatorId, nowMs, {
      control: this.#control,
      stop: this.stop,
      armed: this.#armed && this.#watchdog.allowsMotion,
      limits: this.#options.limits,
    });
  }

  #send(to: string, message: RobotMessage, reliable: boolean): void {
    if (this.#operators.has(to)) this.#emit({ type: 'send', to, message, reliable });
  }
}
