import type { OperatorTeleop, RTCConnection } from '@rtcbot-web/sdk';
import type { PropertyDeclarations } from 'lit';
import {
  AT_REST,
  driveWish,
  fullSpeeds,
  isAtRest,
  numberConverter,
  type DriveAxes,
  type DriveWish,
} from './drive-command.js';
import { CheckTimer } from '../check-timer.js';
import { RtcCommandEvent, RtcDriveStateChangeEvent } from '../control/drive-events.js';
import { DriveMixer } from './drive-mixer.js';
import {
  driveState,
  driveStateText,
  type DriveFacts,
  type DriveState,
} from '../control/drive-state.js';
import { RtcTeleopElement } from '../control/rtc-teleop-element.js';

/** How often the age of a picture that is too old is shown anew. */
const SHOWN_AGE_MS = 500;

/** All inputs for one robot share a mixer. */
const mixers = new WeakMap<OperatorTeleop, DriveMixer>();

function mixerOf(teleop: OperatorTeleop): DriveMixer {
  let mixer = mixers.get(teleop);
  if (!mixer) {
    mixer = new DriveMixer((command) => {
      if (!teleop.commands.closed) teleop.commands.put_nowait({ ...command });
    });
    mixers.set(teleop, mixer);
  }
  return mixer;
}

const speed = (attribute: string): PropertyDeclarations[string] => ({
  attribute,
  converter: numberConverter(attribute, { min: 0, max: Infinity, fallback: undefined }),
});

/**
 * Base of the inputs: what a hand does becomes a command to the robot, and the element shows whether that counts. It lets go
 * by itself when the window loses the focus, the page is hidden or left, or the element is taken away.
 *
 * @attr {number} max-linear-meters-per-sec - speed at full push; default, and never more than: the robot's limit
 * @attr {number} max-angular-rad-per-sec - turn rate at full push; default, and never more than: the robot's limit
 * @attr {boolean} disabled - takes no input
 * @fires {RtcCommandEvent} rtc-command - `command` has changed
 * @fires {RtcDriveStateChangeEvent} rtc-drive-state-change - `driveState` has changed
 * @cssstate driving - it moves the robot
 * @cssstate ready - it would, if it were touched
 * @cssstate old-picture - the picture on the screen is too old to drive by
 * @cssstate let-go - it is held, and does not count until it was let go
 * @cssstate waiting - for the robot to be ready
 * @cssstate stopped - an emergency stop is in force
 * @cssstate no-control - this page does not drive
 * @cssstate disconnected - the robot cannot be reached
 * @cssstate disabled - takes no input
 */
export abstract class RtcDriveElement extends RtcTeleopElement {
  static override readonly properties: PropertyDeclarations = {
    maxLinearMetersPerSec: speed('max-linear-meters-per-sec'),
    maxAngularRadPerSec: speed('max-angular-rad-per-sec'),
    disabled: { type: Boolean, reflect: true },
  };

  /** Speed at full push, in m/s; undefined: the robot's limit, or 0.5 if it sets none. */
  declare maxLinearMetersPerSec: number | undefined;
  /** Turn rate at full push, in rad/s; undefined: the robot's limit, or 1 if it sets none. */
  declare maxAngularRadPerSec: number | undefined;
  /** Whether it takes no input. */
  declare disabled: boolean;

  #axes: DriveAxes = AT_REST;
  #command: DriveWish = { linearMetersPerSec: 0, angularRadPerSec: 0 };
  #mixer: DriveMixer | undefined;
  #state: DriveState = 'disconnected';
  #stoppedBy: DriveFacts['stoppedBy'];
  #toldText = '';
  readonly #clock = new CheckTimer(this, () => this._refresh());

  constructor() {
    super();
    this.maxLinearMetersPerSec = undefined;
    this.maxAngularRadPerSec = undefined;
    this.disabled = false;
  }

  /** What the element asks for now. Whether that counts, `driveState` says. */
  get command(): DriveWish {
    return this.#command;
  }

  /** Whether the element moves the robot now: only `driving` means that it does. */
  get driveState(): DriveState {
    return this.#state;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this._refresh();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#clock.set(undefined);
    this._letGo();
  }

  override willUpdate(changes: Map<PropertyKey, unknown>): void {
    super.willUpdate(changes);
    if (changes.has('disabled')) {
      if (this.disabled) this._letGo();
      this._refresh();
    }
    if (changes.has('maxLinearMetersPerSec') || changes.has('maxAngularRadPerSec')) this.#say();
  }

