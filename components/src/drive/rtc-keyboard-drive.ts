import { html, type PropertyDeclarations, type TemplateResult } from 'lit';
import { adoptProperties } from '../media/media-mirror.js';
import { DriveKeys, usesKeys, type DriveDirection, type KeyUser } from './drive-keys.js';
import { RtcDriveElement } from './rtc-drive-element.js';
import { keyboardDriveStyles } from './rtc-keyboard-drive.styles.js';

const KEYS: readonly {
  readonly direction: DriveDirection;
  readonly label: string;
  readonly arrow: string;
}[] = [
  { direction: 'forward', label: 'W', arrow: '↑' },
  { direction: 'left', label: 'A', arrow: '←' },
  { direction: 'backward', label: 'S', arrow: '↓' },
  { direction: 'right', label: 'D', arrow: '→' },
];

/** The innermost element that has the focus, also inside shadow DOM; in another window, it is of other classes than ours. */
const keyTarget = (event: Event): KeyUser => (event.composedPath()[0] ?? {}) as KeyUser;

/**
 * Drives with W A S D, by their place on the keyboard, and the arrow keys, anywhere in the page except where keys type,
 * choose or seek. Shows which are held.
 *
 * @tag rtc-keyboard-drive
 * @summary Drives the robot with W A S D and the arrow keys.
 * @csspart keys - the four keys
 * @csspart key - each of them; with part `held` while it is held
 *
 * @example
 * ```html
 * <rtc-robot robot="rover-1"><rtc-keyboard-drive></rtc-keyboard-drive></rtc-robot>
 * ```
 */
export class RtcKeyboardDrive extends RtcDriveElement {
  static override readonly properties: PropertyDeclarations = {};

  static override readonly styles = keyboardDriveStyles;

  readonly #keys = new DriveKeys();
  /** Keys that were held before anybody looked: they count for nothing until they were let go. */
  readonly #heldBefore = new Set<string>();

  constructor() {
    super();
    adoptProperties(this);
  }

  protected override _listen(view: Window & typeof globalThis, signal: AbortSignal): void {
    super._listen(view, signal);
    view.addEventListener('keydown', this.#onKeyDown, { signal });
    view.addEventListener('keyup', this.#onKeyUp, { signal });
    // Keys that are held when the focus goes to a text field are typed there from now on.
    view.addEventListener(
      'focusin',
      (event) => {
        if (usesKeys(keyTarget(event))) this._letGo();
      },
      { signal },
    );
  }

  protected override _letGo(): void {
    this.#keys.releaseAll();
    this.#heldBefore.clear();
    this._push(this.#keys.axes);
    this.requestUpdate();
  }

  protected override get _stateText(): string {
    const isHeldBack = this.driveState === 'ready' && this.#heldBefore.size > 0;
    return isHeldBack ? 'Does not drive: let go first' : super._stateText;
  }

  protected override render(): TemplateResult {
    const key = ({ direction, label, arrow }: (typeof KEYS)[number]): TemplateResult =>
      html`<span part=${this.#keys.isHeld(direction) ? 'key held' : 'key'} class=${direction}
        >${label}<small>${arrow}</small></span
      >`;
    return html`<div
      class=${this.driveState}
      role="group"
      aria-label="Drive with W A S D or the arrow keys"
    >
      <div part="keys" aria-hidden="true">${KEYS.map(key)}</div>
      <p part="status">${this._stateText}</p>
      <span class="unseen" role="status">${this._toldText}</span>
    </div>`;
  }

  readonly #onKeyDown = (event: KeyboardEvent): void => {
    // On a Mac no key comes up while Cmd is held: nothing is known of the others any more.
    if (event.metaKey) this._letGo();
    if (event.defaultPrevented || event.isComposing || !this.#keys.isOurs(event)) return;
    if (!this._takesInput || !this.ownerDocument.hasFocus() || usesKeys(keyTarget(event))) return;
    if (this.control.mine) event.preventDefault(); // the page does not scroll while it drives
    if (this.#keys.press(event)) this.#changed();
    else if (event.repeat && !this.#keys.holds(event)) {
      this.#heldBefore.add(event.code);
      this.requestUpdate();
    }
  };

  readonly #onKeyUp = (event: KeyboardEvent): void => {
    if (this.#heldBefore.delete(event.code)) this.requestUpdate();
    if (event.key === 'Meta') this._letGo();
    else if (this.#keys.release(event)) this.#changed();
  };

  #changed(): void {
    this._push(this.#keys.axes);
    this.requestUpdate();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rtc-keyboard-drive': RtcKeyboardDrive;
  }
}
