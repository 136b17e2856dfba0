import type { ControlReason } from '../shared/wire.js';

/** How control is given. */
export interface ControlPolicy {
  /** Longest time for one grant; by default there is no limit. */
  readonly timeLimitMs?: number | undefined;
  /** How long a request waits. Default 30 s. */
  readonly requestTimeoutMs: number;
  /** After this silence of who drives, others may. Default 5 s; the robot stands still long before. */
  readonly silenceMs: number;
  /** Whether the robot's program is asked about each request. */
  readonly asksRobot: boolean;
  /**
   * Who takes control from whom: a higher rank from a lower one. Below 0: never drives.
   * @param role - what the relay vouches for
   */
  readonly rankOf: (role: string, operatorId: string) => number;
}

/** Who drives. */
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
  /** The robot's program is to say whether it may drive. */
  | { readonly type: 'asked'; readonly operatorId: string }
  /** Who is there or who waits has changed. */
  | { readonly type: 'noted' };

interface Request {
  readonly operatorId: string;
  readonly sinceMs: number;
  approved: boolean;
}

const NOTED: ControlChange = { type: 'noted' };

/**
 * Decides who drives: nobody, or one operator that is connected and is no viewer. Plain values in, changes out; the
 * time is told, by a clock that never goes back.
 */
export class ControlHolder {
  readonly #policy: ControlPolicy;
  readonly #roles = new Map<string, string>();
  #requests: Request[] = [];
  #grant: Grant | undefined;
  #epoch: number;

  /** @param epoch - number before that of the first grant; not the same after each restart of the robot */
  constructor(policy: ControlPolicy, epoch = 0) {
    this.#policy = policy;
    this.#epoch = epoch;
  }

  /** Who drives, if anybody. */
  get grant(): Grant | undefined {
    return this.#grant;
  }

  /** Who waits, first come first. */
  get requests(): readonly string[] {
    return this.#requests.map(({ operatorId }) => operatorId);
  }

