/**
 * Several relays that work as one: what they know is in Redis, and so are their messages to each other.
 *
 * @module
 */
import { randomUUID } from 'node:crypto';
import { createAdapter } from '@socket.io/redis-streams-adapter';
import { Redis, type Command } from 'ioredis';
import type { Backend, LocalSockets } from '../backend.js';
import type { Log } from '../observe/log.js';
import type { RelayLimits } from '../options.js';
import type { Delivery } from '../rooms/outcome.js';
import { RedisConnectionLimits } from './redis-connection-limits.js';
import { RedisRegistry } from './redis-registry.js';
import { RedisStore } from './redis-store.js';
import { isAlive, PROBE_TIMEOUT_MS } from '../signalling/relay-socket-server.js';
import type { Part } from '../rooms/sockets.js';

/** How long a node that says nothing keeps its robots and operators. */
const LEASE_MS = 4000;
const BEAT_MS = 1000;
/** For a client that was cut off: messages of that time reach it when it is back. */
const RECOVERY_MS = 30_000;
const BLOCK_MS = 1000;
const ADAPTER_TIMEOUT_MS = 3000;

/** Redis as the adapter needs it: it leaves failures unhandled, which would end the process. */
class ForgivingRedis extends Redis {
  override sendCommand(command: Command, stream?: Parameters<Redis['sendCommand']>[1]): unknown {
    command.promise.catch(() => undefined);
    return super.sendCommand(command, stream);
  }

  override duplicate(override?: object): Redis {
    return new ForgivingRedis({ ...this.options, ...override });
  }
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** Messages of nodes to each other. */
interface NodeEvents {
  release: (socketId: string, part: Part, robotId: string) => void;
  probe: (probeId: string, socketId: string) => void;
  alive: (probeId: string) => void;
}

/** Sends to and hears from other nodes. */
interface NodeBus {
  serverSideEmit<E extends keyof NodeEvents>(event: E, ...args: Parameters<NodeEvents[E]>): void;
  on<E extends keyof NodeEvents>(event: E, listener: NodeEvents[E]): void;
}

/** A node of a relay. */
class RedisBackend implements Backend {
  readonly connections: RedisConnectionLimits;
  readonly registry: RedisRegistry;
  readonly isShared = true;
  readonly #adapterRedis: Redis;
  readonly #log: Log;
  readonly #probes = new Map<string, () => void>();
  readonly #store: RedisStore;
  #local: LocalSockets | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isClosed = false;
  #isTidying = false;
  /** The lease was lost, and not everybody has been registered anew yet. */
  #hasLost = false;
  #wasReachable: boolean | undefined;

  constructor(url: string, limits: RelayLimits, log: Log) {
    this.#log = log;
    this.#store = new RedisStore(url, () => undefined); // the next beat says so
    this.connections = new RedisConnectionLimits(this.#store);
    this.registry = new RedisRegistry({
      store: this.#store,
      limits,
      release: (...args) => {
        this.#bus?.serverSideEmit('release', ...args);
      },
    });
    this.#adapterRedis = new ForgivingRedis(url, {
      commandTimeout: ADAPTER_TIMEOUT_MS,
      maxRetriesPerRequest: null,
    });
    this.#adapterRedis.on('error', () => undefined);
  }

