import { RtcError } from '../errors.js';
import { startPolling, stopPolling } from './gamepad-polling.js';
import {
  copyState,
  neutralState,
  stateChanges,
  type GamepadInput,
  type GamepadState,
} from './gamepad-state.js';
import { PageInput } from './page-input.js';

/** The places in `navigator.getGamepads()` that are read. */
const taken = new Set<number>();

/**
 * Outputs what changes on a gamepad, looked at ten times a second (`setGamepadRate`). The first `Gamepad` reads
 * the browser's first one, the second its second. `ready` while it is plugged in; browsers show
 * it when one of its buttons was pressed.
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
  readonly #poll = (): void => {
    this.#look();
  };
  #state: GamepadState | null = null;

  /**
   * @param index - of `navigator.getGamepads()`; by default the first that no other `Gamepad` reads
   * @throws RtcError `bad-state` if the browser does not let the page read gamepads
   */
  constructor(index?: number) {
    readGamepads();
    super();
    this.#index = index ?? firstFree();
    taken.add(this.#index);
    this._listen('gamepadconnected', this.#poll);
    this._listen('gamepaddisconnected', this.#poll);
    startPolling(this.#poll);
  }

  /** Axes and buttons as they were reported last; null while none is plugged in. */
  get state(): GamepadState | null {
    return this.#state;
  }

  protected override _release(): void {
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
      this._setReady(false);
      return;
    }
    this.#state ??= neutralState(gamepad);
    if (this._hasAttention()) this.#change(copyState(gamepad));
    this._setReady(true);
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
