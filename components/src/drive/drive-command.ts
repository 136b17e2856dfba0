/**
 * From what a hand does to what a robot is asked for: decisions on plain values, apart from any DOM.
 *
 * @module
 */
import { warnOnce } from '../warn-once.js';

/** How far an input is pushed, -1 to 1. */
export interface DriveAxes {
  /** Forward is positive. */
  readonly linear: number;
  /** To the left is positive. */
  readonly angular: number;
}

/** What the drive elements ask a robot for. */
export interface DriveWish {
  /** Forward is positive. */
  readonly linearMetersPerSec: number;
  /** To the left is positive. */
  readonly angularRadPerSec: number;
}

/** An input that nobody touches. */
export const AT_REST: DriveAxes = { linear: 0, angular: 0 };

/** How an axis is shaped before it counts. */
export interface AxisShape {
  /** Up to here nothing counts, 0 to 0.9: sticks do not come back to exactly 0. */
  readonly deadzone: number;
  /** From 0, straight, to 1, cubic: finer near the middle, the same at the end. */
  readonly expo: number;
}

/** Shape an axis: cut to -1 to 1, nothing inside the dead zone, from its edge on steadily up, then bent. */
export function shapeAxis(value: number, { deadzone, expo }: AxisShape): number {
  const size = Math.min(Math.abs(value), 1);
  if (!(size > deadzone)) return 0; // what is not a number is not motion either
  const pushed = (size - deadzone) / (1 - deadzone);
  return Math.sign(value) * ((1 - expo) * pushed + expo * pushed ** 3);
}

/** Largest speeds: the page's wishes, where they are set. */
export interface SpeedWishes {
  readonly linear: number | undefined;
  readonly angular: number | undefined;
}

/** What is asked for at most where neither page nor robot say: a slow walk, a turn in about six seconds. */
const CAUTIOUS: DriveWish = { linearMetersPerSec: 0.5, angularRadPerSec: 1 };

function largest(wish: number | undefined, limit: number | undefined, cautious: number): number {
  if (wish === undefined) return limit ?? cautious;
  return Math.min(wish, limit ?? Infinity);
}

/** The speeds at full push: never above the robot's limits, and a page may ask for less. */
export function fullSpeeds(
  wishes: SpeedWishes,
  limits: Readonly<Record<string, number>>,
): DriveWish {
  const { linearMetersPerSec, angularRadPerSec } = limits;
  return {
    linearMetersPerSec: largest(wishes.linear, linearMetersPerSec, CAUTIOUS.linearMetersPerSec),
    angularRadPerSec: largest(wishes.angular, angularRadPerSec, CAUTIOUS.angularRadPerSec),
  };
}

/** What the robot is asked for. */
export function driveWish({ linear, angular }: DriveAxes, full: DriveWish): DriveWish {
  return {
    linearMetersPerSec: linear * full.linearMetersPerSec || 0, // no -0
    angularRadPerSec: angular * full.angularRadPerSec || 0,
  };
}

/** Whether no motion is asked for. */
export const isAtRest = ({ linear, angular }: DriveAxes): boolean => linear === 0 && angular === 0;

/** A number between `min` and `max` as attribute; anything else counts as `fallback`. */
export function numberConverter<T extends number | undefined>(
  attribute: string,
  { min, max, fallback }: { readonly min: number; readonly max: number; readonly fallback: T },
): { fromAttribute(value: string | null): number | T } {
  return {
    fromAttribute(value) {
      if (value === null) return fallback;
      const number = Number(value);
      if (value.trim() !== '' && number >= min && number <= max) return number;
      const range = max === Infinity ? `of at least ${min}` : `from ${min} to ${max}`;
      warnOnce(`${attribute}="${value}" is not a number ${range}; it is ignored.`);
      return fallback;
    },
  };
}
