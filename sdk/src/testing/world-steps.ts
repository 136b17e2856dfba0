import type { ProgramEvent } from '../teleop/robot/stops/program-watch.js';
import type { PictureSignal } from '../teleop/robot/stops/picture-watch.js';
import type { OperatorMessage } from '../teleop/shared/wire.js';

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

/** Ranks by default. */
export const RANKS: Readonly<Record<string, number>> = { viewer: -1, operator: 0, supervisor: 1 };

/** What a network and people do to a robot, in any order. */
export type Step =
  /** `revive`: the program that drives the motors speaks and answers, where there is one. */
  | { readonly do: 'program'; readonly event: ProgramEvent | 'revive' }
  | { readonly do: 'wait'; readonly ms: number }
  /** Time passes, and this operator's heartbeats come through. */
  | { readonly do: 'live'; readonly from: Id; readonly ms: number }
  | { readonly do: 'send'; readonly from: Id; readonly what: 'heartbeat' | 'rest' | 'move' }
  | { readonly do: 'forge'; readonly from: Id; readonly epochOf: Id }
  | { readonly do: 'deliver'; readonly pick: number; readonly keep: boolean }
  | {
      readonly do: 'say';
      readonly from: Id;
      readonly type: 'request' | 'release' | 'stop' | 'resume' | 'acknowledge';
    }
  | {
      readonly do: 'point';
      readonly from: Id;
      readonly type: 'hand-over' | 'deny';
      readonly to: Id;
    }
  | { readonly do: 'leave'; readonly who: Id }
  /** The relay vouches for it: it comes, or its token is another one. */
  | {
      readonly do: 'join' | 'renew';
      readonly who: Id;
      readonly role: string;
      readonly expiresInMs: number | undefined;
    }
  /** A bumper, or a button, of the robot's own; undefined: a key that ends all stops. */
  | { readonly do: 'press'; readonly source: string }
  | { readonly do: 'unpress'; readonly source: string | undefined }
  /** The robot's program says whether somebody may drive. */
  | { readonly do: 'answer'; readonly pick: number; readonly may: boolean }
  | { readonly do: 'reload'; readonly who: Id; readonly instance: string }
  | { readonly do: 'give'; readonly to: Id | undefined }
  | { readonly do: 'confirm' }
  /** What an operator sees; `unsaid`: what its page says nothing of any more. */
  | { readonly do: 'see'; readonly who: Id; readonly how: 'live' | 'frozen' | 'none' | 'unsaid' }
  | { readonly do: 'signal'; readonly who: Id; readonly signal: PictureSignal }
  | { readonly do: 'fail-to-look'; readonly ms: number }
  /** The robot's machine sleeps, or its program begins to end. */
  | { readonly do: 'oversleep'; readonly ms: number }
  | { readonly do: 'end' };

/** How a {@link World} is. */
export interface WorldOptions {
  readonly timeLimitMs?: number;
  readonly asksRobot?: boolean;
  readonly pictureTimeoutMs?: number;
}

/** A message of an operator on its way, with the truth about it. */
export interface Packet {
  readonly from: Id;
  readonly sentMs: number;
  readonly message: OperatorMessage;
}
