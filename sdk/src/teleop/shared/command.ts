/** What an operator wants the robot to do now: any JSON object; numbers that are not 0 mean motion. */
export type Command = Readonly<Record<string, unknown>>;

/** What the elements send, and what a wheeled robot expects. */
export interface DriveCommand {
  /** Forward is positive. */
  readonly linearMetersPerSec: number;
  /** To the left is positive. */
  readonly angularRadPerSec: number;
}

/** Neutral, when nothing else is known. */
export const NEUTRAL: DriveCommand & Command = { linearMetersPerSec: 0, angularRadPerSec: 0 };

/**
 * Whether a command asks for no motion: every number in it is 0 and every boolean false, however deep. Texts and
 * null mean nothing here.
 */
export function isNeutral(value: unknown): boolean {
  if (typeof value === 'number') return value === 0;
  if (typeof value === 'object' && value !== null) return Object.values(value).every(isNeutral);
  return value !== true;
}

/** The same command with every number 0 and every boolean false. */
export function neutralOf(command: Command): Command {
  return neutralValue(command) as Command;
}

function neutralValue(value: unknown): unknown {
  if (typeof value === 'number') return 0;
  if (typeof value === 'boolean') return false;
  if (Array.isArray(value)) return value.map(neutralValue);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [name, neutralValue(part)]),
  );
}
