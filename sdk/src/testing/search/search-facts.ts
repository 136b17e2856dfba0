import type { RobotCore } from '../../teleop/robot/robot-core.js';
import type { OperatorMessage } from '../../teleop/shared/wire.js';

/** The least time that passes. */
export const TICK_MS = 100;
/** The limits, as few ticks as keep them apart. */
export const LIMITS = {
  timeoutMs: 2 * TICK_MS,
  retryMs: 2 * TICK_MS,
  maxCommandAgeMs: 3 * TICK_MS,
  pictureTimeoutMs: 4 * TICK_MS,
  silenceMs: 5 * TICK_MS,
  requestTimeoutMs: 6 * TICK_MS,
} as const;
/** Half of the longest round trip with which a report counts: that much of its way may be unknown. */
const TRAVEL_MS = LIMITS.maxCommandAgeMs / 2;

export const IDS = ['ann', 'bob'] as const;
export type Id = (typeof IDS)[number];
/** What an operator can send; `forged`: motion under the number of whoever drives; `grab`: a hand-over to itself. */
export type Kind =
  | 'heartbeat'
  | 'rest'
  | 'move'
  | 'forged'
  | 'request'
  | 'release'
  | 'hand-over'
  | 'grab'
  | 'deny'
  | 'stop'
  | 'resume'
  | 'acknowledge';

/** What a network has of an operator. */
export interface Packet {
  readonly from: Id;
  readonly kind: Kind;
  readonly message: OperatorMessage;
  readonly sentMs: number;
  hasArrived: boolean;
}

/** The truth about one operator. */
export interface Operator {
  rank: number | undefined;
  expiresAtMs: number;
  seq: number;
  /** When the robot sent what the operator heard of it last. */
  echoMs: number | undefined;
  /** The number of its grant, as it was told. */
  epoch: number | undefined;
  frozenSinceMs: number | undefined;
  seesNothing: boolean;
}

/** The truth about a robot, and what it says of itself. */
export interface Facts {
  readonly nowMs: number;
  readonly core: RobotCore;
  readonly operators: Readonly<Record<Id, Operator>>;
  readonly arriving: Packet | undefined;
  readonly motion: { readonly from: Id; readonly epoch: number; readonly atMs: number } | undefined;
  /** When anything fresh of the driver came. */
  readonly freshMs: number;
  /** Under which grant the driver has let go since the last stop. */
  readonly restedEpoch: number | undefined;
  /** Number of the stop that nobody has confirmed. */
  readonly unconfirmed: number | undefined;
  /** When the robot's program was told of it. */
  readonly askedMs: number;
  readonly hasEnded: boolean;
  readonly isPressed: boolean;
}

/** What is promised, and not so. Vitest's own `expect` takes a hundred times as long, and this is asked a million times. */
export function ensure(isSo: boolean, promise: string): void {
  if (!isSo) throw new Error(`Not so: ${promise}.`);
}

/** The robot's program is handed motion of this operator. */
export function ensureMayMove(facts: Facts, from: Id): void {
  const { nowMs, core, arriving, unconfirmed, restedEpoch } = facts;
  const { grant } = core.control;
  const message = arriving?.message;
  if (!arriving || message?.type !== 'command') {
    throw new Error('Not so: motion comes of a command.');
  }
  ensure(arriving.from === from, 'motion is of who has sent it');
  ensure(grant?.operatorId === from, 'motion is of the driver');
  ensure(message.epoch === grant?.epoch, 'motion is of this grant');
  ensure(!arriving.hasArrived, 'no command counts twice');
  ensure(nowMs - arriving.sentMs <= LIMITS.maxCommandAgeMs, 'motion is fresh');
  ensure(unconfirmed === undefined, 'nothing moves before a stop is confirmed');
  ensure(restedEpoch === message.epoch, 'nothing moves before the driver has let go');
  ensure(!facts.isPressed, 'nothing moves while a stop stands');
  ensure(!facts.hasEnded, 'nothing moves after the end');
  ensureAllowed(facts, from);
}

/** To be called after each step at whose end the clock was looked at. */
export function checkMotion(facts: Facts): void {
  const { nowMs, core, motion, freshMs } = facts;
  if (!motion) return;
  ensureAllowed(facts, motion.from);
  ensure(nowMs - freshMs <= LIMITS.timeoutMs, 'motion ends with silence');
  ensure(nowMs - motion.atMs <= LIMITS.timeoutMs, 'motion ends if it is not asked for anew');
  ensure(core.control.grant?.epoch === motion.epoch, 'motion ends with the grant');
}

/** To be called after each step at whose end the clock was looked at. */
export function checkDrivers({ nowMs, core, operators }: Facts): void {
  const { grant } = core.control;
  for (const id of IDS) {
    const { epoch, rank = -1, expiresAtMs } = operators[id];
    const drives = grant?.operatorId === id;
    ensure(
      epoch === (drives ? grant.epoch : undefined),
      'each knows whether it drives, one at most',
    );
    if (!drives) continue;
    ensure(rank >= 0, 'no viewer drives, nor who is gone');
    ensure(expiresAtMs > nowMs, 'the driver has time left');
  }
}

/** To be called after each tick. */
export function checkAsked({ nowMs, core, askedMs }: Facts): void {
  const isAsked = core.stop?.confirmed !== false || nowMs - askedMs < LIMITS.retryMs;
  ensure(isAsked, 'a stop that is not confirmed is asked for again');
}

function ensureAllowed({ nowMs, core, operators }: Facts, who: Id): void {
  const program = core.program(nowMs);
  const isThere = program === undefined || program === 'live' || program === 'unwatched';
  ensure(isThere, 'nothing moves without the program');
  const { frozenSinceMs = nowMs } = operators[who];
  const isSeen = nowMs - frozenSinceMs <= LIMITS.pictureTimeoutMs + TRAVEL_MS;
  ensure(isSeen, 'motion ends with the picture');
}
