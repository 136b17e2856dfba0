import { RtcError } from '../../errors.js';
import { rankOfRole } from './control-holder.js';
import type { RobotCoreOptions } from './robot-effects.js';
import type { StopReason } from '../shared/wire.js';

/** How a robot lets itself be driven. Whatever is left out has a safe default. */
export type TeleopOptions = Partial<Omit<RobotCoreOptions, 'asksRobot' | 'firstEpoch'>> & {
  /**
   * Asked about each request for control, before anybody else is: whether this operator may drive. Without it,
   * every operator that is no viewer may.
   */
  readonly mayDrive?: ((request: ControlRequest) => boolean | Promise<boolean>) | undefined;
};

/** Somebody asks for control. */
export interface ControlRequest {
  readonly operatorId: string;
  /** What the relay vouches for. */
  readonly role: string;
  /** Who drives now. */
  readonly holder: string | undefined;
}

/** Who drives, as the robot's program sees it. */
export interface RobotControlState {
  readonly holder: { readonly operatorId: string; readonly heldForMs: number } | undefined;
  /** Who waits for control, first come first. */
  readonly requests: readonly string[];
  /** The stop that is in force. */
  readonly stop: { readonly reason: StopReason; readonly confirmed: boolean } | undefined;
}

/** One call of a {@link SafeStopHandler}. */
export interface SafeStopCall {
  /** Counts the stops of this robot, from 1; a call that repeats an unconfirmed one has the same number. */
  readonly number: number;
  /** Aborted when nobody waits for this call any more: the stop is confirmed, or another one has taken its place. */
  readonly signal: AbortSignal;
}

/**
 * Stops the robot; stop `number` counts as carried out when what the handlers return has resolved. What resolves after
 * another stop has begun confirms nothing.
 */
export type SafeStopHandler = (reason: StopReason, stop: SafeStopCall) => unknown;

/** Carries texts to one operator, over the lossy channel or over the reliable one. Must not throw. */
export type OperatorPort = (text: string, reliable: boolean) => void;

/** What is left out. */
const DEFAULTS = {
  timeoutMs: 300,
  retryMs: 250,
  requestTimeoutMs: 30_000,
  silenceMs: 5_000,
  maxCommandAgeMs: 500,
  viewersMayStop: false,
  limits: {},
  rankOf: rankOfRole,
} as const;

const TIMES = [
  ...['timeoutMs', 'maxLatencyMs', 'retryMs', 'maxCommandAgeMs'],
  ...['timeLimitMs', 'requestTimeoutMs', 'silenceMs'],
];

/**
 * Options as the core takes them, with a number of the first grant that is another one after each restart.
 * @throws RtcError `bad-argument` for one that is unknown, or would leave the robot without its guard
 */
export function resolveTeleopOptions(options: TeleopOptions): RobotCoreOptions {
  for (const [name, value] of Object.entries(options)) {
    if (value !== undefined) checkOption(name, value);
  }
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return {
    ...DEFAULTS,
    ...(Object.fromEntries(given) as TeleopOptions),
    asksRobot: options.mayDrive !== undefined,
    firstEpoch: Math.floor(Math.random() * 2 ** 31),
  };
}

function checkOption(name: string, value: unknown): void {
  if (TIMES.includes(name)) {
    if (isSize(value) && value > 0) return;
    throw bad(`teleop: ${name} must be a time in ms, more than 0`, value);
  }
  switch (name) {
    case 'limits':
      checkLimits(value);
      break;
    case 'viewersMayStop':
      if (typeof value !== 'boolean') throw bad(`teleop: ${name} must be true or false`, value);
      break;
    case 'rankOf':
    case 'mayDrive':
      if (typeof value !== 'function') throw bad(`teleop: ${name} must be a function`, value);
      break;
    default:
      throw new RtcError('bad-argument', `teleop: there is no option ${name}.`);
  }
}

function checkLimits(limits: unknown): void {
  if (typeof limits !== 'object' || limits === null || Array.isArray(limits)) {
    throw bad('teleop: limits must be like {"linearMetersPerSec": 1}', limits);
  }
  for (const [name, limit] of Object.entries(limits)) {
    if (!isSize(limit))
      throw bad(`teleop: the limit of ${name} must be a number, 0 or more`, limit);
  }
}

function isSize(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

function bad(message: string, value: unknown): RtcError {
  return new RtcError('bad-argument', `${message}, not ${JSON.stringify(value) ?? String(value)}.`);
}
