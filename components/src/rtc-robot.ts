import { ContextProvider } from '@lit/context';
import {
  RtcError,
  SubscriptionProducer,
  type Healing,
  type RTCConnection,
  type Subscriber,
  type Subscription,
  type Token,
} from '@rtcbot-web/sdk';
import { css, html, type PropertyDeclarations, type TemplateResult } from 'lit';
import { connectionContext } from './link/connection-context.js';
import { ConnectionSource, type ConnectionHost } from './link/connection-source.js';
import { subscribeUntil, type LinkFacts } from './link/link-facts.js';
import { CustomStates, type CustomState } from './custom-states.js';
import {
  RtcConnectionEvent,
  RtcConnectionStateChangeEvent,
  RtcHealingEvent,
  RtcMessageEvent,
  RtcRobotOnlineChangeEvent,
} from './events.js';
import { adoptProperties } from './media/media-mirror.js';
import { RtcElement } from './rtc-element.js';

/** The messages of whichever connection the element has. */
class MessageFeed extends SubscriptionProducer<unknown> {
  readonly put = (message: unknown): void => {
    this._put_nowait(message);
  };
}

/**
 * Owns the connection to one robot and hands it to the elements inside.
 *
 * @tag rtc-robot
 * @summary The connection to one robot, for all elements inside it.
 * @attr {string} relay - address of the relay; default: where the page comes from
 * @attr {string} robot - id of the robot; without one there is no connection
 * @attr {string} token - token for the relay, if it wants one; a function that fetches one can be set as property
 * @attr {string} key - the robot's key, as `rtcbot-robot key` prints it: only a robot that proves to have it is connected to; `first-use`: the first one that this browser sees
 * @slot - the elements that use the connection, and anything else
 * @fires {RtcConnectionEvent} rtc-connection - another connection is used from now on
 * @fires {RtcConnectionStateChangeEvent} rtc-connection-state-change - `connectionState` has changed
 * @fires {RtcRobotOnlineChangeEvent} rtc-robot-online-change - `robotOnline` has changed
 * @fires {RtcHealingEvent} rtc-healing - something is done about a connection that is not well, or it is well again
 * @fires {RtcMessageEvent} rtc-message - the robot has sent a message
 * @fires {RtcErrorEvent} rtc-error - the connection failed, or the relay cannot be reached and is tried again
 * @cssstate connecting - not connected yet, or waiting for the robot
 * @cssstate live - connected
 * @cssstate stale - the link is lost and is being mended
 * @cssstate failed - the connection ended with an error
 *
 * @example
 * ```html
 * <rtc-robot relay="https://relay.example.com" robot="rover-1" token="…">
 *   <rtc-video controls></rtc-video>
 * </rtc-robot>
 * ```
 */
export class RtcRobot extends RtcElement implements ConnectionHost {
  static override readonly properties: PropertyDeclarations = {
    relay: { type: String },
    robot: { type: String },
    token: { type: String },
    key: { type: String },
  };

  static override readonly styles = css`
    :host {
      display: contents;
    }
    :host([hidden]) {
      display: none;
    }
  `;

  /** Address of the relay; default: where the page comes from. */
  declare relay: string | null;
  /** Id of the robot; without one there is no connection. */
  declare robot: string | null;
  /** Token for the relay, or a function that fetches a fresh one for every connect. */
  declare token: Token | null;
  /**
   * The robot's key that is trusted, as `rtcbot-robot key` prints it, or `first-use`; null trusts whoever the relay connects.
   * See docs/security.md.
   */
  declare key: string | null;

  readonly #source = new ConnectionSource(this, false);
  readonly #provider = new ContextProvider(this, { context: connectionContext });
  readonly #states = new CustomStates(this);
  readonly #messages = new MessageFeed();
  #listening = new AbortController();
  #connectionState: RTCPeerConnectionState = 'new';
  #robotOnline: boolean | undefined;
  #healing: Healing | undefined;

