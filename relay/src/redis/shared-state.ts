import { randomBytes } from 'node:crypto';
import { backoffMs } from '@rtcbot-web/sdk/protocol';
import { Redis, type RedisOptions } from 'ioredis';
import { BEAT, CHANGE, ENTER, LEAVE, POST, type Script } from './redis-scripts.js';
import { RoomsUnreachable } from '../rooms/room-store.js';

/** How long Redis may take to answer. */
const COMMAND_TIMEOUT_MS = 1000;
const CONNECT_TIMEOUT_MS = 2000;
const RETRY = { firstMs: 50, maxMs: 1000 };

/** Names the wire between nodes: those that speak another one have keys of their own. */
const PREFIX = 'rtcbot:2';

const KEYS = {
  nodes: `${PREFIX}:nodes`,
  dead: `${PREFIX}:dead`,
  robots: `${PREFIX}:robots`,
  room: (robotId: string) => `${PREFIX}:robot:${robotId}`,
  roomsOf: (nodeId: string) => `${PREFIX}:node:${nodeId}`,
  count: (party: string) => `${PREFIX}:count:${party}`,
};

/** Tell the keys of the inbox of a node: of what is in it, and of how many bytes that is. */
export function inboxKeysOf(nodeId: string): readonly [inbox: string, bytes: string] {
  return [`${PREFIX}:inbox:${nodeId}`, `${PREFIX}:inbox-bytes:${nodeId}`];
}

const MIB = 1024 * 1024;
/** What may wait for a node that does not read at the moment: of signals, and of signals and presence together. */
const INBOX_BYTES = { signals: 4 * MIB, all: 8 * MIB };
/** For what nobody has taken: its node is gone by then. */
const INBOX_KEPT_MS = 60_000;

const OPTIONS: RedisOptions = {
  commandTimeout: COMMAND_TIMEOUT_MS,
  connectTimeout: CONNECT_TIMEOUT_MS,
  enableOfflineQueue: false,
  retryStrategy: (failures) => backoffMs(failures, RETRY, Math.random()),
};

/**
 * Whether a write came through; otherwise what is there now, that this node has lost its lease, or that a node which is
 * to be told takes no more.
 */
export type WriteResult =
  | { readonly status: 'ok' }
  | { readonly status: 'fenced' }
  | { readonly status: 'full' }
  | { readonly status: 'stale'; readonly current: string };

/** Whether a text is in the inbox of a node now; if not, that takes no more, or its node is gone. */
export type PostResult = 'ok' | 'full' | 'gone';

/** Texts for other nodes, by node. */
export type Mail = ReadonlyMap<string, string>;

/** What the nodes of a relay share, in Redis. Every failure is a {@link RoomsUnreachable}. */
export class SharedState {
  readonly #redis: Redis;
  /** Changes whenever the node has lost its lease: what was written under the old one is not its own any more. */
  #nodeId = newNodeId();
  #isNew = true;
  #isReachable = false;

  /**
   * @param url - of Redis
   * @param onError - called with what is wrong with the connection
   */
  constructor(url: string, onError: (error: Error) => void) {
    this.#redis = new Redis(url, OPTIONS);
    this.#redis.on('error', onError);
  }

