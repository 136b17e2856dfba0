import { closeWithPage } from '../connection/page-lifetime.js';
import type { RtcError, SignalingError } from '../errors.js';
import { Fanout } from '../subscriptions/fanout.js';
import { Lifecycle } from '../subscriptions/lifecycle.js';
import { reportCallbackError } from '../subscriptions/listeners.js';
import { Queue } from '../subscriptions/queue.js';
import type { Subscriber } from '../subscriptions/subscription.js';
import { backoffMs, REDIAL_BACKOFF } from './backoff.js';
import {
  doneSchema,
  operatorJoinedSchema,
  operatorLeftSchema,
  registeredSchema,
  signalDeliverSchema,
  type Registered,
  type Role,
  type Signal,
} from '../protocol.js';
import type { RelaySocket } from './relay-socket.js';
import { RobotSession } from './robot-session.js';
import { RobotSideConnection } from './robot-side-connection.js';

/** Called with the fresh connection to each operator; the offer is answered once what it returns has settled. */
export type ServeCallback = (connection: RobotSideConnection) => unknown;

interface Operator {
  readonly session: RobotSession;
  readonly connection: RobotSideConnection;
}

/** A robot at a relay: registered, and with one connection per operator. Ready while it is registered. */
export class RobotService extends Lifecycle {
  /** The robot's id at the relay. */
  readonly robotId: string;
  readonly #socket: RelaySocket;
  readonly #onConnection: ServeCallback;
  readonly #operators = new Map<string, Operator>();
  readonly #endings: (() => void)[] = [];
  readonly #troubles = new Fanout<RtcError>(() => new Queue());
  #registered: Registered | undefined;
  #attempt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Made by `relay.serve()`. @internal */
  constructor(socket: RelaySocket, robotId: string, onConnection: ServeCallback) {
    super();
    this.robotId = robotId;
    this.#socket = socket;
    this.#onConnection = onConnection;
    this.onRelayError = this.onRelayError.bind(this);
    closeWithPage(this);
    this.#listen();
  }

  /** Call `listener` with each failure to reach the relay; it is tried again by itself. */
  onRelayError<S extends Subscriber<RtcError>>(listener: S): S {
    this.#troubles.subscribe(listener);
    return listener;
  }

  protected override async _close(): Promise<void> {
    for (const ending of this.#endings) ending();
    clearTimeout(this.#timer);
    this.#socket.close();
    await Promise.all([...this.#operators.values()].map(({ connection }) => connection.close()));
    this.#troubles.close();
  }

  #listen(): void {
    const socket = this.#socket;
    this.#endings.push(
      socket.use({
        onConnect: () => void this.#register(),
        onTrouble: (error) => {
          if (!error) return;
          this._setReady(false);
          this.#troubles.put(error);
        },
        onRefused: (error) => {
          this.#fail(error);
        },
      }),
      socket.on('operator:joined', operatorJoinedSchema, ({ operatorId, role }) => {
        this.#arrive(operatorId, role);
      }),
      socket.on('operator:left', operatorLeftSchema, ({ operatorId, reason }) => {
        const operator = this.#operators.get(operatorId);
        if (reason === 'closed') void operator?.connection.close();
        else operator?.session.leave();
      }),
      socket.on('signal:deliver', signalDeliverSchema, ({ from, sessionId, signal }) => {
        this.#operators.get(from)?.session.receive(sessionId, signal);
      }),
    );
  }

  async #register(): Promise<void> {
    try {
      const payload = { robotId: this.robotId };
      const registered = await this.#socket.request('robot:register', payload, registeredSchema);
      if (this.closed) return;
      this.#registered = registered;
      this.#attempt = 0;
      const present = new Map(registered.operators.map((one) => [one.operatorId, one.role]));
      for (const [id, { session, connection }] of this.#operators) {
        connection._renewIce(registered.iceServers as RTCIceServer[], false);
        if (!present.has(id)) session.leave();
      }
      for (const [id, role] of present) this.#arrive(id, role);
      this._setReady(true);
    } catch (error) {
      this.#refused(error as SignalingError);
    }
  }

  #refused(error: SignalingError): void {
    if (this.closed) return;
    if (error.code !== 'relay-unreachable' && error.code !== 'try-again') {
      this.#fail(error);
      return;
    }
    this._setReady(false);
    this.#troubles.put(error);
    const delayMs = backoffMs(this.#attempt++, REDIAL_BACKOFF, Math.random());
    this.#timer = setTimeout(() => {
      if (this.#socket.connected && !this.ready) void this.#register();
    }, delayMs);
  }

  #fail(error: Error): void {
    this._setError(error);
    void this.close();
  }

  #arrive(operatorId: string, role: Role): void {
    const known = this.#operators.get(operatorId);
    if (known) {
      known.session.arrive();
      return;
    }
    const connection = new RobotSideConnection(operatorId, role);
    const session = new RobotSession({
      connection,
      prepared: Promise.resolve(this.#present(connection)),
      iceServers: () => (this.#registered?.iceServers ?? []) as RTCIceServer[],
      send: (sessionId, signal) => {
        this.#send(operatorId, sessionId, signal);
      },
    });
    this.#operators.set(operatorId, { session, connection });
    connection.onClose(() => {
      this.#operators.delete(operatorId);
    });
  }

  async #present(connection: RobotSideConnection): Promise<void> {
    await this.#onConnection(connection);
  }

  #send(to: string, sessionId: string, signal: Signal): void {
    const payload = { robotId: this.robotId, to, sessionId, signal };
    this.#socket.request('signal:send', payload, doneSchema).catch((error: unknown) => {
      const { code } = error as SignalingError;
      // The operator or the relay went away just now; the operator dials anew when it is back.
      if (code !== 'operator-gone' && code !== 'relay-unreachable') reportCallbackError(error);
    });
  }
}
