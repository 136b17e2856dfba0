/** What an operator wants the robot to do now: any JSON object. All zeros and `false` mean rest, everything else motion. */
export type Command = Readonly<Record<string, unknown>>;

/** What the elements send, and what a wheeled robot expects. */
export interface DriveCommand {
  /** Forward is positive. */
  readonly linearMetersPerSec: number;
  /** To the left is positive. */
  readonly angularRadPerSec: number;
}

/** An operator, as the relay vouches for it. */
export interface OperatorIdentity {
  readonly operatorId: string;
  readonly role: string;
}

/** Where a command comes from. */
export interface CommandOrigin extends OperatorIdentity {
  /** How long it had been under way when it came, at most, in ms; 0 for what the robot makes itself when it stops. */
  readonly ageMs: number;
}

/** Neutral, when nothing else is known. */
export const NEUTRAL: DriveCommand & Command = { linearMetersPerSec: 0, angularRadPerSec: 0 };

/**
 * Whether a value is known to ask for no motion: 0, false, or an object or a list of nothing else, however deep. A text, null
 * and whatever else there may be is not: nobody knows what a robot's program makes of `{"gear": "forward"}`.
 */
export function isNeutral(value: unknown): boolean {
  if (typeof value === 'number') return value === 0;
  if (typeof value === 'boolean') return !value;
  return isContainer(value) && Object.values(value).every((part) => isNeutral(part));
}

/** The neutral command of the same shape: every number 0, every boolean false, and nothing else in it. */
export function neutralOf(command: Command): Command {
  return neutralValue(command) as Command;
}

/** @returns undefined for what has no neutral */
function neutralValue(value: unknown): unknown {
  if (typeof value === 'number') return 0;
  if (typeof value === 'boolean') return false;
  if (Array.isArray(value)) return value.map(neutralValue).filter((part) => part !== undefined);
  if (!isContainer(value)) return undefined;
  return Object.fromEntries(
    Object.entries(value)
      .map(([name, part]) => [name, neutralValue(part)])
      .filter(([, part]) => part !== undefined),
  );
}

/** Lists, and objects that are nothing but their fields: a Date or a Map has no fields and may mean anything. */
function isContainer(value: unknown): value is object {
  return ['[object Object]', '[object Array]'].includes(Object.prototype.toString.call(value));
}
