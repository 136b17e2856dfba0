import { html, type PropertyDeclarations, type TemplateResult } from 'lit';
import { AT_REST, numberConverter, shapeAxis, type DriveAxes } from './drive-command.js';
import { DriveKeys } from './drive-keys.js';
import { HeldPointer } from './held-pointer.js';
import { adoptProperties } from '../media/media-mirror.js';
import { RtcDriveElement } from './rtc-drive-element.js';
import { joystickStyles } from './rtc-joystick.styles.js';
import { inParts, type Distance, type Sides } from './turned-plane.js';

const DEFAULT_DEADZONE = 0.08;
/** How far the handle goes, in parts of the base's width. */
const REACH = 0.26;

/**
 * A stick on the screen for a finger, mouse or pen, or for the arrow keys while it has the focus. It counts how far it is pulled
 * from where it was touched, so a tap moves nothing; it springs back when it is let go, and when its pointer is lost.
 *
 * @tag rtc-joystick
 * @summary A stick on the screen that drives the robot.
 * @attr {number} deadzone - part of the way, 0 to 0.9, that counts for nothing; default 0.08
 * @attr {number} expo - 0 straight to 1 cubic: finer near the middle; default 0
 * @attr {string} aria-label - name for screen readers; default "Joystick"
 * @csspart base - what the handle moves on; it takes the focus
 * @csspart handle - the handle
 * @cssproperty --rtc-joystick-width - width and height of the base; default 200px
 *
 * @example
 * ```html
 * <rtc-robot robot="rover-1"><rtc-joystick max-linear-meters-per-sec="0.8"></rtc-joystick></rtc-robot>
 * ```
 */
export class RtcJoystick extends RtcDriveElement {
  static override readonly properties: PropertyDeclarations = {
    deadzone: {
      converter: numberConverter('deadzone', { min: 0, max: 0.9, fallback: DEFAULT_DEADZONE }),
    },
    expo: { converter: numberConverter('expo', { min: 0, max: 1, fallback: 0 }) },
    ariaLabel: { attribute: 'aria-label' },
  };

  static override readonly styles = joystickStyles;

  /** Part of the way, 0 to 0.9, that counts for nothing; 0.08 by default. */
  declare deadzone: number;
  /** From 0, straight, to 1, cubic: finer near the middle; 0 by default. */
  declare expo: number;

  readonly #keys = new DriveKeys((code) => code.startsWith('Arrow'));
  #pointer: HeldPointer | undefined;
  #handle: DriveAxes = AT_REST;

  constructor() {
    super();
    this.deadzone = DEFAULT_DEADZONE;
    this.expo = 0;
    adoptProperties(this);
  }

  protected override firstUpdated(): void {
    const base = this.renderRoot.querySelector<HTMLElement>('[part=base]');
    if (!base) return;
    const listener = { moved: this.#onMove, released: this.#spring };
    this.#pointer = new HeldPointer(base, listener, new AbortController().signal);
  }

  protected override _letGo(): void {
    this.#pointer?.end();
    this.#keys.releaseAll();
    this.#spring();
  }

  protected override updated(): void {
    this._showAxes('handle', this.#handle);
  }

  protected override render(): TemplateResult {
    return html`<div class=${this.driveState}>
      <div
        part="base"
        tabindex=${this.disabled ? -1 : 0}
        role="application"
        aria-roledescription="joystick"
        aria-label=${this.ariaLabel || 'Joystick'}
        aria-describedby="status help"
        aria-disabled=${this.disabled}
        @pointerdown=${this.#onPointerDown}
        @keydown=${this.#onKey}
        @keyup=${this.#onKey}
        @blur=${this.#onBlur}
      >
        <div part="handle"></div>
        <i class="corner"></i><i class="corner right"></i><i class="corner below"></i>
      </div>
      <p part="status" id="status">${this._stateText}</p>
      <span class="unseen" role="status">${this._toldText}</span>
      <span class="unseen" id="help">Drag, or hold the arrow keys.</span>
    </div>`;
  }

  readonly #onPointerDown = (event: PointerEvent): void => {
    if (!this._takesInput || this.#isKeyed) return;
    if (this.#pointer?.begin(event)) this.requestUpdate();
  };

  readonly #onMove = (x: number, y: number): void => {
    const parts = inParts({ x, y }, this.#sides());
    if (!parts) {
      this._letGo(); // it was hidden under the finger
      return;
    }
    // On the rim when it is pulled beyond.
    const reach = Math.max(REACH, Math.hypot(parts.x, parts.y));
    this.#move({ linear: -parts.y / reach, angular: -parts.x / reach });
  };

  /** By three of its corners: only those tell how it lies on the screen, whatever its containers do to it. */
  #sides(): Sides {
    const [at, right, below] = [...this.renderRoot.querySelectorAll('.corner')].map((corner) =>
      corner.getBoundingClientRect(),
    );
    const from = (corner: DOMRect | undefined): Distance => ({
      x: (corner?.x ?? 0) - (at?.x ?? 0),
      y: (corner?.y ?? 0) - (at?.y ?? 0),
    });
    return { across: from(right), down: from(below) };
  }

  readonly #spring = (): void => {
    this.#move(AT_REST);
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    if (!this.#keys.isOurs(event)) return;
    event.preventDefault(); // neither scrolls the page nor counts for <rtc-keyboard-drive>
    if (event.type === 'keyup') this.#keys.release(event);
    else if (this._takesInput) this.#keys.press(event);
    this.#pointer?.end();
    this.#move(this.#keys.axes);
  };

  readonly #onBlur = (): void => {
    if (this.#isKeyed) this._letGo();
  };

  get #isKeyed(): boolean {
    const { linear, angular } = this.#keys.axes;
    return linear !== 0 || angular !== 0;
  }

  #move(handle: DriveAxes): void {
    this.#handle = handle;
    this.requestUpdate();
    const { deadzone, expo } = this;
    this._push({
      linear: shapeAxis(handle.linear, { deadzone, expo }),
      angular: shapeAxis(handle.angular, { deadzone, expo }),
    });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rtc-joystick': RtcJoystick;
  }
}
