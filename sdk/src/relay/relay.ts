import { RtcError } from '../errors.js';
import { OperatorConnection, type ConnectOptions } from './operator-connection.js';
import { RelaySocket, type Token } from './relay-socket.js';
import { RobotService, type ServeCallback } from './robot-service.js';

/** Options of a {@link Relay}. */
export interface RelayOptions {
  /** What the relay authorises, or a function that fetches a fresh one for every connect. */
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
  readonly #token: Token | undefined;
  readonly #open = new Set<{ close(): Promise<void> }>();
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

  /**
   * Connect to a robot, now or as soon as it is online. Returns at once; what is subscribed and put in the same
   * turn is part of the first offer, what comes later is negotiated later.
   *
   * The connection ends with a SignalingError if the relay refuses (`unauthorized`, `forbidden`, …).
   * @param robotId - the robot's id: 1 to 64 letters, digits, `.`, `_` or `-`
   */
  connect(robotId: string, options: ConnectOptions = {}): OperatorConnection {
    this.#socket ??= new RelaySocket(this.#url, this.#token);
    return this.#keep(new OperatorConnection(this.#socket, robotId, options));
  }

  /**
   * Be a robot: `onConnection` gets one fresh connection per operator.
   *
   * The service ends with a SignalingError if the relay refuses (`robot-taken`, `unauthorized`, …).
   * @param robotId - the robot's id: 1 to 64 letters, digits, `.`, `_` or `-`
   */
  serve(robotId: string, onConnection: ServeCallback): RobotService {
    return this.#keep(
      new RobotService(new RelaySocket(this.#url, this.#token), robotId, onConnection),
    );
  }

  /** End every connection and service made here. Idempotent. */
  async close(): Promise<void> {
    await Promise.all([...this.#open].map((one) => one.close()));
    this.#socket?.close();
    this.#socket = undefined;
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