  /** Who is connected, with its role. */
  get operators(): readonly { readonly id: string; readonly role: string }[] {
    return [...this.#roles].map(([id, role]) => ({ id, role }));
  }

  /** Time that who drives has left, if there is a limit. */
  leftMs(nowMs: number): number | undefined {
    const { timeLimitMs } = this.#policy;
    if (!this.#grant || timeLimitMs === undefined) return undefined;
    return Math.max(0, this.#grant.sinceMs + timeLimitMs - nowMs);
  }

  /** Whether this operator may drive at all. */
  mayDrive(operatorId: string): boolean {
    return this.#rank(operatorId) >= 0;
  }

  /** Whether somebody of this id is connected. */
  has(operatorId: string): boolean {
    return this.#roles.has(operatorId);
  }

  /** An operator is here. One of the same id that was here is gone. */
  join(operatorId: string, role: string, nowMs: number): ControlChange[] {
    const changes = this.#roles.has(operatorId) ? this.leave(operatorId, nowMs) : [];
    this.#roles.set(operatorId, role);
    return [...changes, NOTED];
  }

  /** An operator is gone. */
  leave(operatorId: string, nowMs: number): ControlChange[] {
    if (!this.#roles.delete(operatorId)) return [];
    this.#forget(operatorId);
    return [...this.#end(operatorId, 'left', nowMs), NOTED];
  }

  /** An operator asks for control. */
  request(operatorId: string, nowMs: number): ControlChange[] {
    if (!this.has(operatorId)) return [];
    if (!this.mayDrive(operatorId)) return [{ type: 'denied', operatorId, reason: 'viewer' }];
    if (this.#grant?.operatorId === operatorId) return [NOTED];
    if (!this.requests.includes(operatorId)) {
      this.#requests.push({ operatorId, sinceMs: nowMs, approved: false });
    }
    if (this.#policy.asksRobot) return [{ type: 'asked', operatorId }, NOTED];
    return this.approve(operatorId, nowMs);
  }

  /** The robot's program does not object: control goes to who asked if it is free, or held by a lower rank. */
  approve(operatorId: string, nowMs: number): ControlChange[] {
    const request = this.#requests.find((one) => one.operatorId === operatorId);
    if (!request) return [];
    request.approved = true;
    const holder = this.#grant?.operatorId;
    const mustWait = holder !== undefined && this.#rank(operatorId) <= this.#rank(holder);
    return mustWait ? [NOTED] : this.give(operatorId, 'taken-over', nowMs);
  }

  /**
   * Control goes to this operator, whoever has it.
   * @param reason - what is said to who has it
   */
  give(operatorId: string, reason: ControlReason, nowMs: number): ControlChange[] {
    if (!this.has(operatorId)) return [{ type: 'denied', operatorId, reason: 'not-connected' }];
    if (!this.mayDrive(operatorId)) return [{ type: 'denied', operatorId, reason: 'viewer' }];
    const previous = this.#grant?.operatorId;
    if (previous === operatorId) return [];
    this.#forget(operatorId);
    this.#grant = { operatorId, epoch: ++this.#epoch, sinceMs: nowMs };
    const ended: ControlChange[] =
      previous === undefined ? [] : [{ type: 'ended', operatorId: previous, reason }];
    return [...ended, { type: 'granted', operatorId }];
  }

  /** Who drives passes control on; nobody else can. */
  handOver(from: string, to: string, nowMs: number): ControlChange[] {
    if (this.#grant?.operatorId !== from) return [];
    const given = this.give(to, 'handed-over', nowMs);
    // Who hands over to somebody who cannot drive is told, and goes on.
    return given.map((change) =>
      change.type === 'denied' ? { ...change, operatorId: from } : change,
    );
  }

  /** Who drives, or who waits, does not want to any more. */
  release(operatorId: string, nowMs: number, reason: ControlReason = 'released'): ControlChange[] {
    const waited = this.#forget(operatorId);
    return [...this.#end(operatorId, reason, nowMs), ...(waited ? [NOTED] : [])];
  }

  /** A request is refused. @param by - the holder; undefined for the robot's program */
  deny(operatorId: string, by?: string): ControlChange[] {
    if (by !== undefined && this.#grant?.operatorId !== by) return [];
    if (!this.#forget(operatorId)) return [];
    return [{ type: 'denied', operatorId, reason: 'denied' }];
  }

  /**
   * Look at the clock.
   * @param heardMs - when who drives was heard last
   */
  check(nowMs: number, heardMs: number): ControlChange[] {
    const { requestTimeoutMs, silenceMs } = this.#policy;
    const late = this.#requests.filter(({ sinceMs }) => nowMs - sinceMs >= requestTimeoutMs);
    this.#requests = this.#requests.filter((request) => !late.includes(request));
    const denied = late.map(({ operatorId }): ControlChange => ({
      type: 'denied',
      operatorId,
      reason: 'timeout',
    }));
    const holder = this.#grant?.operatorId;
    if (holder === undefined) return denied;
    if (this.leftMs(nowMs) === 0) return [...denied, ...this.#end(holder, 'time-limit', nowMs)];
    if (nowMs - heardMs >= silenceMs) return [...denied, ...this.#end(holder, 'silent', nowMs)];
    return denied;
  }

  /** When `check` is to be called next, at the latest. */
  dueMs(heardMs: number): number | undefined {
    const { timeLimitMs = Infinity, silenceMs, requestTimeoutMs } = this.#policy;
    const due = this.#requests.map(({ sinceMs }) => sinceMs + requestTimeoutMs);
    if (this.#grant) due.push(this.#grant.sinceMs + timeLimitMs, heardMs + silenceMs);
    return due.length > 0 ? Math.min(...due) : undefined;
  }

  /** Control of this operator ends; the next one that waits gets it. */
  #end(operatorId: string, reason: ControlReason, nowMs: number): ControlChange[] {
    if (this.#grant?.operatorId !== operatorId) return [];
    this.#grant = undefined;
    const next = this.#requests.find(({ approved }) => approved);
    const given = next ? this.give(next.operatorId, 'released', nowMs) : [];
    return [{ type: 'ended', operatorId, reason }, ...given];
  }

  /** Drops a request; returns whether there was one. */
  #forget(operatorId: string): boolean {
    const before = this.#requests.length;
    this.#requests = this.#requests.filter((request) => request.operatorId !== operatorId);
    return this.#requests.length < before;
  }

  #rank(operatorId: string): number {
    const role = this.#roles.get(operatorId);
    return role === undefined ? -1 : this.#policy.rankOf(role, operatorId);
  }
}

/** Viewers never drive, supervisors take over from operators. */
export function rankOfRole(role: string): number {
  return ['operator', 'supervisor'].indexOf(role);
}
