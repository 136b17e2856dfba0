import { ControlAsks, type Claim } from './control-asks.js';
import { OperatorRanks } from './operator-ranks.js';
import type { ControlReason } from '../../shared/wire.js';

/** How control is given. */
export interface ControlPolicy {
  /** Longest time for one grant; by default there is no limit. */
  readonly timeLimitMs?: number | undefined;
  /** How long a request waits. Default 30 s. */
  readonly requestTimeoutMs: number;
  /** After this silence of the driver, others may. Default 5 s; the robot stands still long before. */
  readonly silenceMs: number;
  /** Whether the robot's program is asked about each operator that is to drive, whatever the grounds. */
  readonly asksRobot: boolean;
  /**
   * Who takes control from whom: a higher rank from a lower one. Below 0: never drives.
   * @param role - what the relay vouches for
   */
  readonly rankOf: (role: string, operatorId: string) => number;
}

/** The driver. */
export interface Grant {
  readonly operatorId: string;
  /** Another one for each grant: a command of an old grant counts for nothing. */
  readonly epoch: number;
  readonly sinceMs: number;
}

/** What a step has changed. */
export type ControlChange =
  | { readonly type: 'granted'; readonly operatorId: string }
  | { readonly type: 'ended'; readonly operatorId: string; readonly reason: ControlReason }
  /** The operator had no control, and does not get it. */
  | { readonly type: 'denied'; readonly operatorId: string; readonly reason: ControlReason }
  /** The robot's program is to say whether it may drive; its answer carries the number. */
  | { readonly type: 'asked'; readonly operatorId: string; readonly number: number }
  /** Who is there or who waits is another than before. */
  | { readonly type: 'noted' };

interface Request {
  readonly operatorId: string;
  readonly sinceMs: number;
  approved: boolean;
}

const NOTED: ControlChange = { type: 'noted' };

/**
 * Decides who drives: nobody, or one operator that is connected and is not a viewer. Plain values in, changes out; the
 * time is told, by a clock that never goes back.
 */
export class ControlHolder {
  /** Who is connected. */
  readonly ranks: OperatorRanks;
  readonly #policy: ControlPolicy;
  readonly #asks = new ControlAsks();
  #requests: Request[] = [];
  #grant: Grant | undefined;
  #epoch: number;

  /** @param epoch - number before that of the first grant; not the same after each restart of the robot */
  constructor(policy: ControlPolicy, epoch = 0) {
    this.#policy = policy;
    this.ranks = new OperatorRanks(policy.rankOf);
    this.#epoch = epoch;
  }

  /** The driver, if there is one. */
  get grant(): Grant | undefined {
    return this.#grant;
  }

  /** Who waits, first come first. */
  get requests(): readonly string[] {
    return this.#requests.map(({ operatorId }) => operatorId);
  }

