import { expect } from 'vitest';
import { ApprovalModel } from './approval-model.js';
import { OperatorNetwork } from './operator-network.js';
import { PresenceModel } from './presence-model.js';
import { IDS, ROLES, type Id, type Packet, type Step, type WorldOptions } from './world-steps.js';
import { PictureModel } from './picture-model.js';
import { StopModel } from './stop-model.js';
import { RobotCore } from '../teleop/robot/robot-core.js';
import { resolveTeleopOptions } from '../teleop/robot/teleop-options.js';
import type { Effect } from '../teleop/robot/robot-effects.js';
import type { ProgramEvent } from '../teleop/robot/stops/program-watch.js';
import { isNeutral, type Command } from '../teleop/shared/command.js';
import type { StateMessage } from '../teleop/shared/wire.js';

const TIMEOUT_MS = 300;
const MAX_AGE_MS = 500;
/** A robot, its operators with clocks of their own, and a network that loses, reorders and repeats. */
export class World {
  nowMs = 1_000_000;
  readonly #core: RobotCore;
  readonly #network: OperatorNetwork;
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
  readonly #asksRobot: boolean;
  readonly #presence = new PresenceModel();
  readonly #stops = new StopModel();
  readonly #approvals = new ApprovalModel();
  readonly #pictures: PictureModel;
  #epoch = 0;

