import { ContextEvent } from '@lit/context';
import { Relay, RtcError, type RTCConnection, type Token } from '@rtcbot-web/sdk';
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { connectionContext } from './connection-context.js';
import { ConnectionPool, isSameAddress, type ConnectionLease } from './connection-pool.js';
import { linkFacts, onLinkChange, type LinkFacts } from './link-facts.js';
import { showIn } from './shown-windows.js';
import { RtcErrorEvent } from '../events.js';

/** An element that may name a robot of its own. */
export interface ConnectionHost extends ReactiveControllerHost, HTMLElement {
  relay: string | null;
  robot: string | null;
  token: Token | null;
  /** The window that shows it. @internal */
  readonly _view: Window;
  /** Whether that is still there, and the element in it. @internal */
  readonly _isShown: boolean;
  /** The robot's key that is trusted. @internal */
  readonly _robotKey?: string | null;
  /** Another connection is used from now on, or none. @internal */
  _connectionChanged(connection: RTCConnection | undefined): void;
  /** Something about the connection has changed: state, presence, error, tracks. @internal */
  _linkChanged(): void;
}

const pool = new ConnectionPool<RTCConnection>(({ relay: url, robot, robotKey }, first) => {
  const relay = new Relay(url, { token: first });
  const connection = relay.connect(robot, { robotKey });
  return {
    connection,
    setToken: (token) => (relay.token = token),
    close: () => void connection.close(),
  };
});

/** What a relay ends a session with that had a token of fixed text: another one may do. */
const TOKEN_CODES: readonly string[] = ['unauthorized', 'forbidden', 'token-expired'];

/**
 * Finds the connection that an element uses, in this order: the one set from script; the one to the robot that
 * its own attributes name, shared with every element that names the same; the one of the `<rtc-robot>` around it.
 */
export class ConnectionSource implements ReactiveController {
  readonly #host: ConnectionHost;
  readonly #inherits: boolean;
  #given: RTCConnection | undefined;
  #inherited: RTCConnection | undefined;
  #endInheritance: (() => void) | undefined;
  #lease: ConnectionLease<RTCConnection> | undefined;
  /** The token that the lease was given last. */
  #token: Token | undefined;
  #failure: { readonly address: string; readonly error: RtcError } | undefined;
  #connection: RTCConnection | undefined;
  #listening = new AbortController();
  #endShowing: (() => void) | undefined;
  #reported: string | undefined;

  /**
   * @param host - the element
   * @param inherits - whether it looks for an `<rtc-robot>` around it
   */
  constructor(host: ConnectionHost, inherits: boolean) {
    this.#host = host;
    this.#inherits = inherits;
    host.addController(this);
  }

  /** The connection in use. */
  get connection(): RTCConnection | undefined {
    return this.#connection;
  }

  /** Use this connection, whatever the attributes say; undefined: go by the attributes again. */
  give(connection: RTCConnection | undefined): void {
    this.#given = connection;
    this.#settle();
  }

  /** Whether the connection is the element's own affair, not that of an `<rtc-robot>` around it. */
  get isOwn(): boolean {
    return this.#given !== undefined || this.#lease !== undefined || this.#failure !== undefined;
  }

