import { Brakes } from './stops/brakes.js';
import type { CommandCounts } from './command-gate.js';
import { CommandIntake } from './command-intake.js';
import { ControlHolder, type ControlChange } from './control/control-holder.js';
import { OperatorNews } from './operator-news.js';
import type { PictureSignal, PictureWatch } from './stops/picture-watch.js';
import type { ProgramEvent } from './stops/program-watch.js';
import { PresentOperators, type OperatorAccess } from './control/present-operators.js';
import type { Effect, RobotCoreOptions } from './robot-effects.js';
import type { StopLatches } from './stops/stop-latches.js';
import type { SafeStop } from './stops/watchdog.js';
import type { OperatorMessage, ProgramState, StopReason } from '../shared/wire.js';

/**
 * The robot's side of driving: who drives, which commands count, when to stop. A machine of plain values without timers
 * and channels, so that every order of events can be tried; {@link RobotTeleop} is its shell.
 */
export class RobotCore {
  readonly #control: ControlHolder;
  readonly #brakes: Brakes;
  readonly #operators: PresentOperators;
  readonly #news: OperatorNews;
  readonly #intake: CommandIntake;
  readonly #emit: (effect: Effect) => void;

  constructor(options: RobotCoreOptions, emit: (effect: Effect) => void) {
    this.#emit = emit;
    this.#control = new ControlHolder(options, options.firstEpoch);
    const { ranks } = this.#control;
    const holder = () => this.#control.grant?.operatorId;
    this.#brakes = new Brakes({ ...options, ranks, holder }, emit);
    this.#operators = new PresentOperators(options.maxCommandAgeMs);
    const sources = { operators: this.#operators, control: this.#control, brakes: this.#brakes };
    this.#news = new OperatorNews({ ...sources, limits: options.limits }, emit);
    this.#intake = new CommandIntake({ ...sources, news: this.#news, limits: options.limits });
  }

  /** The driver, who waits and who is there. */
  get control(): Pick<ControlHolder, 'grant' | 'requests' | 'ranks'> {
    return this.#control;
  }

  /** The stop that is in force. */
  get stop(): SafeStop | undefined {
    return this.#brakes.stop;
  }

  /** Who has pressed stop. */
  get latches(): StopLatches['all'] {
    return this.#brakes.latches.all;
  }

  /** What became of commands. */
  get counts(): CommandCounts {
    return this.#intake.counts;
  }

  /** When `check` is to be called next, at the latest. */
  get dueMs(): number | undefined {
    const due = [
      this.#brakes.dueMs,
      this.#control.dueMs(this.#brakes.heardMs),
      this.#operators.dueMs,
    ];
    const dueMs = Math.min(...due.filter((one) => one !== undefined));
    return dueMs === Infinity ? undefined : dueMs;
  }

  /** An operator has connected. */
  join(operatorId: string, access: OperatorAccess, nowMs: number): void {
    this.#operators.add(operatorId, access, nowMs);
    this.#brakes.pictures.forget(operatorId);
    this.#apply(this.#control.join(operatorId, access.role, nowMs), nowMs);
    this.check(nowMs);
  }

  /** The relay vouches for another role, or another time, of an operator that is connected. */
  renew(operatorId: string, access: OperatorAccess, nowMs: number): void {
    if (!this.#operators.renew(operatorId, access, nowMs)) return;
    this.#apply(this.#control.setRole(operatorId, access.role, nowMs), nowMs);
    this.check(nowMs);
  }

  /** An operator is gone. */
  leave(operatorId: string, nowMs: number): void {
    this.#operators.delete(operatorId);
    this.#brakes.pictures.forget(operatorId);
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
        this.#news.send(operatorId, this.#brakes.answer(operatorId, message.atMs, nowMs), false);
        this.#intake.hear(operatorId, message, operator.heartbeats, nowMs);
        break;
      case 'command':
        this.#intake.take(operatorId, message, operator.commands, nowMs);
        break;
      case 'hello':
        this.#greet(operatorId, message.instance, nowMs);
        break;
      case 'request':
        // Who asks again is told again, and nobody else.
        if (!this.#apply(this.#control.request(operatorId, nowMs), nowMs))
          this.#news.tell(operatorId, nowMs);
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
        if (!this.#brakes.latches.mayPress(operatorId)) break;
        this.#news.tellIf(this.#brakes.press('operator', operatorId, nowMs), nowMs);
        // Also when it was one before: who asks wants to know.
        this.#news.tell(operatorId, nowMs);
        break;
      case 'resume':
        this.#news.tellIf(this.#brakes.resume(operatorId, message.acknowledged === true), nowMs);
        break;
    }
  }

  /** Something that cannot be read came in place of a command. */
  receiveNonsense(): void {
    this.#intake.refuseNonsense();
  }

  /** Look at the clock. */
  check(nowMs: number): void {
    this.#news.tellIf(this.#brakes.check(nowMs), nowMs);
    for (const id of this.#operators.expired(nowMs)) this.#expire(id, nowMs);
    this.#apply(this.#control.check(nowMs, this.#brakes.heardMs), nowMs);
  }

  /** The machine slept: the clock stood still, the driver may be long gone, and tokens have grown old. */
  oversleep(nowMs: number, sleptMs: number): void {
    this.#operators.sleep(sleptMs);
    this.#news.tellIf(this.#brakes.oversleep(nowMs), nowMs);
    this.check(nowMs);
  }

  /** Stop the robot. */
  demandStop(reason: StopReason, nowMs: number): void {
    this.#news.tellIf(this.#brakes.demand(reason, nowMs), nowMs);
  }

  /** How the program stands that drives the motors; undefined where that is not a process of its own. */
  program(nowMs: number): ProgramState | undefined {
    return this.#brakes.program.state(nowMs);
  }

  /** Something became of the program that drives the motors. */
  noteProgram(event: ProgramEvent, nowMs: number): void {
    this.check(nowMs);
    this.#news.tellIf(this.#brakes.noteProgram(event, nowMs), nowMs);
    const holder = this.#control.grant?.operatorId;
    if (event !== 'lost' || holder === undefined) return;
    this.#apply(this.#control.release(holder, nowMs, 'no-program'), nowMs);
  }

  /** Which pictures operators see. */
  get pictures(): Pick<PictureWatch, 'ageMs'> {
    return this.#brakes.pictures;
  }

  /** An operator is sent pictures of a camera from now on, or words in their place. */
  noteSignal(operatorId: string, signal: PictureSignal, nowMs: number): void {
    if (!this.#operators.get(operatorId)) return;
    this.#news.tellIf(this.#brakes.pictures.noteSignal(operatorId, signal), nowMs);
    this.check(nowMs);
  }

  /** The robot's program has carried out stop `number`. */
  confirmStop(number: number, nowMs: number): void {
    this.#news.tellIf(this.#brakes.confirm(number), nowMs);
  }

  /** Something of the robot's own program has pressed stop. @param source - what it is called */
  press(source: string, nowMs: number): void {
    this.#news.tellIf(this.#brakes.press('robot', source, nowMs), nowMs);
  }

  /** It takes its stop back; undefined ends all stops, whoever has pressed. */
  resume(source: string | undefined, nowMs: number): void {
    this.#news.tellIf(this.#brakes.resumeLocally(source), nowMs);
  }

  /** The robot's program gives control to an operator, or (undefined) takes it away. */
  give(operatorId: string | undefined, nowMs: number): void {
    const holder = this.#control.grant?.operatorId;
    if (operatorId !== undefined) {
      this.#apply(this.#control.give(operatorId, nowMs), nowMs);
    } else if (holder !== undefined) {
      this.#apply(this.#control.release(holder, nowMs, 'revoked'), nowMs);
    }
  }

  /** The robot's program answers `ask` of this number. */
  answer(number: number, mayDrive: boolean, nowMs: number): void {
    this.#apply(this.#control.answer(number, mayDrive, nowMs), nowMs);
  }

  /** It is told why, and how the robot stands without it; then it is heard no more. */
  #expire(operatorId: string, nowMs: number): void {
    const isHolder = this.#control.grant?.operatorId === operatorId;
    if (!isHolder) this.#news.send(operatorId, { type: 'no-control', reason: 'expired' }, true);
    this.#apply(this.#control.leave(operatorId, nowMs, 'expired'), nowMs);
    this.#operators.delete(operatorId);
    this.#brakes.pictures.forget(operatorId);
    this.#emit({ type: 'expired', operatorId });
  }

  /** A page says who it is whenever it has a channel; after a reload it is another, which asks for control anew. */
  #greet(operatorId: string, instance: string, nowMs: number): void {
    if (this.#operators.greet(operatorId, instance)) {
      this.#brakes.pictures.forgetSeen(operatorId);
      this.#apply(this.#control.release(operatorId, nowMs, 'left'), nowMs);
    }
    this.#news.tell(operatorId, nowMs);
  }

  /** Returns whether anything has changed. */
  #apply(changes: readonly ControlChange[], nowMs: number): boolean {
    if (changes.some(({ type }) => type === 'ended')) this.#brakes.unwatch(nowMs);
    for (const change of changes) this.#announce(change, nowMs);
    const isNews = changes.some(({ type }) => ['granted', 'ended', 'noted'].includes(type));
    this.#news.tellIf(isNews, nowMs);
    return changes.length > 0;
  }

  #announce(change: ControlChange, nowMs: number): void {
    switch (change.type) {
      case 'granted':
        this.#brakes.watch(nowMs);
        break;
      case 'ended':
      case 'denied':
        this.#news.send(change.operatorId, { type: 'no-control', reason: change.reason }, true);
        break;
      case 'asked':
        this.#emit({
          ...{ type: 'ask', number: change.number, operatorId: change.operatorId },
          role: this.#control.ranks.roleOf(change.operatorId) ?? '',
          holder: this.#control.grant?.operatorId,
        });
        break;
      case 'noted':
        break;
    }
  }
}