  constructor() {
    super();
    this.relay = null;
    this.robot = null;
    this.token = null;
    this.key = null;
    this.put_nowait = this.put_nowait.bind(this);
    this.send = this.send.bind(this);
    this.subscribe = this.subscribe.bind(this);
    this.unsubscribe = this.unsubscribe.bind(this);
    this.#messages.subscribe((message: unknown) => {
      this.dispatchEvent(new RtcMessageEvent(message));
    });
    adoptProperties(this);
  }

  /**
   * The connection in use. Set one to bring your own, which the element does not close; undefined goes back to
   * the one that the attributes name.
   */
  get connection(): RTCConnection | undefined {
    return this.#source.connection;
  }

  set connection(connection: RTCConnection | undefined) {
    this.#source.give(connection ?? undefined);
  }

  /** `connectionState` of the connection; `new` without one. */
  get connectionState(): RTCPeerConnectionState {
    return this.#connectionState;
  }

  /** Whether the relay knows the robot to be there; undefined if that is not known. */
  get robotOnline(): boolean | undefined {
    return this.#robotOnline;
  }

  /** What is being done about a connection that was well and is not: `step`, `reason`, `attempt`, `sinceMs`. */
  get healing(): Healing | undefined {
    return this.#healing;
  }

  /** @internal */
  get _robotKey(): string | null {
    return this.key;
  }

  /** The error that ended the connection, if one did. */
  get error(): Error | undefined {
    return this.#source.facts?.error;
  }

  /**
   * Send a message, any JSON value, to the robot. Bound: can be given to `subscribe` of anything.
   * @throws RtcError `bad-state` without a connection, or what the connection throws
   */
  put_nowait(message: unknown): void {
    const { connection } = this.#source;
    if (!connection) {
      throw new RtcError('bad-state', '<rtc-robot> has no connection: set its attribute robot.');
    }
    connection.put_nowait(message);
  }

  /** The same as `put_nowait`. */
  send(message: unknown): void {
    this.put_nowait(message);
  }

  /** Make and return a subscription to the robot's messages, whichever connection they come over. */
  subscribe(): Subscription<unknown>;
  /** Feed `subscriber`, a function or an object with `put_nowait`, with the robot's messages; returns it. */
  subscribe<S extends Subscriber<unknown>>(subscriber: S): S;
  subscribe(subscriber?: Subscriber<unknown>): Subscriber<unknown> {
    return subscriber ? this.#messages.subscribe(subscriber) : this.#messages.subscribe();
  }

  /** Stop feeding `subscriber`. */
  unsubscribe(subscriber: Subscriber<unknown>): void {
    this.#messages.unsubscribe(subscriber);
  }

  /** @internal */
  _connectionChanged(connection: RTCConnection | undefined): void {
    this.#listening.abort();
    this.#listening = new AbortController();
    if (connection) subscribeUntil(connection, this.#messages.put, this.#listening);
    this.#provider.setValue(connection);
    this.dispatchEvent(new RtcConnectionEvent(connection));
  }

  /** @internal */
  _linkChanged(): void {
    const { facts } = this.#source;
    const formerState = this.#connectionState;
    const formerOnline = this.#robotOnline;
    const formerHealing = this.#healing;
    this.#connectionState = facts?.state ?? 'new';
    this.#robotOnline = facts?.robotOnline;
    this.#healing = facts?.healing;
    const state = facts && robotState(facts);
    this.#states.set(...(state ? [state] : []));
    if (this.#connectionState !== formerState) {
      this.dispatchEvent(new RtcConnectionStateChangeEvent(this.#connectionState));
    }
    if (this.#robotOnline !== formerOnline) {
      this.dispatchEvent(new RtcRobotOnlineChangeEvent(this.#robotOnline));
    }
    if (this.#healing !== formerHealing) this.dispatchEvent(new RtcHealingEvent(this.#healing));
  }

  protected override render(): TemplateResult {
    return html`<slot></slot>`;
  }
}

function robotState({
  state,
  error,
  closed,
  hasBeenConnected,
}: LinkFacts): CustomState | undefined {
  if (error || state === 'failed') return 'failed';
  if (closed || state === 'closed') return undefined;
  if (state === 'connected') return 'live';
  return hasBeenConnected ? 'stale' : 'connecting';
}

declare global {
  interface HTMLElementTagNameMap {
    'rtc-robot': RtcRobot;
  }
}
