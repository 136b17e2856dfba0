import { pushOf, type GamepadMapping, type GamepadReading, type Term } from './gamepad-mapping.js';

/** Up to here an input counts as at rest, whatever the dead zone: sticks do not come back to exactly 0. */
const REST = 0.12;
/** How long an axis that may be a trigger must be in the middle, which triggers only pass through. */
const STEADY_MS = 200;
/** The left stick, in every layout that is known. */
const LEFT_STICK = 2;

const keyOf = ({ kind, index }: Term): string => `${kind}${index}`;

/**
 * Which inputs of a gamepad count: those that were seen at rest since it was plugged in or the page was left. What is held down
 * meanwhile would drive by itself.
 *
 * Browsers report 0 for an axis that nobody has touched yet. For a trigger that is half-way, so it is not at rest before it
 * was touched. Beyond the left stick of a gamepad that the browser does not know, any axis may be a trigger, whatever the
 * mapping calls it: there, being in the middle is only rest after it was moved, and when it lasts.
 */
export class LiveInputs {
  readonly #live = new Set<string>();
  readonly #moved = new Set<number>();
  readonly #restingSinceMs = new Map<string, number>();

  /** Nothing counts until it was seen at rest again. */
  forget(): void {
    this.#live.clear();
    this.#restingSinceMs.clear();
  }

  /** It is another gamepad. */
  restart(): void {
    this.forget();
    this.#moved.clear();
  }

  /** Whether an input counts. */
  readonly isLive = (term: Term): boolean => this.#live.has(keyOf(term));

  /** See what is at rest now. */
  look(gamepad: GamepadReading, mapping: GamepadMapping, deadzone: number, nowMs: number): void {
    for (const [index, value] of gamepad.axes.entries()) if (value !== 0) this.#moved.add(index);
    for (const term of termsOf(mapping)) {
      const key = keyOf(term);
      if (this.#live.has(key)) continue;
      if (!this.#isAtRest(gamepad, term, Math.max(deadzone, REST))) {
        this.#restingSinceMs.delete(key);
        continue;
      }
      const sinceMs = this.#restingSinceMs.get(key) ?? nowMs;
      this.#restingSinceMs.set(key, sinceMs);
      if (!mayBeTrigger(gamepad, term) || nowMs - sinceMs >= STEADY_MS) this.#live.add(key);
    }
  }

  /** Which of the inputs in `mapping` do not count yet. */
  waiting(mapping: GamepadMapping): readonly Term[] {
    return termsOf(mapping).filter((term) => !this.isLive(term));
  }

  #isAtRest(gamepad: GamepadReading, term: Term, rest: number): boolean {
    if (!(Math.abs(pushOf(gamepad, term)) <= rest)) return false;
    return !mayBeTrigger(gamepad, term) || this.#moved.has(term.index);
  }
}

const termsOf = ({ linear, angular, hold }: GamepadMapping): readonly Term[] => [
  ...linear,
  ...angular,
  ...hold,
];

const mayBeTrigger = ({ mapping, axes }: GamepadReading, { kind, index }: Term): boolean =>
  kind === 'axis' && mapping !== 'standard' && index >= LEFT_STICK && index < axes.length;
