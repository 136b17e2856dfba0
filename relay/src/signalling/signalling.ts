import type { Server as HttpServer } from 'node:http';
import type { RefusalCode } from '@rtcbot-web/sdk/protocol';
import { createAdmission, type Admitted } from '../access/admission.js';
import type { Authority } from '../access/authority.js';
import type { Backend } from '../backend.js';
import { ConnectionWatch } from './connection-watch.js';
import { Dispatcher } from './dispatcher.js';
import { createHandlers } from './handlers.js';
import { ByteBudgets } from '../access/byte-budget.js';
import { createHandshake } from '../access/handshake.js';
import { createIceServers } from './ice-servers.js';
import type { Log } from '@rtcbot-web/sdk/protocol';
import { Metrics } from '../observe/metrics.js';
import type { Settings } from '../options.js';
import type { Address, Delivery } from '../rooms/outcome.js';
import { tokenExpired } from './refusal.js';
import type { RelayStatus } from '../observe/relay-status.js';
import type { RobotListing } from '../rooms/registry.js';
import {
  connectionOf,
  createSocketServer,
  forgetHandshake,
  SOCKET_PATH,
  type ClientSocket,
  type RelaySocketServer,
} from './relay-socket-server.js';
import { Renewals } from './renewals.js';
import { openUpgradeGate, type UpgradeGate } from '../access/upgrade-gate.js';

const GOODBYE_MS = 300;
/** How often to look whether all clients have left. */
const LEAVE_POLL_MS = 50;
/** Part of the time for leaving in which clients are asked to go. */
const LEAVE_SPREAD = 0.8;
/** Connections of an address that may be on their way in, besides those that are let in. */
const UNGREETED = 64;
/** Packets, events or not, that a client may send for each event that it may send. */
const PACKETS_PER_EVENT = 8;
/** Seconds of events that may come at once: a robot that restarts answers 64 operators, with a dozen signals each. */
const BURST_SEC = 4;

/** Options of {@link Signalling}. */
export interface SignallingOptions {
  /** The HTTP server whose WebSocket upgrades to take. */
  readonly server: HttpServer;
  readonly settings: Settings;
  readonly authority: Authority;
  readonly backend: Backend;
}

/** The relay's Socket.IO server: admits clients, takes their events, delivers what follows. */
export class Signalling {
  /** Figures of what it does. */
  readonly metrics: Metrics;
  readonly #backend: Backend;
  readonly #budgets: ByteBudgets;
  readonly #dispatcher: Dispatcher;
  readonly #gate: UpgradeGate;
  readonly #io: RelaySocketServer;
  readonly #log: Log;
  readonly #renewals: Renewals;
  readonly #rejections: Partial<Record<RefusalCode, number>> = {};
  readonly #watch: ConnectionWatch;
  /** Clients that were let in; never in `socket.data`, which may leave this process. */
  readonly #admitted = new WeakMap<ClientSocket, Admitted>();
  #isClosing = false;
  /** Whoever goes now goes because the relay does. */
  #isEnding = false;

