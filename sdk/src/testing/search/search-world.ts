import type { RobotCore } from '../../teleop/robot/robot-core.js';
import type { Effect, RobotCoreOptions } from '../../teleop/robot/robot-effects.js';
import type { ProgramEvent } from '../../teleop/robot/stops/program-watch.js';
import { isNeutral } from '../../teleop/shared/command.js';
import { StopModel } from '../stop-model.js';
import { RANKS } from '../world-steps.js';

import { messageOf } from './search-messages.js';
import {
  checkAsked,
  checkDrivers,
  checkMotion,
  ensure,
  ensureMayMove,
  IDS,
  LIMITS,
  TICK_MS,
  type Facts,
  type Id,
  type Kind,
  type Operator,
  type Packet,
} from './search-facts.js';

const ABSENT: Operator = {
  ...{ rank: undefined, expiresAtMs: Infinity, seq: 0, echoMs: undefined, epoch: undefined },
  ...{ frozenSinceMs: undefined, seesNothing: false },
};

const OPTIONS: RobotCoreOptions = {
  ...LIMITS,
  ...{ alwaysNeedsPicture: true, viewersMayStop: false, localStopsEndedBy: [] },
  ...{ requireProgramHeartbeat: false, asksRobot: false, firstEpoch: 0, limits: {} },
  rankOf: (role) => RANKS[role] ?? -1,
};

/**
 * A robot's core and two operators, whose every step can be taken from every state. What happens is compared with what docs/teleop.md
 * promises, in other words than the core's own. All fields can be put back; what is wrong is thrown.
 */
export class SearchWorld implements Facts {
  nowMs = 1_000_000;
  core: RobotCore;
  readonly operators: Readonly<Record<Id, Operator>>;
  readonly stops = new StopModel();
  readonly asksRobot: boolean;
  ranks = new Map<string, number>();
  /** What is under way: each packet comes never, late, or again and again, whatever was sent after it. */
  slot: Packet | undefined;
  arriving: Packet | undefined;
  motion: { from: Id; epoch: number; atMs: number } | undefined;
  freshMs = -Infinity;
  restedEpoch: number | undefined;
  unconfirmed: number | undefined;
  oldStop: number | undefined;
  askedMs = 0;
  asks: readonly { readonly number: number; readonly who: Id }[] = [];
  /** Of whom the robot's program has said that they may drive; good for once. */
  approved: readonly Id[] = [];
  epoch = 0;
  hasEnded = false;
  /** Time has passed of which the core does not know. */
  isUnseen = false;

  constructor(Core: typeof RobotCore, options: Partial<RobotCoreOptions> = {}) {
    this.asksRobot = options.asksRobot === true;
    this.core = new Core({ ...OPTIONS, ...options }, (effect) => {
      this.#see(effect);
    });
    this.operators = { ann: { ...ABSENT }, bob: { ...ABSENT } };
  }

  /** The driver, by the core's word. */
  get driver(): Id | undefined {
    return this.core.control.grant?.operatorId as Id | undefined;
  }

  get isPressed(): boolean {
    return this.stops.stands;
  }

  /** To be called after each step. */
  check(): void {
    if (!this.isUnseen) {
      checkMotion(this);
      checkDrivers(this);
    }
    this.#checkApproved();
    const { stop, latches } = this.core;
    const isConfirmed = stop?.confirmed !== true || this.unconfirmed === undefined;
    ensure(isConfirmed, 'a stop is confirmed by its own confirmation alone');
    const { length } = this.stops.pressed;
    ensure(latches.length === length, 'a stop ends by whom it lets, and by nobody else');
    const isEmergency = stop?.reason === 'emergency' || stop?.reason === 'robot-closed';
    ensure(length === 0 || isEmergency, 'the robot is stopped while anybody has pressed');
  }

  /** Time passes, and timers fire. */
  tick(): void {
    this.nowMs += TICK_MS;
    const { dueMs } = this.core;
    if (dueMs !== undefined && dueMs <= this.nowMs) this.core.check(this.nowMs);
    this.isUnseen = false;
    checkAsked(this);
  }

  /** The process is frozen: time passes, and no timer fires before something else happens. */
  freeze(): void {
    this.nowMs += 3 * TICK_MS;
    this.isUnseen = true;
  }

  join(who: Id, role: string): void {
    this.#forget(who);
    this.#setRole(who, role);
    this.core.join(who, { role }, this.nowMs);
  }

  leave(who: Id): void {
    this.#forget(who);
    this.core.leave(who, this.nowMs);
  }

  /** The relay vouches for another role, or for a time that ends. */
  renew(who: Id, role: string, expiresInMs?: number): void {
    this.#setRole(who, role);
    this.operators[who].expiresAtMs = this.nowMs + (expiresInMs ?? Infinity);
    this.core.renew(who, { role, expiresInMs }, this.nowMs);
  }

  /** A page says something, and it comes at once. */
  say(who: Id, kind: Kind): void {
    this.#deliver(this.#packet(who, kind));
  }

  /** A page says something that is under way. What was under way is lost. */
  hold(who: Id, kind: Kind): void {
    this.slot = this.#packet(who, kind);
  }

  /** What is under way comes, for the first time or again. */
  arrive(): void {
    if (this.slot) this.#deliver(this.slot);
  }