  /** What is known of the connection; undefined if there is none. */
  get facts(): LinkFacts | undefined {
    if (this.#connection) return linkFacts(this.#connection);
    return this.#failure && { state: 'failed', error: this.#failure.error };
  }

  hostConnected(): void {
    if (this.#inherits) this.#inherit();
    this.#show();
    this.#host.requestUpdate();
  }

  hostDisconnected(): void {
    this.#show();
    const leave = (): void => {
      if (this.#host._isShown) return;
      this.#disinherit();
      this.#settle();
    };
    // An element that is moved is connected again at once: its connection stays. One whose window closes may be moved to
    // another one by listeners that are called after ours.
    if (this.#host.isConnected) setTimeout(leave);
    else queueMicrotask(leave);
  }

  hostUpdate(): void {
    this.#settle();
  }

  #show(): void {
    this.#endShowing?.();
    this.#endShowing =
      this.#connection && this.#host._isShown
        ? showIn(this.#connection, this.#host._view)
        : undefined;
  }

  #inherit(): void {
    let isProvided = false;
    const request = new ContextEvent(
      connectionContext,
      this.#host,
      (connection, unsubscribe) => {
        isProvided = true;
        if (unsubscribe !== this.#endInheritance) this.#endInheritance?.();
        this.#endInheritance = unsubscribe;
        this.#inherited = connection;
        this.#settle();
      },
      true,
    );
    this.#host.dispatchEvent(request);
    if (!isProvided) this.#disinherit();
  }

  #disinherit(): void {
    this.#endInheritance?.();
    this.#endInheritance = undefined;
    this.#inherited = undefined;
  }

  #settle(): void {
    const hadFailed = this.#failure !== undefined;
    const own = this.#given ?? this.#leaseOwn();
    const connection = own ?? (this.#failure ? undefined : this.#inherited);
    if (connection === this.#connection) {
      if (hadFailed && !this.#failure) this.#linkChanged();
      return;
    }
    this.#listening.abort();
    this.#listening = new AbortController();
    this.#connection = connection;
    this.#show();
    if (connection) onLinkChange(connection, this.#linkChanged, this.#listening);
    this.#host._connectionChanged(connection);
    this.#linkChanged();
  }

  readonly #linkChanged = (): void => {
    this.#host._linkChanged();
    const facts = this.isOwn ? this.facts : undefined;
    const error = facts?.error ?? facts?.relayError;
    const seen = error && `${error.name} ${error.message}`;
    if (seen === this.#reported) return; // the relay is tried again and again: one event for all
    this.#reported = seen;
    if (error) this.#host.dispatchEvent(new RtcErrorEvent(asRtcError(error)));
  };

  /** Hold a lease if the attributes name a robot, and no other. */
  #leaseOwn(): RTCConnection | undefined {
    const isWanted = !this.#given && this.#host._isShown && this.#host.robot;
    if (!isWanted) {
      this.#release();
      this.#failure = undefined;
      return undefined;
    }
    const { relay, robot, _robotKey: robotKey } = this.#host;
    const token = this.#host.token || undefined;
    const former = this.#lease;
    try {
      const address = {
        ...{ relay: relayUrl(relay), robot: robot ?? '' },
        robotKey: robotKey ?? undefined,
      };
      if (former && isSameAddress(former.address, address) && !this.#isRefused(former, token)) {
        former.setToken(token);
        this.#token = token;
        return former.connection;
      }
      this.#lease = pool.lease(address, token);
      this.#token = token;
      this.#failure = undefined;
    } catch (error) {
      this.#lease = undefined;
      this.#fail(`${String(relay)} ${String(robot)}`, error);
    }
    former?.release();
    return this.#lease?.connection;
  }

  /** Whether the connection ended as the relay refused the token, and there is another one now. */
  #isRefused({ connection }: ConnectionLease<RTCConnection>, token: Token | undefined): boolean {
    const { closed, error } = connection;
    const code = error && 'code' in error ? String(error.code) : '';
    return closed && token !== this.#token && TOKEN_CODES.includes(code);
  }

  #release(): void {
    this.#lease?.release();
    this.#lease = undefined;
  }

  #fail(address: string, cause: unknown): void {
    if (this.#failure?.address === address) return;
    this.#failure = { address, error: asRtcError(cause as Error) };
    this.#linkChanged();
  }
}

function asRtcError(error: Error): RtcError {
  if ('code' in error) return error as RtcError; // of whichever copy of the SDK
  return new RtcError('bad-argument', error.message, { cause: error });
}

function relayUrl(relay: string | null): string {
  const url = new URL(relay || location.origin, document.baseURI);
  if (!/^(http|ws)s?:$/.test(url.protocol)) {
    throw new RtcError(
      'bad-argument',
      `There is no relay at '${url.href}'. Set the attribute relay to an address like https://relay.example.com.`,
    );
  }
  return url.href;
}