  /** Time that the driver has left, if there is a limit. */
  leftMs(nowMs: number): number | undefined {
    const { timeLimitMs } = this.#policy;
    if (!this.#grant || timeLimitMs === undefined) return undefined;
    return Math.max(0, this.#grant.sinceMs + timeLimitMs - nowMs);
  }

  /** An operator is here. One of the same id that was here is gone. */
  join(operatorId: string, role: string, nowMs: number): ControlChange[] {
    const changes = this.leave(operatorId, nowMs);
    this.ranks.set(operatorId, role);
    return [...changes, NOTED];
  }

  /**
   * The relay vouches for another role of an operator. A driver that loses rank drives no more; for who waits, or goes on
   * with another role, the robot's program is asked anew.
   */
  setRole(operatorId: string, role: string, nowMs: number): ControlChange[] {
    const { ranks } = this;
    if (!ranks.has(operatorId) || ranks.roleOf(operatorId) === role) return [];
    const formerRank = ranks.rank(operatorId);
    ranks.set(operatorId, role);
    this.#asks.forget(operatorId);
    const rank = ranks.rank(operatorId);
    if (this.#grant?.operatorId === operatorId) {
      if (rank < formerRank || rank < 0) return [...this.#end(operatorId, 'demoted', nowMs), NOTED];
      return [...this.#claim(operatorId, { by: 'role' }, nowMs), NOTED];
    }
    const request = this.#requests.find((one) => one.operatorId === operatorId);
    if (!request) return [NOTED];
    if (rank < 0) {
      this.#forget(operatorId);
      return [{ type: 'denied', operatorId, reason: 'viewer' }, ...this.#next(nowMs), NOTED];
    }
    request.approved = false;
    return [...this.#claim(operatorId, { by: 'request' }, nowMs), NOTED];
  }

  /** An operator is gone. */
  leave(operatorId: string, nowMs: number, reason: ControlReason = 'left'): ControlChange[] {
    if (!this.ranks.delete(operatorId)) return [];
    this.#forget(operatorId);
    return [...this.#end(operatorId, reason, nowMs), ...this.#next(nowMs), NOTED];
  }

  /** An operator asks for control: it goes to who asked if it is free, or held by a lower rank. */
  request(operatorId: string, nowMs: number): ControlChange[] {
    const refusal = this.#refusalOf(operatorId);
    if (refusal) return [{ type: 'denied', operatorId, reason: refusal }];
    if (this.#grant?.operatorId === operatorId || this.requests.includes(operatorId)) return [];
    this.#requests.push({ operatorId, sinceMs: nowMs, approved: false });
    return [...this.#claim(operatorId, { by: 'request' }, nowMs), NOTED];
  }

  /** The robot's program gives control to this operator, whoever has it. */
  give(operatorId: string, nowMs: number): ControlChange[] {
    const refusal = this.#refusalOf(operatorId);
    if (refusal) return [{ type: 'denied', operatorId, reason: refusal }];
    if (this.#grant?.operatorId === operatorId) return [];
    return this.#claim(operatorId, { by: 'program' }, nowMs);
  }

  /** The driver passes control on; nobody else can. Who hands over to somebody who cannot drive is told, and goes on. */
  handOver(from: string, to: string, nowMs: number): ControlChange[] {
    if (this.#grant?.operatorId !== from || from === to) return [];
    const refusal = this.#refusalOf(to);
    if (refusal) return [{ type: 'denied', operatorId: from, reason: refusal }];
    return this.#claim(to, { by: 'hand-over', from, epoch: this.#grant.epoch }, nowMs);
  }

  /** The robot's program has answered question `number` of an `asked`. */
  answer(number: number, mayDrive: boolean, nowMs: number): ControlChange[] {
    const ask = this.#asks.take(number);
    if (!ask) return [];
    const { operatorId, claim } = ask;
    return mayDrive
      ? this.#allow(operatorId, claim, nowMs)
      : this.#refuse(operatorId, claim, nowMs);
  }

  /** The driver, or who waits, does not want to any more. */
  release(operatorId: string, nowMs: number, reason: ControlReason = 'released'): ControlChange[] {
    const waited = this.#forget(operatorId);
    return [
      ...this.#end(operatorId, reason, nowMs),
      ...(waited ? [...this.#next(nowMs), NOTED] : []),
    ];
  }

  /** The driver refuses a request; nobody else can. */
  deny(operatorId: string, by: string): ControlChange[] {
    if (this.#grant?.operatorId !== by || !this.#forget(operatorId)) return [];
    return [{ type: 'denied', operatorId, reason: 'denied' }, NOTED];
  }

  /**
   * Look at the clock.
   * @param heardMs - when the driver was heard last
   */
  check(nowMs: number, heardMs: number): ControlChange[] {
    const changes = this.#dropLate(nowMs);
    const holder = this.#grant?.operatorId;
    if (holder === undefined) return changes;
    if (this.leftMs(nowMs) === 0) return [...changes, ...this.#end(holder, 'time-limit', nowMs)];
    if (nowMs - heardMs < this.#policy.silenceMs) return changes;
    return [...changes, ...this.#end(holder, 'silent', nowMs)];
  }

  /** When `check` is to be called next, at the latest. */
  dueMs(heardMs: number): number | undefined {
    const { timeLimitMs = Infinity, silenceMs, requestTimeoutMs } = this.#policy;
    const due = this.#requests.map(({ sinceMs }) => sinceMs + requestTimeoutMs);
    if (this.#asks.oldestMs !== undefined) due.push(this.#asks.oldestMs + requestTimeoutMs);
    if (this.#grant) due.push(this.#grant.sinceMs + timeLimitMs, heardMs + silenceMs);
    return due.length > 0 ? Math.min(...due) : undefined;
  }

  /** Requests that nobody has answered, and questions that the robot's program has not: no answer is no. */
  #dropLate(nowMs: number): ControlChange[] {
    const untilMs = nowMs - this.#policy.requestTimeoutMs;
    const late = this.#requests.filter(({ sinceMs }) => sinceMs <= untilMs);
    for (const { operatorId } of late) this.#forget(operatorId);
    const denied = late.map(({ operatorId }): ControlChange => ({
      type: 'denied',
      operatorId,
      reason: 'timeout',
    }));
    const refused = this.#asks
      .takeUntil(untilMs)
      .flatMap(({ operatorId, claim }) => this.#refuse(operatorId, claim, nowMs));
    return [...denied, ...refused, ...(late.length > 0 ? [...this.#next(nowMs), NOTED] : [])];
  }

  /** Somebody is to drive: the robot's program is asked first, where it wants to be. */
  #claim(operatorId: string, claim: Claim, nowMs: number): ControlChange[] {
    if (!this.#policy.asksRobot) return this.#allow(operatorId, claim, nowMs);
    const number = this.#asks.add(operatorId, claim, nowMs);
    return [{ type: 'asked', operatorId, number }];
  }

  /** The robot's program does not object. */
  #allow(operatorId: string, claim: Claim, nowMs: number): ControlChange[] {
    const holder = this.#grant?.operatorId;
    switch (claim.by) {
      case 'request': {
        const request = this.#requests.find((one) => one.operatorId === operatorId);
        if (!request) return [];
        request.approved = true;
        const mustWait =
          holder !== undefined && this.ranks.rank(operatorId) <= this.ranks.rank(holder);
        return mustWait ? [] : this.#grantTo(operatorId, 'taken-over', nowMs);
      }
      case 'hand-over':
        if (this.#grant?.epoch !== claim.epoch) return [];
        return this.#grantTo(operatorId, 'handed-over', nowMs);
      case 'program':
        return this.#grantTo(operatorId, 'taken-over', nowMs);
      case 'role':
        return [];
    }
  }

  /** The robot's program says no, or nothing. */
  #refuse(operatorId: string, claim: Claim, nowMs: number): ControlChange[] {
    switch (claim.by) {
      case 'request':
        if (!this.#forget(operatorId)) return [];
        return [{ type: 'denied', operatorId, reason: 'denied' }, ...this.#next(nowMs), NOTED];
      case 'hand-over':
        if (this.#grant?.epoch !== claim.epoch) return [];
        return [{ type: 'denied', operatorId: claim.from, reason: 'denied' }];
      case 'program':
        return [{ type: 'denied', operatorId, reason: 'denied' }];
      case 'role':
        return this.#end(operatorId, 'revoked', nowMs);
    }
  }

  /** Why this operator can never drive, if so. */
  #refusalOf(operatorId: string): ControlReason | undefined {
    if (!this.ranks.has(operatorId)) return 'not-connected';
    return this.ranks.mayDrive(operatorId) ? undefined : 'viewer';
  }

  /** @param reason - what is said to who has it */
  #grantTo(operatorId: string, reason: ControlReason, nowMs: number): ControlChange[] {
    const refusal = this.#refusalOf(operatorId);
    if (refusal) return [{ type: 'denied', operatorId, reason: refusal }];
    const previous = this.#grant?.operatorId;
    if (previous === operatorId) return [];
    this.#forget(operatorId);
    this.#grant = { operatorId, epoch: ++this.#epoch, sinceMs: nowMs };
    const ended: ControlChange[] =
      previous === undefined ? [] : [{ type: 'ended', operatorId: previous, reason }];
    return [...ended, { type: 'granted', operatorId }];
  }

  /** Control of this operator ends; the next one that waits gets it. */
  #end(operatorId: string, reason: ControlReason, nowMs: number): ControlChange[] {
    if (this.#grant?.operatorId !== operatorId) return [];
    this.#grant = undefined;
    this.#asks.forget(operatorId);
    return [{ type: 'ended', operatorId, reason }, ...this.#next(nowMs)];
  }

  /** Nobody drives: the first one that waits does, unless the robot's program is being asked about it. */
  #next(nowMs: number): ControlChange[] {
    const next = this.#grant ? undefined : this.#requests.find(({ approved }) => approved);
    if (!next || this.#asks.hasRequestOf(next.operatorId)) return [];
    return this.#claim(next.operatorId, { by: 'request' }, nowMs);
  }

  /** Drops a request, and what is asked about it; returns whether there was one. */
  #forget(operatorId: string): boolean {
    const before = this.#requests.length;
    this.#requests = this.#requests.filter((request) => request.operatorId !== operatorId);
    this.#asks.forget(operatorId);
    return this.#requests.length < before;
  }
}
