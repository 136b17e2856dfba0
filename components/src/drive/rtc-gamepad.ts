import { LiveInputs } from '@rtcbot-web/sdk';
import { html, type PropertyDeclarations, type TemplateResult } from 'lit';
import { numberConverter } from './drive-command.js';
import {
  DEFAULT_MAPPING,
  gamepadAxes,
  movingTerms,
  parseMapping,
  pressesStop,
  type GamepadMapping,
} from './gamepad-mapping.js';
import { adoptProperties } from '../media/media-mirror.js';
import { RtcDriveElement } from './rtc-drive-element.js';
import { gamepadStyles } from './rtc-gamepad.styles.js';
import { StopRequest } from '../control/stop-request.js';
import { warnOnce } from '../warn-once.js';

/** How often the gamepad is looked at; browsers report no changes. */
const POLL_MS = 16;
const DEFAULT_DEADZONE = 0.12;

const mappingConverter = {
  fromAttribute(value: string | null): string {
    if (value === null || parseMapping(value)) return value ?? '';
    warnOnce(`mapping="${value}" is not a mapping; write it like mapping="${DEFAULT_MAPPING}".`);
    return '';
  },
};

/**
 * Drives with a gamepad. Each stick, trigger and button counts only once it was seen at rest after the gamepad was plugged in, and
 * after each time that the page was left; unplugged, it lets go.
 *
 * @tag rtc-gamepad
 * @summary Drives the robot with a gamepad.
 * @attr {string} mapping - what moves what; default `linear:-axis1 angular:-axis0 stop:button1`
 * @attr {number} deadzone - part of the way, 0 to 0.9, that counts for nothing; default 0.12
 * @attr {number} expo - 0 straight to 1 cubic: finer near the middle; default 0
 * @attr {number} index - which of the browser's gamepads; default: the first that is plugged in
 * @csspart meter - what the sticks ask for
 * @csspart name - the gamepad's name
 * @cssproperty --rtc-gamepad-width - width of the element; default 280px
 *
 * @example
 * ```html
 * <rtc-robot robot="rover-1">
 *   <rtc-gamepad mapping="linear:button7-button6 hold:button4" expo="0.4"></rtc-gamepad>
 * </rtc-robot>
 * ```
 */
export class RtcGamepad extends RtcDriveElement {
  static override readonly properties: PropertyDeclarations = {
    mapping: { converter: mappingConverter },
    deadzone: {
      converter: numberConverter('deadzone', { min: 0, max: 0.9, fallback: DEFAULT_DEADZONE }),
    },
    expo: { converter: numberConverter('expo', { min: 0, max: 1, fallback: 0 }) },
    index: { converter: numberConverter('index', { min: 0, max: 31, fallback: undefined }) },
  };

  static override readonly styles = gamepadStyles;

  /** What moves what: `linear:-axis1 angular:-axis0 hold:button4 stop:button1`; what is left out is as in the default. */
  declare mapping: string;
  /** Part of the way, 0 to 0.9, that counts for nothing; 0.12 by default. */
  declare deadzone: number;
  /** From 0, straight, to 1, cubic: finer near the middle; 0 by default. */
  declare expo: number;
  /** Which of the browser's gamepads; undefined: the first that is plugged in. */
  declare index: number | undefined;

  #gamepad: Gamepad | undefined;
  readonly #inputs = new LiveInputs();
  #pressedStop = true;
  #refused = '';
  #mapping: GamepadMapping | undefined;

  constructor() {
    super();
    this.mapping = '';
    this.deadzone = DEFAULT_DEADZONE;
    this.expo = 0;
    this.index = undefined;
    adoptProperties(this);
  }

  /** The browser's own object for the gamepad in use; undefined without one. */
  get gamepad(): Gamepad | undefined {
    return this.#gamepad;
  }

  override willUpdate(changes: Map<PropertyKey, unknown>): void {
    super.willUpdate(changes);
    if (!changes.has('mapping')) return;
    this.#mapping = parseMapping(this.mapping) ?? parseMapping('');
    this._letGo(); // what is held means something else now
  }

