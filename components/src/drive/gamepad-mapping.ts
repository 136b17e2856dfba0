/**
 * What a gamepad's sticks and buttons mean: decisions on plain values, apart from any DOM.
 *
 * @module
 */
import { gamepadPush, type GamepadReading, type GamepadTerm } from '@rtcbot-web/sdk';
import { AT_REST, shapeAxis, type AxisShape, type DriveAxes } from './drive-command.js';

/** One input in a mapping. */
export interface Term extends GamepadTerm {
  readonly sign: 1 | -1;
}

/** What moves what. */
export interface GamepadMapping {
  readonly linear: readonly Term[];
  readonly angular: readonly Term[];
  /** A button that must be held for anything to move. */
  readonly hold: readonly Term[];
  /** A button that is an emergency stop. */
  readonly stop: readonly Term[];
}

/** Left stick drives, B (circle) is the emergency stop. */
export const DEFAULT_MAPPING = 'linear:-axis1 angular:-axis0 stop:button1';

const TERMS = /([+-]?)(axis|button|trigger)(\d+)/g;
const PART =
  /^(linear|angular|hold|stop):([+-]?(?:axis|button|trigger)\d+(?:[+-](?:axis|button|trigger)\d+)*|none)$/;

function parseTerms(text: string): readonly Term[] {
  return [...text.matchAll(TERMS)].map(([, sign, kind, index]) => ({
    sign: sign === '-' ? -1 : 1,
    kind: kind as Term['kind'],
    index: Number(index),
  }));
}

/**
 * Read a mapping: `linear:-axis1 angular:-axis0 hold:button4 stop:button1`; what is left out is as in the default
 * (there is no `hold`), `none` takes it away, and several are added up: `linear:button7-button6`, or `linear:trigger5-trigger2`
 * where the triggers are axes that rest at -1.
 * @returns undefined if it is not a mapping
 */
export function parseMapping(text: string): GamepadMapping | undefined {
  const parts = `${DEFAULT_MAPPING} ${text}`.trim().split(/\s+/);
  const mapping: Record<string, readonly Term[]> = {};
  for (const part of parts) {
    const [, name, terms] = PART.exec(part) ?? [];
    if (!name || !terms) return undefined;
    mapping[name] = parseTerms(terms);
  }
  const { linear = [], angular = [], hold = [], stop = [] } = mapping;
  return { linear, angular, hold, stop };
}

const isPressed = (gamepad: GamepadReading, terms: readonly Term[]): boolean =>
  terms.some((term) => Math.abs(gamepadPush(gamepad, term)) > 0.5);

/**
 * What a gamepad asks for.
 * @param isLive - whether an input counts; one that does not is at rest
 */
export function gamepadAxes(
  gamepad: GamepadReading,
  mapping: GamepadMapping,
  shape: AxisShape,
  isLive: (term: GamepadTerm) => boolean = () => true,
): DriveAxes {
  if (mapping.hold.length > 0 && !isPressed(gamepad, mapping.hold.filter(isLive))) return AT_REST;
  const push = (terms: readonly Term[]): number =>
    shapeAxis(
      terms.filter(isLive).reduce((sum, term) => sum + term.sign * gamepadPush(gamepad, term), 0),
      shape,
    );
  return { linear: push(mapping.linear), angular: push(mapping.angular) };
}

/** Whether the stop button is down. */
export const pressesStop = (gamepad: GamepadReading, mapping: GamepadMapping): boolean =>
  isPressed(gamepad, mapping.stop);

/** The inputs that move something. */
export const movingTerms = ({ linear, angular, hold }: GamepadMapping): readonly Term[] => [
  ...linear,
  ...angular,
  ...hold,
];
