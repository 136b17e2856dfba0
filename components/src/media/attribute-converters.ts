import type { ComplexAttributeConverter } from 'lit';
import type { Rotation } from '../view/picture-view.js';
import { warnOnce } from '../warn-once.js';

/** `autoplay`: on, unless the attribute says `false`. */
export const autoplayConverter: ComplexAttributeConverter<boolean> = {
  fromAttribute(value) {
    if (value === 'false') return false;
    if (value && value !== 'true' && value !== 'autoplay') {
      warnOnce(`autoplay="${value}" is neither true nor false; it counts as true.`);
    }
    return true;
  },
};

/** A time in milliseconds, more than 0; anything else counts as `defaultMs`. */
export function millisecondsConverter(
  attribute: string,
  defaultMs: number,
): ComplexAttributeConverter<number> {
  return {
    fromAttribute(value) {
      if (value === null) return defaultMs;
      const milliseconds = Number(value);
      if (value.trim() !== '' && milliseconds > 0 && milliseconds < Infinity) return milliseconds;
      warnOnce(`${attribute}="${value}" is not a time in milliseconds; ${defaultMs} is used.`);
      return defaultMs;
    },
  };
}

/** One of these words, or null for none; anything else counts as the first one. */
export function choiceOf<T extends string>(
  attribute: string,
  choices: readonly [T, ...T[]],
  value: string | null,
): T | null {
  if (value === null) return null;
  const choice = choices.find((one) => one === value);
  if (choice !== undefined) return choice;
  const [first] = choices;
  warnOnce(`${attribute}="${value}" is not one of ${choices.join(', ')}; ${first} is used.`);
  return first;
}

/** How far a picture is turned: 0, 90, 180 or 270 degrees; anything else counts as 0. */
export function rotationOf(value: string | number | null): Rotation {
  const degrees = ROTATIONS.find((one) => one === Number(value));
  if (degrees === undefined) warnOnce(`rotate="${value}" is not 0, 90, 180 or 270; 0 is used.`);
  return degrees ?? 0;
}

const ROTATIONS: readonly Rotation[] = [0, 90, 180, 270];

/** A length as in the attributes width and height of `<video>`: `640` or `50%`; as CSS, undefined if it is none. */
export function cssLength(attribute: string, value: string | null): string | undefined {
  if (value === null) return undefined;
  const [, digits, percent] = /^\s*(\d+(?:\.\d+)?)(%?)\s*$/.exec(value) ?? [];
  if (digits) return `${digits}${percent || 'px'}`;
  warnOnce(`${attribute}="${value}" is not a length; it is ignored.`);
  return undefined;
}
