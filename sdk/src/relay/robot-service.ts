import type { InferOutput } from 'valibot';
import { ExposedMethods, type ExposeOptions } from '../calls/exposed-methods.js';
import { closeWithPage } from '../connection/page-lifetime.js';
import type { RtcError, SignalingError } from '../errors.js';
import { Lifecycle } from '../subscriptions/lifecycle.js';
import { Listeners, reportCallbackError, type ListenOptions } from '../subscriptions/listeners.js';
import type { Subscriber } from '../subscriptions/subscription.js';
import {
  doneSchema,
  operatorJoinedSchema,
  operatorLeftSchema,
  registeredSchema,
  signalDeliverSchema,
  type Registered,
  type RelayEvents,
  type Role,
} from './relay-messages.js';
import type { RelaySocket } from './relay-socket.js';
import type { SignAnswer } from './robot-key/answer-signer.js';
import {
  robotStep,
  UNREGISTERED,
  type RobotEffect,
  type RobotEvent,
  type RobotState,
} from './machines/robot-machine.js';
import { mayPass } from './machines/membership.js';
import { WaitTimer } from './machines/wait.js';
import { RobotSession } from './robot-session.js';
import { RobotSideConnection, type VouchedAccess } from './robot-side-connection.js';
import type { OperatorCallHandler } from './robot-side-connection.js';
import { SignalOutbox, type OutgoingSignal } from './signals/signal-outbox.js';
import { onWake } from './wake.js';
import { SignalPacer } from './signals/signal-pacer.js';
import type { RTCConnection } from '../connection/rtc-connection.js';
import type { RTCConnectionOptions } from '../connection/rtc-connection-options.js';

/** Called with the fresh connection to each operator; the offer is answered when what it returns has settled. */
export type ServeCallback = (connection: RobotSideConnection) => unknown;

type Delivered = Pick<InferOutput<typeof signalDeliverSchema>, 'from' | 'sessionId' | 'signal'>;

/** An offer with its candidates, of each of some operators. */
const MAX_UNPLACED = 256;

/** Options of `relay.serve()`. */
export interface ServeOptions {
  /** Signs the answers with the robot's key, so that operators who trust it know whom they reached; see docs/security.md. */
  readonly sign?: SignAnswer | undefined;
  /**
   * How the connection to an operator is made; by default as any other.
   * @param operatorId - its id, the same over its reconnects
   * @param role - what the relay vouches for
   */
  readonly connectionOptions?: (operatorId: string, role: Role) => RTCConnectionOptions;
}

