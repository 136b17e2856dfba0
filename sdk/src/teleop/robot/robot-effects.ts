import type { Command, OperatorIdentity } from '../shared/command.js';
import type { ControlPolicy } from './control/control-holder.js';
import type { PictureOptions } from './stops/picture-watch.js';
import type { ProgramWatchOptions } from './stops/program-watch.js';
import type { WatchdogOptions } from './stops/watchdog.js';
import type { CommandLimits, RobotMessage, StopReason } from '../shared/wire.js';

/** Everything that the robot decides by. */
export interface RobotCoreOptions
  extends WatchdogOptions, ControlPolicy, ProgramWatchOptions, PictureOptions {
  readonly limits: CommandLimits;
  /** Longest time that a command may have been under way, at most: round trip and wait for a heartbeat are in it. Default 500. */
  readonly maxCommandAgeMs: number;
  /** Whether viewers may press stop. */
  readonly viewersMayStop: boolean;
  /** Roles that may end stops of the robot's own program, such as a bumper's; by default it alone ends them. */
  readonly localStopsEndedBy: readonly string[];
  /** See {@link ControlHolder}. */
  readonly firstEpoch?: number | undefined;
}

/** A command that counts. */
export interface Received {
  readonly operator: OperatorIdentity;
  readonly data: Command;
  /** How long it was under way at most. */
  readonly ageMs: number;
}

/** What is to be done after a step, in this order. */
export type Effect =
  /** Hand it to the robot's program. */
  | ({ readonly type: 'command' } & Received)
  /** Tell the robot's program to stop, for the first time or again. */
  | { readonly type: 'safe-stop'; readonly number: number; readonly reason: StopReason }
  | {
      readonly type: 'send';
      readonly to: string;
      readonly message: RobotMessage;
      readonly reliable: boolean;
    }
  /** Ask the robot's program whether this operator may drive; the answer carries the number. */
  | {
      readonly type: 'ask';
      readonly number: number;
      readonly operatorId: string;
      readonly role: string;
      readonly holder: string | undefined;
    }
  /** The time of an operator's token is over: its link is to be ended. */
  | { readonly type: 'expired'; readonly operatorId: string }
  /** The driver, who waits or the stop is another than before. */
  | { readonly type: 'changed' };