  protected override _listen(view: Window & typeof globalThis, signal: AbortSignal): void {
    super._listen(view, signal);
    const timer = view.setInterval(this.#look, POLL_MS);
    signal.addEventListener('abort', () => {
      view.clearInterval(timer);
    });
    view.addEventListener('gamepadconnected', this.#look, { signal });
    view.addEventListener('gamepaddisconnected', this.#look, { signal });
  }

  protected override _letGo(): void {
    this.#inputs.forget();
    this.#pressedStop = true;
    super._letGo();
  }

  protected override get _stateText(): string {
    if (this.#refused) return this.#refused;
    if (!this.#gamepad) return 'Plug in a gamepad and press one of its buttons';
    return (this.driveState === 'ready' && this.#heldBackText) || super._stateText;
  }

  protected override updated(): void {
    this._showAxes('meter', this._axes);
  }

  protected override render(): TemplateResult {
    return html`<div class="card ${this.driveState}" role="group" aria-label="Gamepad">
      <div part="meter" aria-hidden="true"></div>
      <p part="name" class="quiet">${this.#gamepad?.id ?? 'No gamepad'}</p>
      <p part="status">${this._stateText}</p>
      <span class="unseen" role="status">${this._toldText}</span>
    </div>`;
  }

  readonly #look = (): void => {
    const gamepad = this.#find();
    // A browser makes a new object whenever it likes; another place or name is another gamepad.
    if (gamepad?.index !== this.#gamepad?.index || gamepad?.id !== this.#gamepad?.id) {
      this._letGo();
      this.#inputs.restart();
      this.requestUpdate();
    }
    this.#gamepad = gamepad;
    const mapping = this.#mapping;
    if (!gamepad || !mapping) return;
    this.#watchStop(gamepad, mapping);
    if (!this._takesInput || !this.ownerDocument.hasFocus()) {
      this._letGo();
      return;
    }
    const { deadzone, expo } = this;
    const former = this.#heldBackText;
    this.#inputs.look(gamepad, movingTerms(mapping), deadzone, performance.now());
    if (this.#heldBackText !== former) this.requestUpdate();
    this._push(gamepadAxes(gamepad, mapping, { deadzone, expo }, this.#inputs.isLive));
  };

  /** What has to be done before all of it counts; empty if it does. */
  get #heldBackText(): string {
    const [gamepad, mapping] = [this.#gamepad, this.#mapping];
    if (!gamepad || !mapping) return '';
    const waiting = movingTerms(mapping).filter((term) => !this.#inputs.isLive(term));
    if (waiting.length === 0) return '';
    const isUntouched = waiting.every(
      ({ kind, index }) => kind !== 'button' && gamepad.axes[index] === 0,
    );
    return isUntouched
      ? 'Move each of its sticks and triggers once, and let go'
      : 'Does not drive: let go of its sticks first';
  }

  /** Stopping needs neither control nor the focus; but a press that began elsewhere does not count. */
  #watchStop(gamepad: Gamepad, mapping: GamepadMapping): void {
    const isPressed = pressesStop(gamepad, mapping);
    if (isPressed && !this.#pressedStop) this.#stop();
    this.#pressedStop = isPressed;
  }

  #stop(): void {
    this._letGo();
    const teleop = this._teleop;
    if (teleop) StopRequest.of(teleop).begin();
  }

  #find(): Gamepad | undefined {
    try {
      const isWanted = (gamepad: Gamepad | null): gamepad is Gamepad =>
        gamepad?.connected === true && (this.index ?? gamepad.index) === gamepad.index;
      return this._view.navigator.getGamepads().find(isWanted);
    } catch {
      this.#refused = 'Gamepads need https and, in a frame, allow="gamepad"';
      this.requestUpdate();
      return undefined;
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'rtc-gamepad': RtcGamepad;
  }
}