  /** @internal */
  override _connectionChanged(connection: RTCConnection | undefined): void {
    this._letGo(); // over the former connection
    super._connectionChanged(connection);
    const teleop = this._teleop;
    this.#mixer = teleop && mixerOf(teleop);
  }

  /** @internal */
  protected override _listen(view: Window & typeof globalThis, signal: AbortSignal): void {
    super._listen(view, signal);
    const letGo = (): void => {
      this._letGo();
    };
    view.addEventListener('blur', letGo, { signal });
    // Captured, so that what is said now goes out before connections close with their page.
    view.addEventListener('pagehide', letGo, { capture: true, signal });
    view.document.addEventListener('visibilitychange', letGo, { signal });
  }

  /** Whether input is taken now. @internal */
  protected get _takesInput(): boolean {
    return !this.disabled && this._isShown && !this.ownerDocument.hidden;
  }

  /** How far it is pushed now. @internal */
  protected get _axes(): DriveAxes {
    return this.#axes;
  }

  /** The hand has moved. @internal */
  protected _push(axes: DriveAxes): void {
    if (axes.linear === this.#axes.linear && axes.angular === this.#axes.angular) return;
    this.#axes = axes;
    this.#say();
    this._refresh();
  }

  /** Let go for the operator, at once; what is still held must be let go before it counts. @internal */
  protected _letGo(): void {
    this._push(AT_REST);
  }

  /** @internal */
  protected override _refresh(): void {
    const former = this.#state;
    // The stop is over as soon as the page says neutral, which it does at once; the hand is told why as long as it holds.
    if (isAtRest(this.#axes)) this.#stoppedBy = undefined;
    else this.#stoppedBy = this.control.stop?.reason ?? this.#stoppedBy;
    this.#state = driveState(this._facts);
    this._setState(this.#state);
    this.requestUpdate();
    const isOld = this.#state === 'old-picture';
    this.#clock.set(isOld && this._isShown ? SHOWN_AGE_MS : undefined);
    // Told when it begins, not again whenever the age on the screen is another one.
    this.#toldText = isOld ? this.#toldText || this._stateText : '';
    if (former !== this.#state) this.dispatchEvent(new RtcDriveStateChangeEvent(this.#state));
  }

  /** The state in words. @internal */
  protected get _stateText(): string {
    return driveStateText(this.#state, this._facts);
  }

  /** What is read aloud to who cannot see it, once. @internal */
  protected get _toldText(): string {
    return this.#state === 'let-go' ? this._stateText : this.#toldText;
  }

  /** Show on a part how far it is pushed. By script: a page may forbid style attributes. @internal */
  protected _showAxes(part: string, { linear, angular }: DriveAxes): void {
    const style = this.renderRoot.querySelector<HTMLElement>(`[part=${part}]`)?.style;
    style?.setProperty('--x', String(-angular));
    style?.setProperty('--y', String(linear));
  }

  /** What decides about the state. @internal */
  protected get _facts(): DriveFacts {
    return {
      isDisabled: this.disabled,
      liveness: this._liveness,
      control: this.control,
      pictureTrouble: this._teleop?.picture.text ?? '',
      isHeld: !isAtRest(this.#axes),
      asksNothing: Object.values(this.#command).every((speed) => speed === 0),
      counts: this.#mixer?.leads(this) === true && this._teleop?.commands.mustLetGo === false,
      stoppedBy: this.#stoppedBy,
      rttMs: this._teleop?.link?.rttMs,
    };
  }

  get #wishes(): { linear: number | undefined; angular: number | undefined } {
    return { linear: this.maxLinearMetersPerSec, angular: this.maxAngularRadPerSec };
  }

  #say(): void {
    const former = this.#command;
    this.#command = driveWish(this.#axes, fullSpeeds(this.#wishes, this.control.limits));
    this.#mixer?.put(this, this.#axes, this.#command);
    const { linearMetersPerSec, angularRadPerSec } = this.#command;
    const isSame =
      former.linearMetersPerSec === linearMetersPerSec &&
      former.angularRadPerSec === angularRadPerSec;
    if (!isSame) this.dispatchEvent(new RtcCommandEvent(this.#command));
  }
}
