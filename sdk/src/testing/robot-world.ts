import { expect } from 'vitest';
import { RobotCore } from '../teleop/robot/robot-core.js';
import { resolveTeleopOptions } from '../teleop/robot/teleop-options.js';
import type { Effect } from '../teleop/robot/robot-effects.js';
import { isNeutral, type Command } from '../teleop/shared/command.js';
import type { OperatorMessage, StateMessage } from '../teleop/shared/wire.js';

const TIMEOUT_MS = 300;
const MAX_AGE_MS = 500;
/** Who is connected, and as what. */
export const ROLES = {
  ann: 'operator',
  bob: 'operator',
  sue: 'supervisor',
  vic: 'viewer',
} as const;
/** Their names. */
export type Id = keyof typeof ROLES;
/** All of them. */
export const IDS = Object.keys(ROLES) as Id[];

/** A message of an operator on its way, with the truth about it. */
interface Packet {
  readonly from: Id;
  readonly sentMs: number;
  readonly message: OperatorMessage;
}

/** What a network and people do to a robot, in any order. */
export type Step =
  | { readonly do: 'wait'; readonly ms: number }
  /** Time passes, and this operator's heartbeats come through. */
  | { readonly do: 'live'; readonly from: Id; readonly ms: number }
  | { readonly do: 'send'; readonly from: Id; readonly what: 'heartbeat' | 'rest' | 'move' }
  | { readonly do: 'forge'; readonly from: Id; readonly epochOf: Id }
  | { readonly do: 'deliver'; readonly pick: number; readonly keep: boolean }
  | {
      readonly do: 'say';
      readonly from: Id;
      readonly type: 'request' | 'release' | 'stop' | 'resume';
    }
  | {
      readonly do: 'point';
      readonly from: Id;
      readonly type: 'hand-over' | 'deny';
      readonly to: Id;
    }
  | { readonly do: 'join' | 'leave'; readonly who: Id }
  | { readonly do: 'reload'; readonly who: Id; readonly instance: string }
  | { readonly do: 'give'; readonly to: Id | undefined }
  | { readonly do: 'confirm' }
  | { readonly do: 'fail-to-look'; readonly ms: number }
  /** The robot's machine sleeps, or its program begins to end. */
  | { readonly do: 'oversleep' | 'end' };

/** A robot, its operators with clocks of their own, and a network that loses, reorders and repeats. */
export class World {
  nowMs = 1_000_000;
  readonly #core: RobotCore;
  readonly #skewMs: Readonly<Record<Id, number>>;
  readonly #network: Packet[] = [];
  readonly #seq = new Map<Id, number>();
  readonly #echo = new Map<Id, { robotMs: number; receivedMs: number }>();
  readonly #states = new Map<string, StateMessage>();
  readonly #delivered = new Set<Packet>();
  #arriving: Packet | undefined;
  #lastFreshMs = -Infinity;
  #motion: { from: string; epoch: number; atMs: number } | undefined;
  #restedSince: number | undefined;
  readonly #lastMoveSeq = new Map<Id, number>();
  #unconfirmed: number | undefined;
  #askedMs = 0;
  #hasEnded = false;

