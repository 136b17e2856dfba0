/**
 * Several relays that work as one: what they know is in Redis, and so are their messages to each other.
 *
 * @module
 */
import { randomUUID } from 'node:crypto';
import type { Backend, LocalSockets } from '../backend.js';
import { Inbox } from './inbox.js';
import type { Log } from '@rtcbot-web/sdk/protocol';
import { decodeMessages, encodeMessages, type NodeMessage } from './node-mail.js';
import type { RelayLimits } from '../options.js';
import type { Address, Delivery } from '../rooms/outcome.js';
import { RedisConnectionLimits } from './redis-connection-limits.js';
import { Registry } from '../rooms/registry.js';
import { removeNode, restore } from './recovery.js';
import { RedisRoomStore } from './redis-room-store.js';
import { SharedState } from './shared-state.js';
import { isAlive, PROBE_TIMEOUT_MS } from '../signalling/relay-socket-server.js';

/** How long a node that says nothing keeps its robots and operators. */
const LEASE_MS = 4000;
const BEAT_MS = 1000;

function messageOf(error: unknown) {
  return error instanceof Error ? error.message : String(error);
}

/** A node of a relay. */
class RedisBackend implements Backend {
  readonly connections: RedisConnectionLimits;
  readonly registry: Registry;
  readonly isShared = true;
  readonly #inbox: Inbox;
  readonly #log: Log;
  readonly #probes = new Map<string, () => void>();
  readonly #rooms: RedisRoomStore;
  readonly #state: SharedState;
  #local: LocalSockets | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isClosed = false;
  #isTidying = false;
  /** The lease was lost, and not everybody has been registered anew yet. */
  #hasLost = false;
  #wasReachable: boolean | undefined;

  constructor(url: string, limits: RelayLimits, log: Log) {
    this.#log = log;
    this.#state = new SharedState(url, () => undefined); // the next beat says so
    this.connections = new RedisConnectionLimits(this.#state);
    this.#rooms = new RedisRoomStore(this.#state);
    this.registry = new Registry(this.#rooms, limits);
    this.#inbox = new Inbox({
      url,
      nodeId: () => this.#state.nodeId,
      onText: (text) => {
        for (const message of decodeMessages(text)) this.#onMessage(message);
      },
    });
  }

  attach(local: LocalSockets): void {
    this.#local = local;
    this.#inbox.open();
  }

  /** Start to keep the lease. */
  async start(): Promise<void> {
    await this.#state.connected();
    await this.#beat();
  }

  isReady(): boolean {
    return this.#state.isReachable;
  }

  async isAlive({ socketId, nodeId }: Address): Promise<boolean> {
    if (nodeId === undefined || nodeId === this.#state.nodeId)
      return isAlive(this.#local?.io.sockets.sockets.get(socketId));
    const probeId = randomUUID();
    const answer = this.#answerTo(probeId);
    const probe = { kind: 'probe', probeId, socketId, from: this.#state.nodeId } as const;
    // A node that reads nothing may be alive, and its socket as well
    const isGone = (await this.#state.post(nodeId, encodeMessages([probe]))) === 'gone';
    return !isGone && answer;
  }

  forward(delivery: Delivery): void {
    const { nodeId } = delivery;
    if (nodeId === undefined || nodeId === this.#state.nodeId) this.#local?.deliver(delivery);
    else void this.#post(nodeId, { kind: 'deliver', delivery });
  }

  close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#inbox.close();
    this.#state.close();
    return Promise.resolve();
  }

  #onMessage(message: NodeMessage) {
    switch (message.kind) {
      case 'deliver':
        this.#local?.deliver(message.delivery);
        break;
      case 'release': {
        const { socketId, relation, robotId, heir } = message;
        if (this.registry.release(socketId, relation, robotId)) this.#local?.end(socketId, heir);
        break;
      }
      case 'probe': {
        const { probeId, socketId, from } = message;
        void isAlive(this.#local?.io.sockets.sockets.get(socketId)).then((alive) =>
          alive ? this.#post(from, { kind: 'alive', probeId }) : undefined,
        );
        break;
      }
      case 'alive':
        this.#probes.get(message.probeId)?.();
    }
  }

  async #post(nodeId: string, message: NodeMessage): Promise<void> {
    try {
      await this.#state.post(nodeId, encodeMessages([message]));
    } catch (error) {
      const fields = { nodeId, kind: message.kind, reason: messageOf(error) };
      this.#log.warn('a node could not be told', fields);
    }
  }

  /** Resolves with whether a probe was answered in time. */
  #answerTo(probeId: string): Promise<boolean> {
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
    });
  }

  /** Keeps the lease, whatever else there is to do. */
  async #beat(): Promise<void> {
    try {
      const { wasLost, dead } = await this.#state.beat(LEASE_MS);
      if (wasLost) await this.#state.beat(LEASE_MS);
      this.#hasLost ||= wasLost;
      this.#report(true);
      if (!this.#isTidying) void this.#tidy(dead);
    } catch (error) {
      if (!this.#isClosed) this.#report(false, messageOf(error));
    }
    if (!this.#isClosed) this.#timer = setTimeout(() => void this.#beat(), BEAT_MS);
  }

  /** Makes up for what could not be recorded, and clears away nodes that have lost their lease. */
  async #tidy(dead: readonly string[]): Promise<void> {
    this.#isTidying = true;
    try {
      if (this.#hasLost) await this.#startOver();
      this.#deliver(await this.registry.catchUp());
      for (const nodeId of dead) {
        this.#log.warn('node gone', { nodeId });
        this.#deliver(await removeNode(this.#state, this.#rooms, nodeId));
      }
    } catch (error) {
      // What is left is done after the next beat
      const fields = { reason: messageOf(error) };
      this.#log.warn('tidying up failed, trying again', fields);
    }
    this.#isTidying = false;
  }

  /** Others have cleared this node away while it was frozen, or Redis has forgotten everything. */
  async #startOver(): Promise<void> {
    this.#log.warn('lease lost, registering anew');
    this.#hasLost = false;
    const { deliveries, replaced } = await restore(this.#rooms, this.registry.records).catch(
      (error: unknown) => {
        this.#hasLost = true;
        throw error;
      },
    );
    this.#deliver(deliveries);
    for (const socketId of replaced) this.#local?.end(socketId);
  }

  #deliver(deliveries: readonly Delivery[]) {
    for (const delivery of deliveries) this.#local?.deliver(delivery);
  }

  #report(isReachable: boolean, reason?: string) {
    if (isReachable === this.#wasReachable) return;
    this.#wasReachable = isReachable;
    const fields = { nodeId: this.#state.nodeId, reason };
    if (isReachable) this.#log.info('Redis is there', fields);
    else this.#log.error('Redis cannot be used: calls go on, new ones are to try again', fields);
  }
}

/**
 * Make a backend that is shared with other nodes. Redis may be out of reach at the start, or later on.
 * @param url - of Redis
 * @param limits - bounds of what clients may do
 * @param log - takes what happens
 */
export async function createRedisBackend(
  url: string,
  limits: RelayLimits,
  log: Log,
): Promise<Backend> {
  const backend = new RedisBackend(url, limits, log);
  await backend.start();
  return backend;
}
