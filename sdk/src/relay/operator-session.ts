import type { RtcError, SignalingError } from '../errors.js';
import type { RTCConnection } from '../connection/rtc-connection.js';
import { reportCallbackError } from '../subscriptions/listeners.js';
import { backoffMs, REDIAL_BACKOFF } from './backoff.js';
import {
  doneSchema,
  joinedSchema,
  presenceSchema,
  signalDeliverSchema,
  type Joined,
  type Signal,
} from '../protocol.js';
import { randomId } from './random-id.js';
import type { RelaySocket } from './relay-socket.js';

/** How long a dialled link may take to connect, in ms, before it is dialled anew. */
const DIAL_TIMEOUT_MS = 15_000;

/** What an {@link OperatorSession} needs. */
export interface OperatorSessionOptions {
  readonly socket: RelaySocket;
  readonly robotId: string;
  readonly wait: boolean;
  readonly connection: RTCConnection;
  readonly onPresence: (online: boolean) => void;
  readonly onTrouble: (error: RtcError | undefined) => void;
}

/**
 * The operator's side of signalling for one connection: joins the robot, dials it when it is online, restarts
 * ICE when the link stutters, and dials anew when it is lost.
 */
export class OperatorSession {
  readonly #options: OperatorSessionOptions;
  readonly #endings: (() => void)[] = [];
  #joined: Joined | undefined;
  #instanceId: string | undefined;
  #sessionId = '';
  #waiting: Signal[] = [];
  #attempt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #linkUp = false;
  #online = false;

  constructor(options: OperatorSessionOptions) {
    this.#options = options;
  }

  /** Join the robot as soon as the relay is there, and stay joined. */
  start(): void {
    const { socket, robotId, connection } = this.#options;
    const mine = <T extends { robotId: string }>(handler: (payload: T) => void) => {
      return (payload: T): void => {
        if (payload.robotId === robotId) handler(payload);
      };
    };
    this.#endings.push(
      socket.use({
        onConnect: () => void this.#join(),
        onTrouble: (error) => {
          this.#joined = undefined;
          this.#options.onTrouble(error);
        },
        onRefused: (error) => {
          connection._fail(error);
        },
      }),
      socket.on(
        'robot:online',
        presenceSchema,
        mine(({ instanceId }) => {
          this.#meet(instanceId);
        }),
      ),
      socket.on(
        'robot:offline',
        presenceSchema,
        mine(() => {
          this.#meet(undefined);
        }),
      ),
      socket.on(
        'signal:deliver',
        signalDeliverSchema,
        mine(({ sessionId, signal }) => {
          if (sessionId === this.#sessionId) connection._signal(signal);
        }),
      ),
    );
    connection.onConnectionStateChange((state) => {
      this.#onLinkState(state);
    });
  }

  /** Hang up. */
  end(): void {
    for (const ending of this.#endings.splice(0)) ending();
    clearTimeout(this.#timer);
    const { socket, robotId } = this.#options;
    if (!this.#joined || !socket.connected) return;
    socket.request('robot:leave', { robotId }, doneSchema).catch(() => undefined);
  }

  async #join(): Promise<void> {
    const { socket, robotId, wait, connection } = this.#options;
    try {
      const joined = await socket.request('robot:join', { robotId, wait }, joinedSchema);
      if (connection.closed) return;
      this.#joined = joined;
      this.#options.onTrouble(undefined);
      this.#meet(joined.instanceId);
      this.#flush();
      this.#onLinkState(connection.connectionState);
    } catch (error) {
      this.#refused(error as SignalingError);
    }
  }

  #refused(error: SignalingError): void {
    const { socket, connection } = this.#options;
    if (connection.closed) return;
    if (error.code === 'relay-unreachable' || error.code === 'try-again') {
      this.#options.onTrouble(error);
      this.#schedule(() => {
        if (socket.connected && !this.#joined) void this.#join();
      });
    } else connection._fail(error);
  }

  /** The robot is there (with this instance), or not. */
  #meet(instanceId: string | undefined): void {
    const restarted = instanceId !== undefined && instanceId !== this.#instanceId;
    if (instanceId !== undefined) this.#instanceId = instanceId;
    this.#online = instanceId !== undefined;
    this.#options.onPresence(this.#online);
    if (!this.#online) return;
    if (restarted || !this.#linkUp) this.#dial();
  }

  #dial(): void {
    const { connection } = this.#options;
    if (!this.#joined || connection.closed) return;
    this.#sessionId = randomId();
    this.#waiting = [];
    this.#linkUp = true;
    try {
      connection._open({
        initiator: true,
        rtcConfiguration: { iceServers: this.#joined.iceServers as RTCIceServer[] },
        onSignal: (signal) => {
          this.#send(signal);
        },
        onLost: () => {
          this.#lost();
        },
      });
    } catch (error) {
      connection._fail(error as Error);
      return;
    }
    this.#after(DIAL_TIMEOUT_MS, () => {
      if (connection.connectionState !== 'connected') this.#lost();
    });
  }

  /** The link is beyond an ICE restart: dial anew, at once the first time, then ever more slowly. */
  #lost(): void {
    this.#linkUp = false;
    this.#options.connection._markDisconnected();
    this.#schedule(() => {
      if (this.#online) this.#dial();
    });
  }

  #onLinkState(state: RTCPeerConnectionState): void {
    if (state === 'connected') {
      this.#attempt = 0;
      clearTimeout(this.#timer);
    } else if (state === 'disconnected' && this.#linkUp && this.#joined) {
      // Without the relay nobody would carry the offer: the next join comes back to this.
      this.#options.connection._renewIce(this.#joined.iceServers as RTCIceServer[], true);
    }
  }

  #send(signal: Signal): void {
    if (this.#joined) this.#deliver(signal);
    else this.#waiting.push(signal);
  }

  #flush(): void {
    for (const signal of this.#waiting.splice(0)) this.#deliver(signal);
  }

  #deliver(signal: Signal): void {
    const { socket, robotId } = this.#options;
    const payload = { robotId, sessionId: this.#sessionId, signal };
    socket.request('signal:send', payload, doneSchema).catch((error: unknown) => {
      const { code } = error as SignalingError;
      // The robot or the relay went away just now: presence and the next join say how it goes on.
      if (code !== 'robot-offline' && code !== 'relay-unreachable' && code !== 'not-joined') {
        reportCallbackError(error);
      }
    });
  }

  #schedule(task: () => void): void {
    this.#after(backoffMs(this.#attempt++, REDIAL_BACKOFF, Math.random()), task);
  }

  /** One timer: whatever comes next replaces what was planned. */
  #after(delayMs: number, task: () => void): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(task, delayMs);
  }
}
