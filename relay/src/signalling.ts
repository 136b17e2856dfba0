import type { Server as HttpServer } from 'node:http';
import { MAX_MESSAGE_BYTES, type RefusalCode } from '@rtcbot-web/sdk/protocol';
import { Server as SocketServer, type DefaultEventsMap, type Socket } from 'socket.io';
import { createAdmission, type Admission } from './admission.js';
import { Dispatcher, type Session } from './dispatcher.js';
import { createHandlers } from './handlers.js';
import type { Log } from './log.js';
import type { Settings } from './options.js';
import type { Delivery } from './outcome.js';
import { Pairing, type PairingStatus } from './pairing.js';
import { tryAgain } from './refusal.js';
import { openUpgradeGate, type UpgradeGate } from './upgrade-gate.js';

const PATH = '/socket.io/';
/** A frozen client is noticed when both have passed: within 4.5 s. */
const PING_INTERVAL_MS = 1500;
const PING_TIMEOUT_MS = 3000;
/** For a connection to present its handshake. */
const CONNECT_TIMEOUT_MS = 5000;
const NO_SOCKET_IO = 'not a Socket.IO message, connection ended';
const GOODBYE_MS = 300;
const LIMITS = { operatorsPerRobot: 64, robotsPerSocket: 16 };
const RATE = { perSec: 200, burst: 400 };

/** What the signalling part of a relay is doing. */
export interface SignallingStatus extends PairingStatus {
  /** Clients that are connected. */
  readonly connections: number;
  /** Refusals so far, by code. */
  readonly rejections: Partial<Record<RefusalCode, number>>;
  /** Connections that were ended for a message over the limit. */
  readonly oversizedMessages: number;
  /** Connections that were ended, or never came about, for bytes that are no Socket.IO. */
  readonly brokenConnections: number;
}

type OutgoingEvents = Record<Delivery['event'], (payload: Delivery['payload']) => void>;
type ClientSocket = Socket<
  DefaultEventsMap,
  OutgoingEvents,
  DefaultEventsMap,
  { session?: Session }
>;

/** The part of an Engine.IO socket that matters here. */
interface EngineConnection {
  readonly remoteAddress: string;
  once(event: 'close', listener: (reason: string, error?: unknown) => void): void;
}

/** The relay's Socket.IO server: admits clients, takes their events, delivers what follows. */
export class Signalling {
  readonly #admit: Admission;
  readonly #dispatcher: Dispatcher;
  readonly #gate: UpgradeGate;
  readonly #io: SocketServer<
    DefaultEventsMap,
    OutgoingEvents,
    DefaultEventsMap,
    { session?: Session }
  >;
  /** Connections that have presented a handshake, good or bad. */
  readonly #greeted = new WeakSet<object>();
  readonly #log: Log;
  readonly #pairing = new Pairing(LIMITS);
  readonly #rejections: Partial<Record<RefusalCode, number>> = {};
  #oversizedMessages = 0;
  #brokenConnections = 0;
  #isClosing = false;

