import { RtcError } from '../errors.js';
import { startPolling, stopPolling } from './gamepad-polling.js';
import {
  copyState,
  neutralState,
  stateChanges,
  termsOfGamepad,
  type GamepadInput,
  type GamepadState,
} from './gamepad-state.js';
import { LiveInputs } from './live-inputs.js';
import { PageInput } from './page-input.js';

/** Which gamepad, and how it is read. */
export interface GamepadOptions {
  /** Of `navigator.getGamepads()`; by default the first that no other `Gamepad` reads. */
  readonly index?: number | undefined;
  /** Which axes are triggers, such as `[2, 5]`: they rest at -1 and are output as 0 to 1. None by default. */
  readonly triggers?: readonly number[] | undefined;
  /** How far from rest, 0 to 1, a worn stick that nobody holds may be; 0.12 by default and at least. */
  readonly deadzone?: number | undefined;
}

/** The places in `navigator.getGamepads()` that are read. */
const taken = new Set<number>();

/**
 * Outputs what changes on a gamepad, looked at ten times a second (`setGamepadRate`). The first `Gamepad` reads
 * the browser's first one, the second its second. `ready` while it is plugged in; browsers show
 * it when one of its buttons was pressed.
 *
 * Each axis and button counts only once it was seen at rest: what is held down when it is plugged in, or when the user comes
 * back, is not output before it was let go. Browsers report 0 for an axis that nobody has touched, which for a trigger is
 * half-way: name `triggers`. Of a gamepad that the browser does not know (its `mapping` is not `standard`), axes beyond the left
 * stick count after they were moved and let go.
 *
 * When it is unplugged, the window loses the focus, the page is hidden or left, or it is closed, all buttons and
 * axes that were not neutral are reported so, and nothing more until the user is back.
 *
 * @see rtcbot.js, `Gamepad`
 * @example
 * ```ts
 * const gamepad = new Gamepad();
 * gamepad.subscribe(({ type, value }) => console.log(type, value)); // axis1 -0.5
 * ```
 */
export class Gamepad extends PageInput<GamepadInput> {
  readonly #index: number;
  readonly #triggers: readonly number[];
  readonly #deadzone: number;
  readonly #inputs = new LiveInputs();
  #id: string | undefined;
  readonly #poll = (): void => {
    this.#look();
  };
  #state: GamepadState | null = null;

  /**
   * @param options - which gamepad, and which of its axes are triggers; a number is its `index`
   * @throws RtcError `bad-state` if the browser does not let the page read gamepads
   */
  constructor(options: GamepadOptions | number = {}) {
    readGamepads();
    super();
    const {
      index,
      triggers = [],
      deadzone = 0,
    } = typeof options === 'number' ? { index: options } : options;
    this.#triggers = triggers;
    this.#deadzone = deadzone;
    this.#index = index ?? firstFree();
    taken.add(this.#index);
    this._listen('gamepadconnected', this.#poll);
    this._listen('gamepaddisconnected', this.#poll);
    startPolling(this.#poll);
    this.#look();
  }

  /** Axes and buttons as they were reported last; null while none is plugged in. */
  get state(): GamepadState | null {
    return this.#state;
  }

  protected override _release(): void {
    this.#inputs.forget();
    if (this.#state) this.#change(neutralState(this.#state));
  }

  protected override _close(): void | Promise<void> {
    stopPolling(this.#poll);
    taken.delete(this.#index);
    return super._close();
  }

  #look(): void {
    const gamepad = readGamepads()[this.#index];
    if (!gamepad?.connected) {
      this._release();
      this.#state = null;
      this.#id = undefined;
      this._setReady(false);
      return;
    }
    if (gamepad.id !== this.#id) {
      this._release();
      this.#inputs.restart();
      this.#id = gamepad.id;
    }
    this.#state ??= neutralState(gamepad);
    if (this._hasAttention()) this.#read(gamepad);
    this._setReady(true);
  }

  #read(gamepad: globalThis.Gamepad): void {
    const terms = termsOfGamepad(gamepad, this.#triggers);
    this.#inputs.look(gamepad, terms, this.#deadzone, performance.now());
    this.#change(copyState(gamepad, this.#triggers, this.#inputs.isLive));
  }

  #change(state: GamepadState): void {
    const inputs = stateChanges(this.#state ?? neutralState(state), state);
    this.#state = state;
    for (const input of inputs) this._put_nowait(input);
  }
}

function readGamepads(): ReturnType<Navigator['getGamepads']> {
  try {
    return navigator.getGamepads();
  } catch (cause) {
    throw new RtcError(
      'bad-state',
      'Gamepads cannot be read: that takes https and, in an iframe, allow="gamepad".',
      { cause },
    );
  }
}

function firstFree(): number {
  let index = 0;
  while (taken.has(index)) index++;
  return index;
}