  constructor({ server, settings, authority, backend }: SignallingOptions) {
    const { limits, log } = settings;
    this.#log = log;
    this.#backend = backend;
    this.#budgets = new ByteBudgets(limits.bytesPerSec);
    this.metrics = new Metrics(() => {
      const { robots, operators, connections } = this.status();
      return { robots: robots.length, operators, connections };
    });
    this.#watch = new ConnectionWatch({
      log,
      metrics: this.metrics,
      packetsPerSec: limits.eventsPerSec * PACKETS_PER_EVENT,
      isClosing: () => this.#isClosing,
    });
    this.#gate = this.#openGate(server, settings);
    this.#io = createSocketServer(this.#gate.server);
    this.#renewals = this.#createRenewals(settings);
    this.#dispatcher = this.#createDispatcher(settings);
    this.#watch.attach(this.#io);
    this.#io.use(
      createHandshake({
        ...settings,
        admit: createAdmission({ ...settings, authority, connections: backend.connections }),
        connections: backend.connections,
        onGreeting: (connection) => {
          this.#watch.onGreeting(connection);
        },
        onAdmitted: (socket, admitted) => this.#admitted.set(socket, admitted),
        onRefused: ({ code }) => {
          this.#count(code);
        },
      }),
    );
    this.#io.on('connection', (socket) => {
      this.#onConnection(socket);
    });
    backend.attach({
      io: this.#io,
      deliver: (delivery) => {
        this.#deliver(delivery);
      },
      end: (socketId, heir) => {
        this.#end(socketId, heir);
      },
    });
  }

  /** Tell what is going on. */
  status(): Omit<RelayStatus, 'uptimeSeconds'> {
    const { oversizedMessages, brokenConnections } = this.#watch;
    return {
      ...this.#backend.registry.status(),
      connections: this.#io.sockets.sockets.size,
      rejections: { ...this.#rejections },
      oversizedMessages,
      brokenConnections,
    };
  }

  /** List all robots, of all nodes. */
  async list(): Promise<readonly RobotListing[]> {
    return this.#backend.registry.list();
  }

  /** Whether new clients are welcome and can be served. */
  get isReady(): boolean {
    return !this.#isClosing && this.#backend.isReady();
  }

  /**
   * Send the clients to other nodes, a few at a time; resolves when all have gone, or the time is over.
   * @param withinMs - the time
   */
  async leave(withinMs: number): Promise<void> {
    this.#isClosing = true;
    this.#gate.refuseAll();
    const { sockets } = this.#io.sockets;
    for (const socketId of sockets.keys()) this.#renewals.ask(socketId, withinMs * LEAVE_SPREAD);
    const endsAtMs = Date.now() + withinMs;
    // Who is on the way to another node may be sent something here meanwhile
    const isNeeded = () =>
      sockets.size > 0 || (this.#backend.isShared && this.#renewals.areAnyAway);
    while (isNeeded() && Date.now() < endsAtMs)
      await new Promise((resolve) => setTimeout(resolve, LEAVE_POLL_MS));
  }

  /** End all connections; clients see the relay go away, and try to reconnect. */
  async close(): Promise<void> {
    this.#isClosing = true;
    this.#isEnding = true;
    this.#renewals.close();
    this.metrics.close();
    this.#gate.close();
    await this.#io.close();
    await this.#gate.drain(GOODBYE_MS);
    await this.#backend.close();
  }

  #openGate(server: HttpServer, { limits, trustProxy, log }: Settings) {
    return openUpgradeGate(server, {
      path: SOCKET_PATH,
      trustProxy,
      connectionsPerAddress: limits.connectionsPerAddress + UNGREETED,
      connectsPerSec: limits.connectsPerSec,
      onRefused: (address) => {
        this.metrics.ended('gate');
        log.warn('too many connects, turned away', { address });
      },
    });
  }

  #createRenewals({ turn }: Settings) {
    return new Renewals({
      turnTtlMs: (turn?.ttlSec ?? Infinity) * 1000,
      ask: (socketId, withinMs) => {
        this.#io.local.to(socketId).emit('relay:reconnect', { withinMs });
      },
      end: (socketId) => {
        this.#expire(socketId);
      },
      forget: (socketId) => {
        void this.#forget(socketId);
      },
      forward: (delivery) => {
        this.#backend.forward(delivery);
      },
    });
  }

  #createDispatcher({ limits, iceServers, turn, log }: Settings) {
    const { eventsPerSec } = limits;
    return new Dispatcher({
      handlers: createHandlers({
        registry: this.#backend.registry,
        iceServers: createIceServers(iceServers, turn),
        log,
        isAlive: (address) => this.#backend.isAlive(address),
      }),
      rate: { perSec: eventsPerSec, burst: BURST_SEC * eventsPerSec },
      log,
      onRefused: ({ code }) => {
        this.#count(code);
      },
      onHandled: (event, answer, seconds) => {
        this.metrics.handled(event, answer, seconds);
      },
      deliver: (delivery) => this.#deliver(delivery),
      end: (socketId, heir) => {
        this.#end(socketId, heir);
      },
    });
  }

  #onConnection(socket: ClientSocket) {
    const admitted = this.#admitted.get(socket);
    if (!admitted) return;
    forgetHandshake(socket);
    const { clientId, role } = admitted.client;
    this.#log.info('connected', { clientId, role });
    const bytes = this.#budgets.open(role, admitted.grant.holder, Date.now());
    this.#watch.charge(connectionOf(socket), bytes);
    const events = this.#dispatcher.streamFor(admitted, bytes);
    // As a middleware that passes nothing on: after a listener for all events Socket.IO would look for others
    socket.use(events.take);
    this.#renewals.watch(socket.id, admitted.grant.expiresAtMs);
    socket.on('error', ({ message }: Error) => {
      this.#watch.onBroken({ clientId, reason: message.slice(0, 100) });
    });
    socket.on('disconnect', (reason) => {
      this.#log.info('disconnected', { clientId, reason });
      // What it has sent is handled first: it may register something yet
      void Promise.resolve(events.pending).then(() => {
        if (!this.#isEnding) this.#renewals.onDisconnect(socket.id);
      });
    });
  }

  #expire(socketId: string) {
    const socket = this.#io.sockets.sockets.get(socketId);
    if (!socket) return;
    const refusal = tokenExpired();
    this.#count(refusal.code);
    this.metrics.ended('expired');
    this.#io.local.to(socketId).emit('relay:refused', refusal);
    socket.disconnect(true);
  }

  async #forget(socketId: string) {
    try {
      for (const delivery of await this.#backend.registry.disconnect(socketId))
        this.#deliver(delivery);
    } catch (error) {
      // Without the registry the lease of this node sees to it
      const fields = { reason: String(error) };
      this.#log.warn('disconnect not recorded', fields);
    }
  }

  #count(code: RefusalCode) {
    this.#rejections[code] = (this.#rejections[code] ?? 0) + 1;
    this.metrics.refused(code);
  }

  /** Delivers to a client of this node; returns whether it takes that, or will when it is back. */
  #deliver(delivery: Delivery): boolean {
    const { socketId, event, payload } = delivery;
    const socket = this.#io.sockets.sockets.get(socketId);
    if (!socket) return this.#renewals.keep(delivery);
    if (!this.#watch.reads(connectionOf(socket))) return false;
    socket.emit(event, payload);
    return true;
  }

  #end(socketId: string, heir: Address | undefined) {
    if (heir) this.#renewals.succeed(socketId, heir);
    this.#io.sockets.sockets.get(socketId)?.disconnect(true);
  }
}