  /**
   * @param server - the HTTP server whose WebSocket upgrades to take
   * @param settings - of the relay
   */
  constructor(server: HttpServer, settings: Settings) {
    const { iceServers, log } = settings;
    this.#log = log;
    this.#admit = createAdmission(settings);
    this.#dispatcher = new Dispatcher({
      handlers: createHandlers({ pairing: this.#pairing, iceServers, log }),
      rate: RATE,
      log,
      onRefused: ({ code }) => {
        this.#count(code);
      },
      deliver: (delivery) => {
        this.#deliver(delivery);
      },
      end: (socketId) => this.#io.sockets.sockets.get(socketId)?.disconnect(true),
    });
    this.#gate = openUpgradeGate(server, PATH);
    this.#io = new SocketServer(this.#gate.server, {
      path: PATH,
      transports: ['websocket'],
      serveClient: false,
      perMessageDeflate: false,
      maxHttpBufferSize: MAX_MESSAGE_BYTES,
      pingInterval: PING_INTERVAL_MS,
      pingTimeout: PING_TIMEOUT_MS,
      connectTimeout: CONNECT_TIMEOUT_MS,
    });
    this.#io.use((socket, next) => void this.#onHandshake(socket, next));
    this.#io.on('connection', (socket) => {
      this.#onConnection(socket);
    });
    this.#io.engine.on('connection', (connection: EngineConnection) => {
      connection.once('close', (reason, error) => {
        this.#onEngineClose(connection, reason, error);
      });
    });
    this.#io.engine.on('connection_error', ({ message }: { message: string }) => {
      this.#onBroken('not a Socket.IO handshake', { reason: message });
    });
  }

  /** Tell what is going on. */
  status(): SignallingStatus {
    return {
      ...this.#pairing.status(),
      connections: this.#io.sockets.sockets.size,
      rejections: { ...this.#rejections },
      oversizedMessages: this.#oversizedMessages,
      brokenConnections: this.#brokenConnections,
    };
  }

  /** End all connections; clients see the relay go away, and try to reconnect. */
  async close(): Promise<void> {
    this.#isClosing = true;
    this.#gate.close();
    await this.#io.close();
    await this.#gate.drain(GOODBYE_MS);
  }

  async #onHandshake(socket: ClientSocket, next: (error?: Error) => void) {
    this.#greeted.add(socket.conn);
    const { auth, headers } = socket.handshake;
    const { origin, host } = headers;
    const source = { origin, host, address: socket.conn.remoteAddress };
    const admitted = await this.#admit({ socketId: socket.id, source, auth }).catch(
      (error: unknown) => {
        this.#log({
          level: 'error',
          message: 'admission failed',
          fields: { reason: String(error) },
        });
        return tryAgain();
      },
    );
    if (!('ok' in admitted)) {
      socket.data.session = admitted;
      next();
      return;
    }
    const { code, message } = admitted;
    this.#count(code);
    this.#log({ level: 'warn', message: 'connection refused', fields: { code, reason: message } });
    next(Object.assign(new Error(message), { data: admitted }));
  }

  #onConnection(socket: ClientSocket) {
    const { session } = socket.data;
    if (!session) return;
    const { clientId, role } = session.client;
    this.#log({ level: 'info', message: 'connected', fields: { clientId, role } });
    socket.onAny(this.#dispatcher.listenerFor(session));
    socket.on('error', (error: unknown) => {
      // an event that a client calls `error` comes here, too; the dispatcher has answered it
      if (error instanceof Error)
        this.#onBroken(NO_SOCKET_IO, { clientId, reason: error.message.slice(0, 100) });
    });
    socket.on('disconnect', (reason) => {
      if (this.#isClosing) return;
      this.#log({ level: 'info', message: 'disconnected', fields: { clientId, reason } });
      for (const delivery of this.#pairing.disconnect(socket.id)) this.#deliver(delivery);
    });
  }

  #onEngineClose(connection: EngineConnection, reason: string, error: unknown) {
    const { remoteAddress: address } = connection;
    if (error instanceof Error && error.message.includes('Max payload size exceeded')) {
      this.#oversizedMessages += 1;
      const fields = { address, limitBytes: MAX_MESSAGE_BYTES };
      this.#log({ level: 'warn', message: 'message too large, connection ended', fields });
      return;
    }
    const hasGreeted = this.#greeted.has(connection);
    if (reason === 'parse error' || (reason === 'forced close' && !hasGreeted && !this.#isClosing))
      this.#onBroken(NO_SOCKET_IO, { address });
  }

  #onBroken(message: string, fields: Record<string, string>) {
    this.#brokenConnections += 1;
    this.#log({ level: 'warn', message, fields });
  }

  #count(code: RefusalCode) {
    this.#rejections[code] = (this.#rejections[code] ?? 0) + 1;
  }

  #deliver({ socketId, event, payload }: Delivery) {
    this.#io.sockets.sockets.get(socketId)?.emit(event, payload);
  }
}