  /** Resolves when Redis is there, or a connection to it has failed. */
  async connected(): Promise<void> {
    if (this.#redis.status === 'ready') return;
    await new Promise<void>((resolve) => {
      for (const event of ['ready', 'close']) this.#redis.once(event, resolve);
    });
  }

  /** Id of this node. */
  get nodeId(): string {
    return this.#nodeId;
  }

  /** Whether Redis answered the last time that it was asked for the lease. */
  get isReachable(): boolean {
    return this.#isReachable;
  }

  /**
   * Extend the lease of this node, or get a new one.
   * @param leaseMs - how long it lasts
   * @returns whether the old one was lost, and which nodes are dead
   */
  async beat(leaseMs: number): Promise<{ wasLost: boolean; dead: string[] }> {
    try {
      const flag = this.#isNew ? '1' : '0';
      const answer = await this.#run(BEAT, [KEYS.nodes, KEYS.dead], [this.#nodeId, leaseMs, flag]);
      const [status, ...dead] = answer as string[];
      this.#isReachable = true;
      this.#isNew = status === 'lost';
      if (status === 'lost') this.#nodeId = newNodeId();
      return { wasLost: status === 'lost', dead };
    } catch (error) {
      this.#isReachable = false;
      throw error;
    }
  }

  /** Read a room; '' if nobody is in it. */
  async read(robotId: string): Promise<string> {
    return (await this.#try(() => this.#redis.get(KEYS.room(robotId)))) ?? '';
  }

  /**
   * Replace a room if it still is what was seen.
   * @param robotId - whose room
   * @param change - what was seen, what it is to be, and what other nodes are to be told if so: all of it, or nothing
   */
  async write(
    robotId: string,
    { seen, next, mail }: { seen: string; next: string; mail: Mail },
  ): Promise<WriteResult> {
    const nodeId = this.#nodeId;
    const room = [KEYS.room(robotId), KEYS.nodes, KEYS.roomsOf(nodeId), KEYS.robots];
    const keys = [...room, ...[...mail.keys()].flatMap(inboxKeysOf)];
    const bounds = [INBOX_BYTES.all, INBOX_KEPT_MS];
    const values = [seen, next, nodeId, robotId, ...bounds, ...[...mail].flat()];
    const answer = await this.#try(() => this.#run(CHANGE, keys, values));
    const [status, current = ''] = answer as [WriteResult['status'], string?];
    return { status, current };
  }

  /** Write a text to the inbox of a node, if that takes it. */
  async post(nodeId: string, text: string): Promise<PostResult> {
    const keys = [KEYS.nodes, ...inboxKeysOf(nodeId)];
    const values = [nodeId, text, INBOX_BYTES.signals, INBOX_KEPT_MS];
    return (await this.#try(() => this.#run(POST, keys, values))) as PostResult;
  }

  /** Read all rooms. */
  async readAll(): Promise<(readonly [robotId: string, room: string])[]> {
    return this.#try(async () => {
      const robotIds = await this.#redis.smembers(KEYS.robots);
      if (robotIds.length === 0) return [];
      const rooms = await this.#redis.mget(robotIds.map(KEYS.room));
      return robotIds.map((robotId, index) => [robotId, rooms[index] ?? ''] as const);
    });
  }

  /** Tell in which rooms a node had somebody. */
  roomsOf(nodeId: string): Promise<string[]> {
    return this.#try(() => this.#redis.smembers(KEYS.roomsOf(nodeId)));
  }

  /** A dead node has been cleared away. */
  async removeNode(nodeId: string): Promise<void> {
    await this.#try(() =>
      this.#redis
        .multi()
        .del(KEYS.roomsOf(nodeId), ...inboxKeysOf(nodeId))
        .srem(KEYS.dead, nodeId)
        .exec(),
    );
  }

  /** Count a connection, unless all nodes together have too many of its kind. */
  async enter(party: string, limit: number): Promise<boolean> {
    const keys = [KEYS.count(party), KEYS.nodes];
    return (await this.#try(() => this.#run(ENTER, keys, [this.#nodeId, limit]))) === 1;
  }

  /** Count a connection out. */
  async leave(party: string): Promise<void> {
    await this.#try(() => this.#run(LEAVE, [KEYS.count(party)], [this.#nodeId]));
  }

  /** End the connection to Redis. */
  close(): void {
    this.#redis.disconnect();
  }

  #run(script: Script, keys: string[], values: (string | number)[]) {
    return this.#redis.eval(script, keys.length, ...keys, ...values);
  }

  /** While Redis is out of reach nobody waits for it: the next beat tells when it is back. */
  async #try<T>(command: () => Promise<T>): Promise<T> {
    if (!this.#isReachable) throw new RoomsUnreachable('Redis cannot be reached.');
    try {
      return await command();
    } catch (cause) {
      throw new RoomsUnreachable('Redis did not answer.', { cause });
    }
  }
}

function newNodeId() {
  return randomBytes(9).toString('base64url');
}
