import { gamepadPush, type GamepadReading, type GamepadTerm } from './gamepad-state.js';

/** Up to here an input counts as at rest, whatever the dead zone: sticks do not come back to exactly 0. */
const REST = 0.12;
/** How long an axis that may be a trigger must be in the middle, which triggers only pass through. */
const STEADY_MS = 200;
/** The left stick, in every layout that is known. */
const LEFT_STICK = 2;

const keyOf = ({ kind, index }: GamepadTerm): string => `${kind}${index}`;

/**
 * Which inputs of a gamepad count: those that were seen at rest since it was plugged in or the page was left. What is held down
 * meanwhile would drive by itself. `Gamepad` and `<rtc-gamepad>` go by it; use it where you read `navigator.getGamepads()` yourself.
 *
 * Browsers report 0 for an axis that nobody has touched yet. For a trigger that is half-way, so it is not at rest before it
 * was touched. Beyond the left stick of a gamepad that the browser does not know, any axis may be a trigger, whatever it is
 * called: there, being in the middle is only rest after it was moved, and when it lasts.
 *
 * @example
 * ```ts
 * const terms = [{ kind: 'trigger', index: 5 }] as const;
 * const live = new LiveInputs();
 * live.look(gamepad, terms, 0.1, performance.now()); // each time that you look
 * const speed = live.isLive(terms[0]) ? gamepadPush(gamepad, terms[0]) : 0;
 * ```
 */
export class LiveInputs {
  readonly #live = new Set<string>();
  readonly #moved = new Set<number>();
  readonly #restingSinceMs = new Map<string, number>();

  /** The user turned away: nothing counts until it was seen at rest again. */
  forget(): void {
    this.#live.clear();
    this.#restingSinceMs.clear();
  }

  /** It is another gamepad. */
  restart(): void {
    this.forget();
    this.#moved.clear();
  }

  /** Whether an input counts. Bound. */
  readonly isLive = (term: GamepadTerm): boolean => this.#live.has(keyOf(term));

  /**
   * See what is at rest now.
   * @param terms - the inputs that are used
   * @param deadzone - how far from rest, 0 to 1, an input that is not held may be; at least 0.12 is taken
   * @param nowMs - by a monotonic clock
   */
  look(
    gamepad: GamepadReading,
    terms: readonly GamepadTerm[],
    deadzone: number,
    nowMs: number,
  ): void {
    for (const [index, value] of gamepad.axes.entries()) if (value !== 0) this.#moved.add(index);
    for (const term of terms) {
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

  #isAtRest(gamepad: GamepadReading, term: GamepadTerm, rest: number): boolean {
    if (!(Math.abs(gamepadPush(gamepad, term)) <= rest)) return false;
    return !mayBeTrigger(gamepad, term) || this.#moved.has(term.index);
  }
}

const mayBeTrigger = ({ mapping, axes }: GamepadReading, { kind, index }: GamepadTerm): boolean =>
  kind === 'axis' && mapping !== 'standard' && index >= LEFT_STICK && index < axes.length;