  get socketOptions() {
    return {
      adapter: createAdapter(this.#adapterRedis, {
        streamName: 'rtcbot:stream',
        channelPrefix: 'rtcbot',
        sessionKeyPrefix: 'rtcbot:session:',
        blockTimeInMs: BLOCK_MS,
        onlyPlaintext: true,
      }),
      connectionStateRecovery: {
        maxDisconnectionDuration: RECOVERY_MS,
        skipMiddlewares: false,
      },
    };
  }

  attach(local: LocalSockets): void {
    this.#local = local;
    const bus = this.#bus;
    bus?.on('release', (socketId, part, robotId) => {
      if (this.registry.releaseHere(socketId, part, robotId)) local.end(socketId);
    });
    bus?.on('probe', (probeId, socketId) => {
      void isAlive(local.io.sockets.sockets.get(socketId)).then((alive) => {
        if (alive) bus.serverSideEmit('alive', probeId);
      });
    });
    bus?.on('alive', (probeId) => this.#probes.get(probeId)?.());
  }

  /** Start to keep the lease. */
  async start(): Promise<void> {
    await this.#store.connected();
    await this.#beat();
  }

  isReady(): boolean {
    return this.#store.isReachable;
  }

  isAlive(socketId: string): Promise<boolean> {
    const socket = this.#local?.io.sockets.sockets.get(socketId);
    if (socket) return isAlive(socket);
    const probeId = randomUUID();
    return new Promise((resolve) => {
      const settle = (alive: boolean) => {
        clearTimeout(timer);
        this.#probes.delete(probeId);
        resolve(alive);
      };
      const timer = setTimeout(settle, PROBE_TIMEOUT_MS * 1.5, false);
      this.#probes.set(probeId, () => {
        settle(true);
      });
      this.#bus?.serverSideEmit('probe', probeId, socketId);
    });
  }

  close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#store.close();
    this.#adapterRedis.disconnect();
    return Promise.resolve();
  }

  get #bus(): NodeBus | undefined {
    return this.#local?.io;
  }

  /** Keeps the lease, whatever else there is to do. */
  async #beat(): Promise<void> {
    try {
      const { wasLost, dead } = await this.#store.beat(LEASE_MS);
      if (wasLost) await this.#store.beat(LEASE_MS);
      this.#report(true);
      if (!this.#isTidying) void this.#tidy(wasLost, dead);
    } catch (error) {
      if (!this.#isClosed) this.#report(false, messageOf(error));
    }
    if (!this.#isClosed) this.#timer = setTimeout(() => void this.#beat(), BEAT_MS);
  }

  /** Makes up for what could not be recorded, and clears away nodes that have lost their lease. */
  async #tidy(wasLost: boolean, dead: readonly string[]): Promise<void> {
    this.#isTidying = true;
    try {
      this.#hasLost ||= wasLost;
      if (this.#hasLost) await this.#startOver();
      this.#deliver(await this.registry.catchUp());
      for (const nodeId of dead) {
        this.#log({ level: 'warn', message: 'node gone', fields: { nodeId } });
        this.#deliver(await this.registry.removeNode(nodeId));
      }
    } catch (error) {
      // what is left is done after the next beat
      const fields = { reason: messageOf(error) };
      this.#log({ level: 'warn', message: 'tidying up failed, trying again', fields });
    }
    this.#isTidying = false;
  }

  /** Others have cleared this node away while it was frozen, or Redis has forgotten everything. */
  async #startOver(): Promise<void> {
    this.#log({ level: 'warn', message: 'lease lost, registering anew', fields: {} });
    const { deliveries, replaced } = await this.registry.restore();
    this.#hasLost = false;
    this.#deliver(deliveries);
    for (const socketId of replaced) this.#local?.end(socketId);
  }

  #deliver(deliveries: readonly Delivery[]) {
    for (const delivery of deliveries) this.#local?.deliver(delivery);
  }

  #report(isReachable: boolean, reason?: string) {
    if (isReachable === this.#wasReachable) return;
    this.#wasReachable = isReachable;
    const fields = { nodeId: this.#store.nodeId, reason };
    if (isReachable) this.#log({ level: 'info', message: 'Redis is there', fields });
    else
      this.#log({
        level: 'error',
        message: 'Redis cannot be reached: calls go on, new ones are to try again',
        fields,
      });
  }
}

/**
 * Make a backend that is shared with other nodes. Redis may be out of reach at the start, or later on.
 * @param url - of Redis
 * @param limits - bounds of what clients may do
 * @param log - takes what happens
 */
export const createRedisBackend = async (
  url: string,
  limits: RelayLimits,
  log: Log,
): Promise<Backend> => {
  const backend = new RedisBackend(url, limits, log);
  await backend.start();
  return backend;
};