  constructor(skewMs: Readonly<Record<Id, number>>, options: { timeLimitMs?: number }) {
    this.#skewMs = skewMs;
    this.#core = new RobotCore({ ...resolveTeleopOptions(options), firstEpoch: 0 }, (effect) => {
      this.#see(effect);
    });
    for (const id of IDS) this.#core.join(id, ROLES[id], this.nowMs);
  }

  /** How many commands for motion got through. */
  moves = 0;

  play(step: Step): void {
    const core = this.#core;
    switch (step.do) {
      case 'wait':
        this.#wait(step.ms);
        break;
      case 'live':
        for (let passedMs = 0; passedMs < step.ms; passedMs += 100) {
          this.#wait(100);
          this.#send(step.from, 'heartbeat', 0);
          this.#deliver(0, false);
        }
        break;
      case 'fail-to-look':
        this.nowMs += step.ms; // the process was frozen: no timer fired
        break;
      case 'send':
        this.#send(step.from, step.what, this.#states.get(step.from)?.epoch ?? 0);
        break;
      case 'forge':
        this.#send(step.from, 'move', this.#states.get(step.epochOf)?.epoch ?? 1);
        break;
      case 'deliver':
        this.#deliver(step.pick, step.keep);
        break;
      case 'say':
        core.receive(step.from, { type: step.type }, this.nowMs);
        break;
      case 'point':
        core.receive(step.from, { type: step.type, to: step.to }, this.nowMs);
        break;
      case 'join':
        core.join(step.who, ROLES[step.who], this.nowMs);
        break;
      case 'leave':
        core.leave(step.who, this.nowMs);
        this.#states.delete(step.who);
        break;
      case 'reload':
        core.receive(step.who, { type: 'hello', instance: step.instance }, this.nowMs);
        break;
      case 'give':
        core.give(step.to, this.nowMs);
        break;
      case 'confirm':
        if (this.#unconfirmed === undefined) break;
        core.confirmStop(this.#unconfirmed, this.nowMs);
        this.#unconfirmed = undefined;
        break;
      case 'oversleep':
        core.oversleep(this.nowMs);
        expect(this.#motion, 'sleep ends motion').toBeUndefined();
        break;
      case 'end':
        core.demandStop('robot-closed', this.nowMs);
        this.#hasEnded = true;
        expect(this.#motion, 'the end ends motion').toBeUndefined();
        break;
    }
    this.#checkHolders();
  }

  #wait(ms: number): void {
    const endMs = this.nowMs + ms;
    for (;;) {
      const dueMs = this.#core.dueMs;
      if (dueMs === undefined || dueMs > endMs) break;
      this.nowMs = Math.max(this.nowMs, dueMs) + 1;
      this.#core.check(this.nowMs);
      this.#checkStillness();
    }
    this.nowMs = Math.max(this.nowMs, endMs);
    this.#checkStillness();
  }

  #send(from: Id, what: 'heartbeat' | 'rest' | 'move', epoch: number): void {
    const seq = (this.#seq.get(from) ?? 0) + 1;
    this.#seq.set(from, seq);
    const echo = this.#echo.get(from);
    const stamp = {
      seq,
      atMs: this.nowMs + this.#skewMs[from],
      ...(echo && { echoMs: echo.robotMs, heldMs: this.nowMs - echo.receivedMs }),
    };
    const data: Command = { linearMetersPerSec: what === 'move' ? 1 : 0 };
    const message: OperatorMessage =
      what === 'heartbeat'
        ? { type: 'heartbeat', ...stamp }
        : { type: 'command', ...stamp, epoch, data };
    this.#network.push({ from, sentMs: this.nowMs, message });
  }

  #deliver(pick: number, keep: boolean): void {
    if (this.#network.length === 0) return;
    const at = this.#network.length - 1 - (pick % this.#network.length);
    const packet = this.#network[at]!;
    if (!keep) this.#network.splice(at, 1);
    this.#arriving = packet;
    const isHolder = this.#core.control.grant?.operatorId === packet.from;
    // The truth: what left its operator long ago, or came already, is no sign of life.
    const isFresh = !this.#delivered.has(packet) && this.nowMs - packet.sentMs <= MAX_AGE_MS;
    const silenceMs = this.nowMs - this.#lastFreshMs;
    const motion = this.#motion;
    if (isHolder && isFresh) this.#lastFreshMs = this.nowMs;
    this.#core.receive(packet.from, packet.message, this.nowMs);
    // Also when no timer has looked at the clock since.
    if (silenceMs > TIMEOUT_MS) expect(this.#motion, 'silence ends motion').toBeUndefined();
    if (motion && this.nowMs - motion.atMs > TIMEOUT_MS) {
      expect(this.#motion, 'heartbeats alone do not keep it moving').toBeUndefined();
    }
    this.#arriving = undefined;
    this.#delivered.add(packet);
  }

  #see(effect: Effect): void {
    switch (effect.type) {
      case 'send': {
        const { to, message } = effect;
        if (message.type === 'state') this.#states.set(to, message);
        if (message.type === 'heartbeat') {
          this.#echo.set(to as Id, { robotMs: message.atMs, receivedMs: this.nowMs });
        }
        break;
      }
      case 'command':
        this.#seeCommand(effect.operatorId, effect.data);
        break;
      case 'safe-stop':
        this.#motion = undefined;
        this.#restedSince = undefined;
        this.#unconfirmed = effect.number;
        this.#askedMs = this.nowMs;
        break;
      default:
        break;
    }
  }

  #seeCommand(operatorId: string, data: Command): void {
    if (isNeutral(data)) {
      this.#motion = undefined;
      const message = this.#arriving?.message;
      if (message?.type === 'command') this.#restedSince = message.epoch;
      return;
    }
    const packet = this.#arriving;
    const grant = this.#core.control.grant;
    expect(packet?.message.type, 'motion comes of a command').toBe('command');
    if (packet?.message.type !== 'command') return;
    expect(grant?.operatorId, 'motion is of who drives').toBe(operatorId);
    expect(packet.from).toBe(operatorId);
    expect(ROLES[packet.from]).not.toBe('viewer');
    expect(packet.message.epoch, 'motion is of this grant').toBe(grant?.epoch);
    expect(this.#delivered.has(packet), 'motion is no replay').toBe(false);
    expect(packet.message.seq, 'motion is in order').toBeGreaterThan(
      this.#lastMoveSeq.get(packet.from) ?? 0,
    );
    expect(this.nowMs - packet.sentMs, 'motion is fresh').toBeLessThanOrEqual(MAX_AGE_MS);
    expect(this.#unconfirmed, 'no motion before a stop is confirmed').toBeUndefined();
    expect(this.#restedSince, 'no motion before letting go').toBe(packet.message.epoch);
    this.#lastMoveSeq.set(packet.from, packet.message.seq);
    expect(this.#hasEnded, 'no motion after the end').toBe(false);
    this.#motion = { from: operatorId, epoch: packet.message.epoch, atMs: this.nowMs };
    this.moves++;
  }

  /** To be called after the clock was looked at. */
  #checkStillness(): void {
    if (this.#motion) {
      expect(this.nowMs - this.#lastFreshMs, 'motion ends with silence').toBeLessThanOrEqual(
        TIMEOUT_MS + 1,
      );
      expect(this.nowMs - this.#motion.atMs, 'motion is asked for anew').toBeLessThanOrEqual(
        TIMEOUT_MS + 1,
      );
      expect(this.#core.control.grant?.epoch, 'motion ends with the grant').toBe(
        this.#motion.epoch,
      );
    }
    if (this.#core.stop?.confirmed === false) {
      expect(this.nowMs - this.#askedMs, 'a stop is asked for again').toBeLessThanOrEqual(251);
    }
  }

  #checkHolders(): void {
    const drivers = [...this.#states].filter(([, { epoch }]) => epoch !== undefined);
    expect(drivers.length, 'holders').toBeLessThanOrEqual(1);
    for (const [id, { epoch, armed, holder }] of drivers) {
      expect(ROLES[id as Id]).not.toBe('viewer');
      expect(holder?.operatorId).toBe(id);
      expect(epoch).toBe(this.#core.control.grant?.epoch);
      if (armed) expect(this.#core.stop).toBeUndefined();
    }
    if (!this.#core.control.grant) expect(this.#motion, 'nobody drives').toBeUndefined();
  }
}