  constructor(skewMs: Readonly<Record<Id, number>>, options: WorldOptions) {
    const { asksRobot = false, ...teleop } = options;
    this.#pictures = new PictureModel(teleop.pictureTimeoutMs !== undefined);
    this.#network = new OperatorNetwork(skewMs, () => this.nowMs, this.#pictures);
    this.#asksRobot = asksRobot;
    const resolved = { ...resolveTeleopOptions(teleop), asksRobot, firstEpoch: 0 };
    this.#core = new RobotCore(resolved, (effect) => {
      this.#see(effect);
    });
    for (const who of IDS) this.play({ do: 'join', who, role: ROLES[who], expiresInMs: undefined });
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
          this.#network.send(step.from, 'heartbeat', 0);
          this.#deliver(0, false);
        }
        break;
      case 'fail-to-look':
        this.nowMs += step.ms; // the process was frozen: no timer fired
        break;
      case 'send':
        this.#network.send(step.from, step.what, this.#states.get(step.from)?.epoch ?? 0);
        break;
      case 'forge':
        this.#network.send(step.from, 'move', this.#states.get(step.epochOf)?.epoch ?? 1);
        break;
      case 'deliver':
        this.#deliver(step.pick, step.keep);
        break;
      case 'say':
        this.#say(step.from, step.type);
        break;
      case 'point':
        core.receive(step.from, { type: step.type, to: step.to }, this.nowMs);
        break;
      case 'join':
      case 'renew':
        this.#vouch(step);
        break;
      case 'leave':
        this.#forget(step.who);
        core.leave(step.who, this.nowMs);
        break;
      case 'press':
        this.#stops.press('robot', step.source, this.#presence.ranks);
        core.press(step.source, this.nowMs);
        break;
      case 'unpress':
        this.#stops.resumeLocally(step.source);
        core.resume(step.source, this.nowMs);
        break;
      case 'answer':
        this.#approvals.answer(step, (number) => core.answer(number, step.may, this.nowMs));
        break;
      case 'reload':
        core.receive(step.who, { type: 'hello', instance: step.instance }, this.nowMs);
        break;
      case 'give':
        core.give(step.to, this.nowMs);
        break;
      case 'confirm':
        if (this.#unconfirmed !== undefined) core.confirmStop(this.#unconfirmed, this.nowMs);
        this.#unconfirmed = undefined;
        break;
      case 'see':
        this.#pictures.see(step, this.nowMs);
        break;
      case 'signal':
        if (this.#presence.ranks.has(step.who)) this.#pictures.noteSignal(step);
        core.noteSignal(step.who, step.signal, this.nowMs);
        break;
      case 'program':
        this.#program(step.event);
        break;
      case 'oversleep':
        this.#presence.sleep(step.ms);
        core.oversleep(this.nowMs, step.ms);
        expect(this.#motion, 'sleep ends motion').toBeUndefined();
        break;
      case 'end':
        core.demandStop('robot-closed', this.nowMs);
        this.#hasEnded = true;
        expect(this.#motion, 'the end ends motion').toBeUndefined();
        break;
    }
    this.#checkHolders();
    this.#stops.check(core.stop?.reason, core.latches.length);
  }

  #say(from: Id, type: Extract<Step, { do: 'say' }>['type']): void {
    this.#core.check(this.nowMs); // whose time is over says nothing
    const isDriver = this.#core.control.grant?.operatorId === from;
    this.#stops.say(from, type, this.#presence.ranks, isDriver);
    const message =
      type === 'acknowledge' ? ({ type: 'resume', acknowledged: true } as const) : { type };
    this.#core.receive(from, message, this.nowMs);
  }

  #vouch(step: Extract<Step, { do: 'join' | 'renew' }>): void {
    const { do: how, who, role, expiresInMs } = step;
    if (how === 'join') this.#forget(who);
    if (this.#presence.vouch(step, this.nowMs)) this.#approvals.forget(who);
    this.#core[how](who, { role, expiresInMs }, this.nowMs);
  }

  #forget(id: string): void {
    this.#states.delete(id);
    this.#presence.forget(id);
    this.#approvals.forget(id);
    this.#pictures.forget(id);
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

  #program(event: ProgramEvent | 'revive'): void {
    if (event !== 'revive') this.#core.noteProgram(event, this.nowMs);
    else if (this.#core.program(this.nowMs) !== undefined) {
      for (const one of ['ready', 'answered'] as const) this.#core.noteProgram(one, this.nowMs);
    }
    if (event === 'lost') expect(this.#motion, 'loss ends motion').toBeUndefined();
  }

  #deliver(pick: number, keep: boolean): void {
    const packet = this.#network.arrive(pick, keep);
    if (!packet) return;
    this.#arriving = packet;
    const isHolder = this.#core.control.grant?.operatorId === packet.from;
    // The truth: what left its operator long ago, or came already, is not a sign of life.
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
        if (message.type === 'heartbeat') this.#network.answer(to as Id, message.atMs);
        break;
      }
      case 'command':
        this.#seeCommand(effect.operator.operatorId, effect.data);
        break;
      case 'safe-stop':
        this.#motion = undefined;
        this.#restedSince = undefined;
        this.#unconfirmed = effect.number;
        this.#askedMs = this.nowMs;
        break;
      case 'ask':
        this.#approvals.ask(effect.number, effect.operatorId);
        break;
      case 'expired':
        this.#presence.expectExpired(effect.operatorId, this.nowMs);
        this.#forget(effect.operatorId);
        break;
      default:
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
    expect(grant?.operatorId, 'motion is of the driver').toBe(operatorId);
    expect(packet.from).toBe(operatorId);
    this.#presence.expectDriver(packet.from, this.nowMs);
    expect(packet.message.epoch, 'motion is of this grant').toBe(grant?.epoch);
    expect(this.#delivered.has(packet), 'motion is not a replay').toBe(false);
    expect(packet.message.seq, 'motion is in order').toBeGreaterThan(
      this.#lastMoveSeq.get(packet.from) ?? 0,
    );
    expect(this.nowMs - packet.sentMs, 'motion is fresh').toBeLessThanOrEqual(MAX_AGE_MS);
    expect(this.#unconfirmed, 'no motion before a stop is confirmed').toBeUndefined();
    expect(this.#restedSince, 'no motion before letting go').toBe(packet.message.epoch);
    this.#expectAllowed(operatorId);
    this.#lastMoveSeq.set(packet.from, packet.message.seq);
    expect(this.#hasEnded, 'no motion after the end').toBe(false);
    expect(this.#stops.stands, 'no motion while a stop stands').toBe(false);
    this.#motion = { from: operatorId, epoch: packet.message.epoch, atMs: this.nowMs };
    this.moves++;
  }

  #expectAllowed(who: string): void {
    this.#pictures.expectSeen(who, this.nowMs);
    expect([undefined, 'live', 'unwatched']).toContain(this.#core.program(this.nowMs));
  }

  /** To be called after the clock was looked at. */
  #checkStillness(): void {
    if (this.#motion) {
      const { from, epoch, atMs } = this.#motion;
      const latestMs = this.nowMs - TIMEOUT_MS - 1;
      this.#expectAllowed(from);
      expect(this.#lastFreshMs, 'motion ends with silence').toBeGreaterThanOrEqual(latestMs);
      expect(atMs, 'motion is asked for anew').toBeGreaterThanOrEqual(latestMs);
      expect(this.#core.control.grant?.epoch, 'motion ends with the grant').toBe(epoch);
    }
    const { grant } = this.#core.control;
    if (grant) this.#presence.expectDriver(grant.operatorId, this.nowMs);
    if (this.#core.stop?.confirmed === false) {
      expect(this.nowMs - this.#askedMs, 'a stop is asked for again').toBeLessThanOrEqual(251);
    }
  }

  #checkHolders(): void {
    const drivers = [...this.#states].filter(([, { epoch }]) => epoch !== undefined);
    expect(drivers.length, 'holders').toBeLessThanOrEqual(1);
    for (const [id, { epoch, armed, holder }] of drivers) {
      expect(this.#presence.ranks.get(id)).toBeGreaterThanOrEqual(0);
      expect(holder?.operatorId).toBe(id);
      expect(epoch).toBe(this.#core.control.grant?.epoch);
      if (armed) expect(this.#core.stop).toBeUndefined();
    }
    const { grant } = this.#core.control;
    if (!grant) expect(this.#motion, 'nobody drives').toBeUndefined();
    if (!grant || grant.epoch === this.#epoch) return;
    this.#epoch = grant.epoch;
    const isApproved = this.#approvals.use(grant.operatorId);
    if (this.#asksRobot) expect(isApproved, 'the robot has agreed').toBe(true);
  }
}
