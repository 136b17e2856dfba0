/**
 * What operators and robots say to each other for driving. Both sides share this file; no DOM, no Node.
 *
 * Two data channels carry it, both opened by the operator. {@link NOW_CHANNEL} loses and reorders: commands,
 * heartbeats, telemetry. {@link CONTROL_CHANNEL} keeps everything: the driver, stops. Every message is one JSON text,
 * and means the same on either.
 *
 * Times are in ms of the sender's own monotonic clock. Nobody compares them with its own clock: each side echoes the
 * other's newest stamp, so that an age is always the difference of two readings of one clock.
 *
 * @module
 */
import type { Command } from './command.js';

/** Unordered, without retransmission: what is late is worth nothing. */
export const NOW_CHANNEL = 'rtcbot:now';

/** Ordered and reliable. */
export const CONTROL_CHANNEL = 'rtcbot:control';

/** Longest message that a robot reads, in characters. */
export const MAX_MESSAGE_CHARACTERS = 16_384;

/** What every message of an operator that counts as a sign of life carries. */
export interface Stamp {
  /** Counts this operator's stamped messages, from 1. */
  readonly seq: number;
  /** When it was sent, by the operator's clock. */
  readonly atMs: number;
  /** The newest `atMs` of the robot that the operator has; missing before the first. */
  readonly echoMs?: number | undefined;
  /** For how long the operator has had it. */
  readonly heldMs?: number | undefined;
  /** How old the picture is that the operator sees; null: it sees none. Missing: its page does not know. */
  readonly pictureMs?: number | null | undefined;
}

/** What an operator tells the robot. */
export type OperatorMessage =
  | ({ readonly type: 'heartbeat' } & Stamp)
  | ({ readonly type: 'command'; readonly epoch: number; readonly data: Command } & Stamp)
  /** A page has (again) a channel; `instance` is another one after a reload. */
  | { readonly type: 'hello'; readonly instance: string }
  | { readonly type: 'request' }
  | { readonly type: 'release' }
  /** The holder passes control on. */
  | { readonly type: 'hand-over'; readonly to: string }
  /** The holder refuses somebody's request. */
  | { readonly type: 'deny'; readonly to: string }
  /** Emergency stop: holds until somebody resumes. */
  | { readonly type: 'stop' }
  /**
   * Ends what stops the sender may end. `acknowledged`: also those of operators that are gone, if the sender drives: it has made
   * sure that the robot may move.
   */
  | { readonly type: 'resume'; readonly acknowledged?: true | undefined };

/** A command on its way. */
export type CommandMessage = Extract<OperatorMessage, { readonly type: 'command' }>;

/** Why a robot was stopped. */
export type StopReason =
  /** Nothing fresh came from the driver. */
  | 'silence'
  /** The round trip took longer than `maxLatencyMs`. */
  | 'latency'
  /** The picture that the driver sees is older than `pictureTimeoutMs`, or nobody knows how old it is. */
  | 'old-picture'
  /** Another operator drives now, or nobody. */
  | 'control-changed'
  /** Somebody pressed stop; nobody drives until it is resumed. */
  | 'emergency'
  /** The program that drives the motors is gone, or has not said anything yet. */
  | 'no-program'
  /** The program that drives the motors gives no sign of life. */
  | 'program-silent'
  /** The robot's program is ending. */
  | 'robot-closed';

/** Why somebody does not drive, or no longer. */
export type ControlReason =
  | 'released'
  | 'handed-over'
  | 'taken-over'
  | 'time-limit'
  /** The token has expired. */
  | 'expired'
  /** Its role is a lower one now. */
  | 'demoted'
  | 'silent'
  | 'left'
  | 'revoked'
  | 'viewer'
  | 'denied'
  | 'timeout'
  | 'not-connected'
  /** The program that drives the motors is gone. */
  | 'no-program';

/**
 * Whether an operator may end a stop: `acknowledge` once it has made sure that the robot may move, as who has pressed is
 * gone.
 */
export type ResumeRight = 'may' | 'acknowledge' | 'never';

/** A stop that somebody has pressed and that still stands. */
export interface StopLatchReport {
  /** Who pressed: an operator, or something of the robot's own program, such as a bumper. */
  readonly origin: 'operator' | 'robot';
  /** Id of the operator, or what the robot's program calls it. */
  readonly id: string;
  /** Whether who pressed is there. */
  readonly isHere: boolean;
  readonly forMs: number;
  /** Whether the reader may end it. */
  readonly resume: ResumeRight;
}

/** Largest sizes of a command's numbers, by name. */
export type CommandLimits = Readonly<Record<string, number>>;

/**
 * How the program stands that drives the motors: `starting` it has not said anything yet; `lost` it is gone; `live` it answers;
 * `silent` it does not answer any more; `unwatched` it has never answered, so that nobody would notice if it hung.
 */
export type ProgramState = 'starting' | 'lost' | 'unwatched' | 'live' | 'silent';

/** What the robot tells one operator about the driver, whenever it changes. */
export interface StateMessage {
  readonly type: 'state';
  /** The operator that reads this. */
  readonly you: string;
  /** Number of your grant, for your commands; missing while you do not drive. */
  readonly epoch?: number | undefined;
  /** Whether your commands move the robot; if not, it waits for a neutral one. */
  readonly armed: boolean;
  readonly holder?:
    | {
        readonly operatorId: string;
        readonly heldForMs: number;
        /** Time that is left, where there is a limit. */
        readonly leftMs?: number | undefined;
      }
    | undefined;
  /** Who waits for control, first come first. */
  readonly requests: readonly string[];
  readonly operators: readonly { readonly id: string; readonly role: string }[];
  readonly stop?:
    | {
        readonly reason: StopReason;
        readonly confirmed: boolean;
        readonly forMs: number;
        /** Who has pressed; an older robot does not say. */
        readonly latches?: readonly StopLatchReport[] | undefined;
      }
    | undefined;
  readonly limits: CommandLimits;
  /** Age of the picture that you see above which the robot is not driven; missing: no picture is needed. */
  readonly pictureTimeoutMs?: number | undefined;
  /** No camera that you are shown gives a picture: what comes is at most words that say so. */
  readonly noSignal?: true | undefined;
  /** How the program that drives the motors stands, where it is a process of its own. */
  readonly program?: ProgramState | undefined;
}

/** What the robot tells an operator. */
export type RobotMessage =
  /**
   * Answers a heartbeat: `echoMs` is the operator's `atMs`. `owingMs`: for how long the program that drives the motors has
   * owed a sign of life. `moves`, to the driver: whether the robot moves on its commands.
   */
  | {
      readonly type: 'heartbeat';
      readonly atMs: number;
      readonly echoMs: number;
      readonly owingMs?: number | undefined;
      readonly moves?: boolean | undefined;
    }
  | {
      readonly type: 'telemetry';
      readonly seq: number;
      readonly atMs: number;
      readonly data: unknown;
    }
  | StateMessage
  /** You do not get control, or no longer have it. */
  | { readonly type: 'no-control'; readonly reason: ControlReason };
