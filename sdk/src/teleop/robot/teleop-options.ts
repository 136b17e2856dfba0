import { RtcError } from '../../errors.js';
import { reportCallbackError } from '../../subscriptions/listeners.js';
import { rankOfRole } from './control/operator-ranks.js';
import type { RobotCoreOptions } from './robot-effects.js';
import type { StopLatchReport, StopReason } from '../shared/wire.js';

/** How a robot lets itself be driven. Whatever is left out has a safe default. */
export type TeleopOptions = Partial<
  Omit<RobotCoreOptions, 'asksRobot' | 'firstEpoch' | 'alwaysNeedsPicture'>
> & {
  /**
   * Asked each time that an operator is to drive, on whatever grounds: it has asked, somebody hands over to it, it is the next
   * one that waits, `giveControl` names it, or it drives and has another role. No answer within `requestTimeoutMs` is no.
   * Without it, every operator that is not a viewer may.
   */
  readonly mayDrive?: ((request: ControlRequest) => boolean | Promise<boolean>) | undefined;
};

/** Somebody is to drive. */
export interface ControlRequest {
  readonly operatorId: string;
  /** What the relay vouches for. */
  readonly role: string;
  /** The driver now. */
  readonly holder: string | undefined;
}

/** The driver, as the robot's program sees it. */
export interface RobotControlState {
  readonly holder: { readonly operatorId: string; readonly heldForMs: number } | undefined;
  /** Who waits for control, first come first. */
  readonly requests: readonly string[];
  /** The stop that is in force, and who has pressed, where somebody has. */
  readonly stop:
    | {
        readonly number: number;
        readonly reason: StopReason;
        readonly confirmed: boolean;
        readonly latches: readonly Pick<StopLatchReport, 'origin' | 'id' | 'isHere'>[];
      }
    | undefined;
}

/** Carries texts to one operator, over the lossy channel or over the reliable one. Must not throw. */
export type OperatorPort = (text: string, reliable: boolean) => void;

/** Largest sizes where a robot names none of its own: a slow walk, a turn in about six seconds. */
const DEFAULT_LIMITS = { linearMetersPerSec: 0.5, angularRadPerSec: 1 } as const;

/** What is left out. */
const DEFAULTS = {
  timeoutMs: 300,
  retryMs: 250,
  requestTimeoutMs: 30_000,
  silenceMs: 5_000,
  maxCommandAgeMs: 500,
  pictureTimeoutMs: 700,
  viewersMayStop: false,
  requireProgramHeartbeat: false,
  localStopsEndedBy: [],
  rankOf: rankOfRole,
} as const;

const MS_PER_DAY = 86_400_000;

/** Below the one a robot would stop for nothing, above the other it would not stop in time. */
const TIME_BOUNDS: Readonly<Record<string, readonly [minMs: number, maxMs: number]>> = {
  timeoutMs: [50, 5_000],
  retryMs: [50, 2_000],
  maxLatencyMs: [10, 5_000],
  maxCommandAgeMs: [50, 5_000],
  pictureTimeoutMs: [200, 10_000],
  silenceMs: [500, 600_000],
  requestTimeoutMs: [1_000, 600_000],
  timeLimitMs: [1_000, 366 * MS_PER_DAY],
};

/** Whatever unit a number of a command has, nobody means more. */
const MAX_LIMIT = 1e6;

/**
 * Options as the core takes them, with a number of the first grant that is another one after each restart.
 * @throws RtcError `bad-argument` for one that is unknown, or would leave the robot without its guard
 */
export function resolveTeleopOptions(options: TeleopOptions): RobotCoreOptions {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  for (const [name, value] of given) checkOption(name, value);
  const resolved = { ...DEFAULTS, ...(Object.fromEntries(given) as TeleopOptions) };
  return {
    ...resolved,
    limits: { ...DEFAULT_LIMITS, ...options.limits },
    rankOf: safely(resolved.rankOf ?? rankOfRole),
    asksRobot: options.mayDrive !== undefined,
    alwaysNeedsPicture: options.pictureTimeoutMs !== undefined,
    firstEpoch: Math.floor(Math.random() * 2 ** 31),
  };
}

/** Who cannot be ranked never drives. */
function safely(rankOf: RobotCoreOptions['rankOf']): RobotCoreOptions['rankOf'] {
  return (role, operatorId) => {
    try {
      return rankOf(role, operatorId);
    } catch (error) {
      reportCallbackError(error);
      return -1;
    }
  };
}

function checkOption(name: string, value: unknown): void {
  const bounds = Object.hasOwn(TIME_BOUNDS, name) ? TIME_BOUNDS[name] : undefined;
  if (bounds) {
    const [minMs, maxMs] = bounds;
    const mayBeNone = name === 'pictureTimeoutMs';
    if (isWithin(value, minMs, maxMs) || (mayBeNone && value === 'none')) return;
    const orNone = mayBeNone ? ', or "none"' : '';
    throw bad(`teleop: ${name} must be a time from ${minMs} to ${maxMs} ms${orNone}`, value);
  }
  switch (name) {
    case 'limits':
      checkLimits(value);
      break;
    case 'viewersMayStop':
    case 'requireProgramHeartbeat':
      if (typeof value !== 'boolean') throw bad(`teleop: ${name} must be true or false`, value);
      break;
    case 'localStopsEndedBy':
      if (isListOfNames(value)) break;
      throw bad(`teleop: ${name} must be a list of roles, like ["supervisor"]`, value);
    case 'rankOf':
    case 'mayDrive':
      if (typeof value !== 'function') throw bad(`teleop: ${name} must be a function`, value);
      break;
    default:
      throw new RtcError('bad-argument', `teleop: ${name} is not a known option.`);
  }
}

function checkLimits(limits: unknown): void {
  if (typeof limits !== 'object' || limits === null || Array.isArray(limits)) {
    throw bad('teleop: limits must be like {"linearMetersPerSec": 1}', limits);
  }
  for (const [name, limit] of Object.entries(limits)) {
    if (isWithin(limit, 0, MAX_LIMIT)) continue;
    throw bad(`teleop: the limit of ${name} must be a number from 0 to ${MAX_LIMIT}`, limit);
  }
}

function isListOfNames(value: unknown): boolean {
  return Array.isArray(value) && value.every((one) => typeof one === 'string' && one !== '');
}

/** Not for NaN either. */
function isWithin(value: unknown, min: number, max: number): value is number {
  return typeof value === 'number' && value >= min && value <= max;
}

/** JSON would say null for NaN and Infinity. */
function bad(message: string, value: unknown): RtcError {
  const shown = typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? typeof value);
  return new RtcError('bad-argument', `${message}, not ${shown}.`);
}
