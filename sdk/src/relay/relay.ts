import { requireWebRtc } from '../connection/rtc-connection-options.js';
import { RtcError } from '../errors.js';
import { OperatorConnection, type ConnectOptions } from './operator-connection.js';
import { RelaySocket } from './relay-socket.js';
import { RobotService, type ServeCallback, type ServeOptions } from './robot-service.js';
import type { Token } from './token.js';

/** Options of a {@link Relay}. */
export interface RelayOptions {
  /**
   * What the relay authorises, or a function that fetches a fresh one for every connect. A function that fails is asked
   * again, and meanwhile the token before serves until it runs out; a text that the relay refuses ends what uses it.
   */
  readonly token?: Token | undefined;
}

/**
 * A relay, where robots and operators find each other. Media and messages then flow between them directly.
 *
 * @example
 * ```ts
 * const relay = new Relay('https://relay.example.com', { token });
 * const conn = relay.connect('rover-1');
 * conn.video.subscribe((stream) => { video.srcObject = stream; });
 * conn.subscribe((message) => console.log(message));
 * ```
 */
export class Relay {
  readonly #url: string;
  readonly #open = new Set<{ close(): Promise<void> }>();
  readonly #services = new Set<RelaySocket>();
  #token: Token | undefined;
  #socket: RelaySocket | undefined;

  /**
   * @param url - http(s) or ws(s) address of the relay, with its path behind a reverse proxy; a relative one is resolved
   *   against the page's address
   * @throws RtcError `bad-argument` if it is not a URL
   */
  constructor(url: string | URL, options: RelayOptions = {}) {
    this.#url = parseUrl(url);
    this.#token = options.token;
    this.connect = this.connect.bind(this);
    this.serve = this.serve.bind(this);
    this.close = this.close.bind(this);
  }

  /** What the next connect is authorised with. Another one ends nothing that is connected. */
  get token(): Token | undefined {
    return this.#token;
  }

  set token(token: Token | undefined) {
    const isNew = token !== this.#token && typeof token !== 'function';
    this.#token = token;
    if (isNew) for (const socket of [this.#socket, ...this.#services]) socket?.wake();
  }

  /**
   * Connect to a robot, now or as soon as it is online. Returns at once; what is subscribed and put in the same
   * turn is part of the first offer, what comes later is negotiated later.
   *
   * The connection ends with a SignalingError if the relay refuses (`unauthorized`, `forbidden`, …), and with an RtcError
   * `robot-key-mismatch`, `robot-key-missing` or `robot-key-unsupported` if `robotKey` is given and not proved.
   * @param robotId - the robot's id: 1 to 64 letters, digits, `.`, `_` or `-`
   */
  connect(robotId: string, options: ConnectOptions = {}): OperatorConnection {
    this.#socket ??= this.#createSocket();
    return this.#keep(new OperatorConnection(this.#socket, robotId, options));
  }

  /**
   * Be a robot: `onConnection` gets one fresh connection per operator.
   *
   * The service ends with a SignalingError if the relay refuses (`robot-taken`, `unauthorized`, …).
   * @param robotId - the robot's id: 1 to 64 letters, digits, `.`, `_` or `-`
   */
  serve(robotId: string, onConnection: ServeCallback, options: ServeOptions = {}): RobotService {
    requireWebRtc();
    const socket = this.#createSocket();
    const service = this.#keep(new RobotService(socket, robotId, onConnection, options));
    this.#services.add(socket);
    service.onClose(() => {
      this.#services.delete(socket);
    });
    return service;
  }

  /** End every connection and service made here. Idempotent. */
  async close(): Promise<void> {
    await Promise.all([...this.#open].map((one) => one.close()));
    this.#socket?.close();
    this.#socket = undefined;
  }

  #createSocket(): RelaySocket {
    return new RelaySocket(this.#url, () => this.#token);
  }

  #keep<T extends { close(): Promise<void>; onClose(listener: () => void): unknown }>(one: T): T {
    this.#open.add(one);
    one.onClose(() => {
      this.#open.delete(one);
      this.#closeIdleSocket();
    });
    return one;
  }

  /** No operator connection is left, so nobody uses the shared socket. A turn later, for goodbyes under way. */
  #closeIdleSocket(): void {
    if ([...this.#open].some((one) => one instanceof OperatorConnection)) return;
    const socket = this.#socket;
    this.#socket = undefined;
    setTimeout(() => {
      socket?.close();
    }, 0);
  }
}

function parseUrl(url: string | URL): string {
  const base = typeof location === 'undefined' ? undefined : location.href;
  try {
    return new URL(url, base).href;
  } catch (cause) {
    throw new RtcError(
      'bad-argument',
      `'${String(url)}' is not the address of a relay; give one like https://relay.example.com.`,
      { cause },
    );
  }
}
