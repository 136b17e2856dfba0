import { HeldKeys, type KeyboardInput } from './held-keys.js';
import { keyUse, type KeyTarget } from './key-use.js';
import { PageInput, timestampOf } from './page-input.js';

/**
 * Outputs the keys that are pressed on the page, without repetitions, and keeps the page from scrolling by them.
 *
 * Typing in form fields, pressing a focused button, and what is pressed together with Ctrl or Meta are left to
 * the page and not output. Each `keydown` is followed by one `keyup`: when the window loses the focus, the page is
 * hidden or left, or the keyboard is closed, all keys that are down are reported as up.
 *
 * @see rtcbot.js, `Keyboard`
 * @example
 * ```ts
 * const keyboard = new Keyboard();
 * keyboard.subscribe(conn.put_nowait);
 * ```
 */
export class Keyboard extends PageInput<KeyboardInput> {
  readonly #held = new HeldKeys();

  constructor() {
    super();
    this._listen('keydown', (event) => this.#onKeyDown(event));
    this._listen('keyup', (event) => this.#onKeyUp(event));
    this._setReady(true);
  }

  protected override _release(): void {
    this.#output(this.#held.releaseAll(Date.now()));
  }

  #onKeyDown(event: KeyboardEvent): void {
    // While Meta is down, macOS does not tell of keys that come up.
    if (event.key === 'Meta') this._release();
    const use = useOf(event);
    if (use === 'page' || event.isComposing) return;
    if (use === 'robot') event.preventDefault();
    if (!event.repeat) this.#output(this.#held.press(placeOf(event), inputOf(event)));
  }

  #onKeyUp(event: KeyboardEvent): void {
    if (useOf(event) === 'robot') event.preventDefault();
    this.#output(this.#held.release(placeOf(event), inputOf(event)));
  }

  #output(inputs: readonly KeyboardInput[]): void {
    for (const input of inputs) this._put_nowait(input);
  }
}

const useOf = (event: KeyboardEvent): ReturnType<typeof keyUse> =>
  keyUse(event, event.composedPath()[0] as KeyTarget);

/** Keyboards on a screen name no place. */
const placeOf = ({ code, key }: KeyboardEvent): string => code || key;

function inputOf(event: KeyboardEvent): KeyboardInput {
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- RTCBot programs tell keys apart by it
  const { type, altKey, shiftKey, keyCode, key } = event;
  const timestamp = timestampOf(event);
  return { type: type as KeyboardInput['type'], altKey, shiftKey, keyCode, key, timestamp };
}
