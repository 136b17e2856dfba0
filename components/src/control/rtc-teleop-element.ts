import {
  NO_CONTROL,
  type ControlState,
  type Liveness,
  type OperatorTeleop,
  type RTCConnection,
  type Token,
} from '@rtcbot-web/sdk';
import type { PropertyDeclarations } from 'lit';
import { CustomStates } from '../custom-states.js';
import { ConnectionSource, type ConnectionHost } from '../link/connection-source.js';
import { onDrivingChange, teleopOf } from '../link/link-facts.js';
import { RtcElement } from '../rtc-element.js';

/**
 * Base of the elements that drive a robot, stop it, or show the driver: they use the connection of the `<rtc-robot>`
 * around them, that of their own attributes, or the one set from script.
 *
 * @attr {string} relay - address of the relay; default: where the page comes from
 * @attr {string} robot - id of a robot to connect to; default: the connection of the `<rtc-robot>` around
 * @attr {string} token - token for the relay, if it wants one; a function that fetches one can be set as property
 * @fires {RtcErrorEvent} rtc-error - the element's own connection failed
 * @csspart status - the state in words
 * @cssproperty --rtc-drive-font-family - font of all words; default `system-ui`
 * @cssproperty --rtc-drive-color - colour of words and lines
 * @cssproperty --rtc-drive-background-color - ground of the element
 * @cssproperty --rtc-drive-border-color - lines around it
 * @cssproperty --rtc-drive-live-color - what moves the robot now; default green
 * @cssproperty --rtc-drive-warning-color - what does not count, or needs you; default amber
 * @cssproperty --rtc-focus-outline-color - outline of what has the focus
 */
export abstract class RtcTeleopElement extends RtcElement implements ConnectionHost {
  static override readonly properties: PropertyDeclarations = {
    relay: { type: String },
    robot: { type: String },
    token: { type: String },
  };

  /** Address of the relay; default: where the page comes from. Counts only together with `robot`. */
  declare relay: string | null;
  /** Id of a robot to connect to; without one, the connection is that of the `<rtc-robot>` around. */
  declare robot: string | null;
  /** Token for the relay, or a function that fetches a fresh one for every connect. */
  declare token: Token | null;

  readonly #source = new ConnectionSource(this, true);
  readonly #states = new CustomStates<string>(this);
  #teleop: OperatorTeleop | undefined;
  #listening = new AbortController();

  constructor() {
    super();
    this.relay = null;
    this.robot = null;
    this.token = null;
  }

  /**
   * The connection in use. Set one to bring your own, which the element does not close; undefined goes back to
   * that of the attributes or of the `<rtc-robot>` around.
   */
  get connection(): RTCConnection | undefined {
    return this.#source.connection;
  }

  set connection(connection: RTCConnection | undefined) {
    this.#source.give(connection ?? undefined);
  }

  /** The driver, who waits, whether the robot is stopped: as the robot says. */
  get control(): ControlState {
    return this.#teleop?.control ?? NO_CONTROL;
  }

  /** What drives over the connection; undefined without one that can. @internal */
  protected get _teleop(): OperatorTeleop | undefined {
    return this.#source.connection?.closed ? undefined : this.#teleop;
  }

  /** Whether the robot is there; undefined without a connection that can drive. @internal */
  protected get _liveness(): Liveness | undefined {
    return this._teleop?.liveness;
  }

  /** @internal */
  _connectionChanged(connection: RTCConnection | undefined): void {
    this.#teleop = teleopOf(connection);
    this.#listenToRobot(this._view);
  }

  /** @internal */
  protected override _listen(view: Window & typeof globalThis, signal: AbortSignal): void {
    super._listen(view, signal);
    this.#listenToRobot(view);
    signal.addEventListener('abort', () => {
      this.#listening.abort();
    });
  }

  /** @internal */
  _linkChanged(): void {
    this._refresh();
  }

  /** Look at everything anew: the connection, the driver or the stop has changed. @internal */
  protected abstract _refresh(): void;

  /** Make `state` the custom state that holds, and no other. @internal */
  protected _setState(state: string): void {
    this.#states.set(state);
  }

  #listenToRobot(view: Window): void {
    this.#listening.abort();
    this.#listening = new AbortController();
    const refresh = (): void => {
      this._refresh();
    };
    if (this.#teleop && this._isShown)
      onDrivingChange(this.#teleop, view, refresh, this.#listening);
  }
}
