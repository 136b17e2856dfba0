import { ProgramWatch, type ProgramEvent } from './program-watch.js';
import type { RobotMessage, StopReason } from '../../shared/wire.js';
import { Motion } from './motion.js';
import { PictureWatch } from './picture-watch.js';
import type { OperatorRanks } from '../control/operator-ranks.js';
import type { Effect, Received, RobotCoreOptions } from '../robot-effects.js';
import { StopLatches } from './stop-latches.js';
import { Watchdog, type SafeStop } from './watchdog.js';

/** What {@link Brakes} depend on. */
export interface BrakesOptions extends RobotCoreOptions {
  readonly ranks: OperatorRanks;
  /** The driver now. */
  readonly holder: () => string | undefined;
}

/**
 * Everything that stops the robot, and the one way by which a command gets past it to the robot's program. Whatever
 * returns a truth says whether operators have something to be told.
 */
export class Brakes {
  readonly #watchdog: Watchdog;
  readonly #latches: StopLatches;
  readonly #motion: Motion;
  readonly #emit: (effect: Effect) => void;
  readonly #holder: () => string | undefined;
  /** Watches over the program that drives the motors. */
  readonly program: ProgramWatch;
  /** Watches over the pictures that operators see. */
  readonly pictures: PictureWatch;

  constructor(options: BrakesOptions, emit: (effect: Effect) => void) {
    this.#emit = emit;
    this.#holder = options.holder;
    this.program = new ProgramWatch(options);
    this.pictures = new PictureWatch(options);
    this.#watchdog = new Watchdog(options);
    this.#latches = new StopLatches(options);
    this.#motion = new Motion({ watchdog: this.#watchdog, latches: this.#latches, emit });
  }

  /** The stop that is in force. */
  get stop(): SafeStop | undefined {
    return this.#watchdog.stop;
  }

  /** Who has pressed stop. */
  get latches(): Pick<StopLatches, 'all' | 'reportTo' | 'mayPress'> {
    return this.#latches;
  }

  /** Whether commands of the driver move the robot. */
  isReady(nowMs: number): boolean {
    return this.#motion.isReady && this.#allowsMotion(nowMs);
  }

  /** When the driver was heard last. */
  get heardMs(): number {
    return this.#watchdog.heardMs;
  }

  /** When `check` is to be called next, at the latest. */
  get dueMs(): number | undefined {
    const due = [
      this.#watchdog.dueMs,
      this.#watchesProgram ? this.program.dueMs : undefined,
      this.#motion.isReady ? this.pictures.dueMs(this.#holder()) : undefined,
    ].filter((one) => one !== undefined);
    return due.length > 0 ? Math.min(...due) : undefined;
  }

  /** Look at the clock. */
  check(nowMs: number): boolean {
    const isStopped = this.#stopIf(this.#watchdog.check(nowMs));
    const isSilent = this.#watchesProgram && this.program.state(nowMs) === 'silent';
    const isHung = isSilent && this.demand('program-silent', nowMs);
    return this.#stopIfBlind(nowMs) || isHung || isStopped;
  }

  /** The machine slept. */
  oversleep(nowMs: number): boolean {
    return this.#stopIf(this.#watchdog.oversleep(nowMs));
  }

  /** Stop the robot. */
  demand(reason: StopReason, nowMs: number): boolean {
    return this.#stopIf(this.#watchdog.demand(reason, nowMs));
  }

  /** Something became of the program that drives the motors. */
  noteProgram(event: ProgramEvent, nowMs: number): boolean {
    const isOther = this.program.note(event, nowMs);
    if (event === 'lost' || (event === 'started' && !this.stop)) {
      this.#watchdog.demandAnew('no-program', nowMs);
      return this.#stopIf(true);
    }
    if (event !== 'ready') return isOther;
    const may = this.program.allowsMotion(nowMs);
    this.#watchdog.explain('no-program', may ? 'control-changed' : 'program-silent');
    // It was not there when others were told.
    return this.#stopIf(this.stop?.confirmed === false) || isOther;
  }

  /** Answer a heartbeat of `operatorId`. @param echoMs - its own time */
  answer(operatorId: string, echoMs: number, nowMs: number): RobotMessage {
    const owingMs = this.program.owingMs(nowMs);
    return {
      ...{ type: 'heartbeat', atMs: nowMs, echoMs },
      ...(owingMs > 0 && { owingMs }),
      ...(this.#holder() === operatorId && { moves: this.#motion.isUnderWay }),
    };
  }

  /** The robot's program has carried out stop `number`. */
  confirm(number: number): boolean {
    return this.#watchdog.confirm(number);
  }

  /** Somebody has pressed stop: an operator, or something of the robot's own program. */
  press(origin: 'operator' | 'robot', id: string, nowMs: number): boolean {
    const isNew = this.#latches.press(origin, id, nowMs);
    return this.demand('emergency', nowMs) || isNew;
  }

  /** An operator resumes. */
  resume(operatorId: string, acknowledged: boolean): boolean {
    return this.#goOnIf(this.#latches.resume(operatorId, acknowledged));
  }

  /** The robot's program takes back what it calls `source`; undefined: all stops, whoever has pressed. */
  resumeLocally(source: string | undefined): boolean {
    const latches = this.#latches;
    return this.#goOnIf(source === undefined ? latches.resumeAll() : latches.resumeSource(source));
  }

  /** Somebody drives from now on. */
  watch(nowMs: number): void {
    this.#watchdog.watch(nowMs);
  }

  /** Who drove does no more. */
  unwatch(nowMs: number): void {
    this.#motion.disarm();
    this.#watchdog.unwatch();
    this.demand('control-changed', nowMs);
  }

  /** Something fresh came from the driver. @param rttMs - the round trip as the robot measured it */
  hear(nowMs: number, rttMs: number): boolean {
    const isStopped = this.#stopIf(this.#watchdog.hear(nowMs, rttMs));
    return this.#stopIfBlind(nowMs) || isStopped;
  }

  /** The driver has let go. */
  rest(order: Received, nowMs: number): boolean {
    return this.#motion.rest(order, this.#allowsMotion(nowMs));
  }

  /** The driver wants to move; only while `isReady`. */
  move(order: Received, nowMs: number): void {
    this.#motion.move(order, nowMs);
  }

  /** Whether the program that drives the motors is there, and the driver sees what it does. */
  #allowsMotion(nowMs: number): boolean {
    return this.program.allowsMotion(nowMs) && this.pictures.allowsMotion(this.#holder(), nowMs);
  }

  /** Whether a program that falls silent must be stopped: somebody drives it. */
  get #watchesProgram(): boolean {
    return this.#holder() !== undefined && !this.stop;
  }

  #stopIfBlind(nowMs: number): boolean {
    const isBlind = this.#motion.isReady && !this.pictures.allowsMotion(this.#holder(), nowMs);
    return isBlind && this.demand('old-picture', nowMs);
  }

  #stopIf(mustStop: boolean): boolean {
    const { stop } = this;
    if (!mustStop || !stop) return false;
    this.#motion.stop();
    this.#emit({ type: 'safe-stop', number: stop.number, reason: stop.reason });
    return true;
  }

  /** An emergency is over with the last stop that was pressed. */
  #goOnIf(hasEnded: boolean): boolean {
    if (hasEnded && !this.#latches.any) this.#watchdog.resume();
    return hasEnded;
  }
}