  press(): void {
    this.stops.press('robot', 'bumper', this.ranks);
    this.core.press('bumper', this.nowMs);
  }

  unpress(): void {
    this.stops.resumeLocally('bumper');
    this.core.resume('bumper', this.nowMs);
  }

  confirm(): void {
    const { unconfirmed } = this;
    this.unconfirmed = undefined;
    if (unconfirmed !== undefined) this.core.confirmStop(unconfirmed, this.nowMs);
  }

  /** The confirmation of a stop before the last comes late. */
  confirmOld(): void {
    if (this.oldStop !== undefined) this.core.confirmStop(this.oldStop, this.nowMs);
  }

  note(event: ProgramEvent): void {
    this.core.noteProgram(event, this.nowMs);
    if (event === 'lost') ensure(!this.motion, 'the loss of the program ends motion');
  }

  answer(may: boolean): void {
    const [ask, ...rest] = this.asks;
    if (!ask) return;
    this.asks = rest;
    this.#disapprove(ask.who);
    if (may) this.approved = [...this.approved, ask.who];
    this.core.answer(ask.number, may, this.nowMs);
  }

  end(): void {
    this.hasEnded = true;
    this.core.demandStop('robot-closed', this.nowMs);
  }

  oversleep(): void {
    for (const id of IDS) this.operators[id].expiresAtMs -= TICK_MS;
    this.core.oversleep(this.nowMs, TICK_MS);
    ensure(!this.motion, 'sleep ends motion');
  }

  #setRole(who: Id, role: string): void {
    const rank = RANKS[role] ?? -1;
    if (rank !== this.operators[who].rank) this.#disapprove(who);
    this.operators[who].rank = rank;
    this.ranks.set(who, rank);
  }

  /** What was said of it counts no more, nor what will be said of what was asked before. */
  #disapprove(who: Id): void {
    this.approved = this.approved.filter((one) => one !== who);
  }

  #forget(who: Id): void {
    this.#disapprove(who);
    this.ranks.delete(who);
    if (this.slot?.from === who) this.slot = undefined; // its link is gone
    Object.assign(this.operators[who], ABSENT);
  }

  #packet(from: Id, kind: Kind): Packet {
    const { nowMs } = this;
    const epoch = this.core.control.grant?.epoch;
    const message = messageOf(from, kind, { operator: this.operators[from], epoch, nowMs });
    return { from, kind, message, sentMs: nowMs, hasArrived: false };
  }

  #deliver(packet: Packet): void {
    const { from, kind, message } = packet;
    const wasSilent = this.nowMs - this.freshMs > LIMITS.timeoutMs;
    this.core.check(this.nowMs); // whose time is over says nothing
    this.isUnseen = false;
    this.stops.say(from, kind, this.ranks, this.driver === from);
    this.arriving = packet;
    const isFresh = !packet.hasArrived && this.nowMs - packet.sentMs <= LIMITS.maxCommandAgeMs;
    const former = this.driver;
    if (isFresh && former === from) this.freshMs = this.nowMs;
    this.core.receive(from, message, this.nowMs);
    // Also when no timer has looked at the clock since.
    ensure(!wasSilent || !this.motion, 'silence ends motion');
    const mayChange = message.type !== 'hand-over' || former === from || former === this.driver;
    ensure(mayChange, 'only the driver hands over');
    this.arriving = undefined;
    packet.hasArrived = true;
  }

  #see(effect: Effect): void {
    switch (effect.type) {
      case 'send': {
        const operator = this.operators[effect.to as Id];
        if (effect.message.type === 'state') operator.epoch = effect.message.epoch;
        if (effect.message.type === 'heartbeat') operator.echoMs = effect.message.atMs;
        break;
      }
      case 'command':
        if (!isNeutral(effect.data)) this.#seeMotion(effect.operator.operatorId as Id);
        else {
          this.motion = undefined;
          const message = this.arriving?.message;
          if (message?.type === 'command') this.restedEpoch = message.epoch;
        }
        break;
      case 'safe-stop':
        this.motion = undefined;
        this.restedEpoch = undefined;
        if (effect.number !== this.unconfirmed) this.oldStop = this.unconfirmed;
        this.unconfirmed = effect.number;
        this.askedMs = this.nowMs;
        break;
      case 'ask':
        this.#noteAsk({ number: effect.number, who: effect.operatorId as Id });
        break;
      case 'expired':
        this.#checkExpired(effect.operatorId as Id);
        this.#forget(effect.operatorId as Id);
        break;
      case 'changed':
        break;
    }
  }

  /** The program forgets what is older. */
  #noteAsk(ask: SearchWorld['asks'][number]): void {
    this.asks = [...this.asks, ask].slice(-2);
  }

  #checkApproved(): void {
    const { grant } = this.core.control;
    if (!grant || grant.epoch === this.epoch) return;
    this.epoch = grant.epoch;
    if (!this.asksRobot) return;
    const who = grant.operatorId as Id;
    ensure(this.approved.includes(who), 'nobody drives without the yes of the program');
    this.#disapprove(who);
  }

  #checkExpired(who: Id): void {
    ensure(this.operators[who].expiresAtMs <= this.nowMs, 'nobody expires before its time');
  }

  #seeMotion(from: Id): void {
    ensureMayMove(this, from);
    this.motion = { from, epoch: this.operators[from].epoch ?? 0, atMs: this.nowMs };
  }
}