/** Of how many operators it is kept how much they have signalled, in case they come again. */
const MAX_PACERS = 1_000;

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
  readonly #options: ServeOptions;
  readonly #operators = new Map<string, Operator>();
  readonly #methods = new ExposedMethods<RTCConnection>();
  readonly #pacers = new Map<string, SignalPacer>();
  readonly #ending = new AbortController();
  /** Of operators that are not known, until the relay has said who is there. */
  readonly #unplaced: Delivered[] = [];
  readonly #troubles = new Listeners<RtcError>();
  readonly #outbox = new SignalOutbox(
    (message) => this.#deliver(message),
    (_, error) => {
      this.#onSignalRefused(error);
    },
  );
  readonly #timer = new WaitTimer(() => {
    this.#on({ type: 'wait-over' });
  });
  readonly #events: RobotEvent[] = [];
  #isDeciding = false;
  #state: RobotState = UNREGISTERED;
  #iceServers: Registered['iceServers'] = [];

  /** Made by `relay.serve()`. @internal */
  constructor(
    socket: RelaySocket,
    robotId: string,
    onConnection: ServeCallback,
    options: ServeOptions = {},
  ) {
    super();
    this.#options = options;
    this.robotId = robotId;
    this.#socket = socket;
    this.#onConnection = onConnection;
    this.onRelayError = this.onRelayError.bind(this);
    closeWithPage(this);
    this.#listen();
  }

  /** Call `listener` with each failure to reach the relay; it is tried again by itself. */
  onRelayError<S extends Subscriber<RtcError>>(listener: S, options?: ListenOptions): S {
    return this.#troubles.add(listener, options);
  }

  /** Let all operators call a method, as `expose` of a connection lets one. @throws RtcError `bad-argument` */
  expose(method: string, handler: OperatorCallHandler, options?: ExposeOptions): void {
    this.#methods.expose(method, handler as never, options); // each caller is one of ours
  }

  /** End the calls under way that do not go on `duringStop`: for the handler of a safe stop. */
  stopCalls(): void {
    for (const { connection } of this.#operators.values()) connection._calls.stop();
  }

  protected override async _close(): Promise<void> {
    this.#on({ type: 'closed' });
    this.#ending.abort();
    this.#socket.close();
    await Promise.all([...this.#operators.values()].map(({ connection }) => connection.close()));
    this.#troubles.clear();
  }

  #listen(): void {
    const socket = this.#socket;
    const ending = this.#ending;
    socket.onEvent((event) => {
      this.#on(event);
    }, ending);
    onWake(() => {
      this.#on({ type: 'woken' });
    }, ending);
    const onJoined: RelayEvents['operator:joined'] = ({ operatorId, role, expiresInMs }) => {
      this.#onJoined(operatorId, { role, expiresInMs });
    };
    const onLeft: RelayEvents['operator:left'] = ({ operatorId, reason }) => {
      const operator = this.#operators.get(operatorId);
      if (reason === 'closed') void operator?.connection.close();
      else operator?.session.leave();
    };
    const onSignal = ({ from, sessionId, signal }: Delivered): void => {
      this.#onSignal({ from, sessionId, signal });
    };
    socket.on('operator:joined', operatorJoinedSchema, onJoined, ending);
    socket.on('operator:left', operatorLeftSchema, onLeft, ending);
    socket.on('signal:deliver', signalDeliverSchema, onSignal, ending);
  }

  /** One event after the other: what an effect tells is decided on when the effects before it are done. */
  #on(event: RobotEvent): void {
    this.#events.push(event);
    if (this.#isDeciding) return;
    this.#isDeciding = true;
    for (let next = this.#events.shift(); next; next = this.#events.shift()) {
      const { state, effects } = robotStep(this.#state, next);
      this.#state = state;
      for (const effect of effects) this.#carryOut(effect);
      this.#timer.set(this.#state.membership.wait);
      if (this.#state.membership.at === 'in') this.#outbox.open();
      else this.#outbox.shut();
    }
    this.#isDeciding = false;
  }

  #carryOut(effect: RobotEffect): void {
    switch (effect.type) {
      case 'register':
        void this.#register(effect.request);
        break;
      case 'renew-token':
        this.#socket.renewToken();
        break;
      case 'tell-ready':
        this._setReady(effect.ready);
        break;
      case 'tell-trouble':
        this.#troubles.emit(effect.error);
        break;
      case 'fail':
        this._setError(effect.error);
        void this.close();
    }
  }

  async #register(request: number): Promise<void> {
    const socket = this.#socket;
    try {
      const { robotId } = this;
      const registered = await socket.request('robot:register', { robotId }, registeredSchema);
      if (!this.closed) this.#onRegistered(registered);
      this.#on({ type: 'registered', request });
    } catch (error) {
      const { tokenIsFixed } = socket;
      this.#on({ type: 'register-refused', request, error: error as SignalingError, tokenIsFixed });
    }
  }

  /** The relay says who is there, and which servers to use. */
  #onRegistered({ iceServers, operators }: Registered): void {
    this.#iceServers = iceServers;
    const present = new Map(operators.map((one) => [one.operatorId, one]));
    for (const [id, { session, connection }] of this.#operators) {
      connection._renewIce(iceServers as RTCIceServer[]);
      if (!present.has(id)) session.leave();
    }
    for (const [id, { role, expiresInMs }] of present) this.#onJoined(id, { role, expiresInMs });
  }

  #onJoined(operatorId: string, access: VouchedAccess): void {
    const known = this.#operators.get(operatorId);
    if (known) {
      known.connection._vouch(access);
      known.session.arrive();
      return;
    }
    if (access.expiresInMs === 0) return;
    const options = this.#options.connectionOptions?.(operatorId, access.role);
    const connection = new RobotSideConnection(operatorId, access, options);
    connection._calls.methods.parent = this.#methods;
    const { sign } = this.#options;
    if (sign) connection._signWith(this.robotId, sign);
    const session = new RobotSession({
      connection,
      prepared: Promise.resolve(this.#present(connection)),
      pacer: this.#pacerOf(operatorId),
      iceServers: () => this.#iceServers as RTCIceServer[],
      send: (sessionId, signal) => {
        this.#outbox.put({ to: operatorId, sessionId, signal });
      },
    });
    this.#operators.set(operatorId, { session, connection });
    connection.onClose(() => {
      this.#operators.delete(operatorId);
      this.#outbox.forget(operatorId);
    });
  }

  #onSignal(delivered: Delivered): void {
    if (this.#pass(delivered) || this.#unplaced.length >= MAX_UNPLACED) return;
    const isFirst = this.#unplaced.push(delivered) === 1;
    if (isFirst) void this.#askWho();
  }

  /** Returns whether the operator is known. */
  #pass({ from, sessionId, signal }: Delivered): boolean {
    const operator = this.#operators.get(from);
    operator?.session.onSignal(sessionId, signal);
    return operator !== undefined;
  }

  /** A call was ended here although the relay lets it be, as when a clock was set: ask who is there, with which right. */
  async #askWho(): Promise<void> {
    const { robotId } = this;
    try {
      this.#onRegistered(
        await this.#socket.request('robot:register', { robotId }, registeredSchema),
      );
    } catch {
      // Whoever is there is told of when the robot is registered anew.
    }
    for (const one of this.#unplaced.splice(0)) this.#pass(one);
  }

  /** It outlives a connection, so that hanging up and calling again does not make good for anything. */
  #pacerOf(operatorId: string): SignalPacer {
    const pacer = this.#pacers.get(operatorId) ?? new SignalPacer(performance.now());
    this.#pacers.delete(operatorId);
    this.#pacers.set(operatorId, pacer);
    const [oldest] = this.#pacers.keys();
    if (this.#pacers.size > MAX_PACERS && oldest !== undefined) this.#pacers.delete(oldest);
    return pacer;
  }

  async #present(connection: RobotSideConnection): Promise<void> {
    await this.#onConnection(connection);
  }

  #deliver(message: OutgoingSignal): Promise<unknown> {
    const payload = { robotId: this.robotId, ...message };
    return this.#socket.request('signal:send', payload, doneSchema);
  }

  #onSignalRefused(error: SignalingError): void {
    // The operator or the relay went away just now; the operator dials anew when it is back.
    if (error.code !== 'operator-gone' && !mayPass(error.code, true)) reportCallbackError(error);
    this.#on({ type: 'signal-refused', error });
  }
}
