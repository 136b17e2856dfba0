import { refused, type Client, type Delivery, type Outcome } from '../rooms/outcome.js';
import { listingOf, type PairingLimits } from '../rooms/pairing.js';
import { tooManyRobots } from '../signalling/refusal.js';
import type { RedisStore } from './redis-store.js';
import {
  RegistryUnreachable,
  type Joining,
  type PairingStatus,
  type Registration,
  type Registry,
  type RobotListing,
} from '../rooms/registry.js';
import * as rooms from '../rooms/room.js';
import { Sockets, type Part, type SocketRecord } from '../rooms/sockets.js';

/** How often to try when others change the same room at the same time. */
const MAX_TRIES = 100;

/** What a registry works with. */
export interface RedisRegistryOptions {
  readonly store: RedisStore;
  readonly limits: PairingLimits;
  /** A client has come back through this node: its old socket, which may be elsewhere, has lost a robot. */
  readonly release: (socketId: string, part: Part, robotId: string) => void;
}

/** Rooms that are changed at the same time when there are many to change. */
const BATCH = 50;

const inBatches = async <T>(items: readonly T[], work: (item: T) => Promise<void>) => {
  for (let start = 0; start < items.length; start += BATCH)
    await Promise.all(items.slice(start, start + BATCH).map(work));
};

const decode = (text: string): rooms.Room => {
  if (text === '') return rooms.createRoom();
  const { holder, operators } = JSON.parse(text) as { holder?: Client; operators: Client[] };
  return { holder, operators: new Map(operators.map((client) => [client.clientId, client])) };
};

const encode = (room: rooms.Room): string =>
  rooms.isEmpty(room)
    ? ''
    : JSON.stringify({ holder: room.holder, operators: [...room.operators.values()] });

/** Pairs robots with operators, whatever node of the relay they are connected to. */
export class RedisRegistry implements Registry {
  readonly #options: RedisRegistryOptions;
  readonly #sockets: Sockets;
  /** Sockets whose removal is under way. */
  readonly #leaving = new Map<string, Promise<unknown>>();
  /** Sockets that have gone while Redis was out of reach. */
  #unrecorded: SocketRecord[] = [];

  /** @param options - what it works with */
  constructor(options: RedisRegistryOptions) {
    this.#options = options;
    this.#sockets = new Sockets(options.limits.robotsPerConnection);
  }

  /** A client says "I am this robot". */
  async register(client: Client, robotId: string, deadSocketId?: string): Promise<Registration> {
    if (this.#sockets.isFull(client.socketId, 'serves', robotId)) return this.#full();
    await this.#leaving.get(client.socketId)?.catch(() => undefined);
    const here = this.#here(client);
    const { change, heldBy } = await this.#change(robotId, (room) => ({
      heldBy: room.holder?.socketId,
      change: rooms.register(room, here, robotId, deadSocketId),
    }));
    if (!change.answer.ok) return { ...refused(change.answer), heldBy };
    return this.#added(change, here, 'serves', robotId);
  }

  /** An operator joins a robot, or waits for it. */
  async join(client: Client, robotId: string, wait: boolean): Promise<Joining> {
    if (this.#sockets.isFull(client.socketId, 'joins', robotId)) return this.#full();
    await this.#leaving.get(client.socketId)?.catch(() => undefined);
    const here = this.#here(client);
    const limit = this.#options.limits.operatorsPerRobot;
    const change = await this.#change(robotId, (room) =>
      rooms.join(room, here, { robotId, wait, limit }),
    );
    if (!change.answer.ok) return refused(change.answer);
    return this.#added(change, here, 'joins', robotId);
  }

  /** An operator hangs up for good. */
  async leave(client: Client, robotId: string): Promise<Outcome> {
    const here = this.#here(client);
    const { answer, deliveries } = await this.#change(robotId, (room) =>
      rooms.leave(room, here, robotId),
    );
    if (answer.ok) this.#sockets.remove(client.socketId, 'joins', robotId);
    return { answer, deliveries, superseded: [] };
  }

  /** Pass a signal on. */
  async signal(client: Client, message: rooms.SignalSend): Promise<Outcome> {
    const room = decode(await this.#options.store.read(message.robotId));
    const { answer, deliveries } = rooms.signal(room, this.#here(client), message);
    return { answer, deliveries, superseded: [] };
  }

  /** A socket is gone: its robots are offline, its operators have left. */
  async disconnect(socketId: string): Promise<readonly Delivery[]> {
    const record = this.#sockets.take(socketId);
    if (!record) return [];
    const removal = this.#removeRecord(record);
    this.#leaving.set(socketId, removal);
    return removal.finally(() => this.#leaving.delete(socketId));
  }

  /** Count robots and operators of this node. */
  status(): PairingStatus {
    const records = [...this.#sockets.records];
    const joins = records.flatMap((record) => [...record.joins]);
    const robots = records.flatMap(({ serves }) =>
      [...serves].map((robotId) => ({
        robotId,
        operators: joins.filter((joined) => joined === robotId).length,
      })),
    );
    return { robots, operators: joins.length, waitingOperators: 0 };
  }

  /** List all robots, of all nodes. */
  async list(): Promise<readonly RobotListing[]> {
    const all = await this.#options.store.readAll();
    return all
      .filter(([, text]) => text !== '')
      .map(([robotId, text]) => listingOf(robotId, decode(text)));
  }

  /**
   * Note that a client has come back elsewhere: its old socket here has lost a robot.
   * @returns whether that socket is here, and nothing is left on it
   */
  releaseHere(socketId: string, part: Part, robotId: string): boolean {
    return this.#sockets.has(socketId) && this.#sockets.remove(socketId, part, robotId);
  }

  /** Redis is back: make up for what could not be recorded. */
  async catchUp(): Promise<readonly Delivery[]> {
    const deliveries: Delivery[] = [];
    for (const record of this.#unrecorded.splice(0))
      deliveries.push(...(await this.#removeRecord(record)));
    return deliveries;
  }

  /** A node is dead: its robots are offline, its operators have left. */
  async removeNode(nodeId: string): Promise<readonly Delivery[]> {
    const { store } = this.#options;
    const deliveries: Delivery[] = [];
    await inBatches(await store.roomsOf(nodeId), async (robotId) => {
      deliveries.push(
        ...(await this.#change(robotId, (room) => rooms.removeNode(room, nodeId, robotId))),
      );
    });
    await store.bury(nodeId);
    return deliveries;
  }

  /**
   * The lease of this node was lost, or Redis has forgotten everything: put down anew who is connected here.
   * @returns what others are to be told, and sockets whose place has been taken elsewhere in the meantime
   */
  async restore(): Promise<{ deliveries: readonly Delivery[]; replaced: readonly string[] }> {
    const deliveries: Delivery[] = [];
    const replaced: string[] = [];
    await inBatches([...this.#sockets.records], async ({ client, serves, joins }) => {
      const here = this.#here(client);
      for (const robotId of serves) {
        const told = await this.#change(robotId, (room) =>
          rooms.restoreHolder(room, here, robotId),
        );
        if (told) deliveries.push(...told);
        else replaced.push(client.socketId);
      }
      for (const robotId of joins)
        deliveries.push(
          ...(await this.#change(robotId, (room) => rooms.restoreOperator(room, here, robotId))),
        );
    });
    return { deliveries, replaced };
  }

  async #removeRecord(record: SocketRecord): Promise<Delivery[]> {
    const here = this.#here(record.client);
    const deliveries: Delivery[] = [];
    try {
      for (const robotId of new Set([...record.serves, ...record.joins]))
        // a client that was cut off may be back on a socket of the same name
        if (!this.#sockets.isIn(here.socketId, robotId))
          deliveries.push(
            ...(await this.#change(robotId, (room) => rooms.disconnect(room, here, robotId))),
          );
    } catch (error) {
      this.#unrecorded.push(record);
      if (deliveries.length === 0) throw error;
    }
    return deliveries;
  }

  /** Decides on a room as it is, again and again until nobody else has changed it meanwhile. */
  async #change<T>(robotId: string, decide: (room: rooms.Room) => T): Promise<T> {
    const { store } = this.#options;
    let seen = await store.read(robotId);
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      const room = decode(seen);
      const decision = decide(room);
      const next = encode(room);
      if (next === seen) return decision;
      const result = await store.write(robotId, seen, next);
      if (result.status === 'ok') return decision;
      if (result.status === 'fenced') throw new RegistryUnreachable('This node lost its lease.');
      seen = result.current;
    }
    throw new RegistryUnreachable(`Too many changes of robot ${robotId} at the same time.`);
  }

  #added<A>(change: rooms.Change<A>, client: Client, part: Part, robotId: string): Outcome<A> {
    const { answer, deliveries, previous } = change;
    this.#sockets.add(client, part, robotId);
    if (!previous || previous.socketId === client.socketId)
      return { answer, deliveries, superseded: [] };
    if (!this.#sockets.has(previous.socketId))
      this.#options.release(previous.socketId, part, robotId);
    const isDone = this.releaseHere(previous.socketId, part, robotId);
    return { answer, deliveries, superseded: isDone ? [previous.socketId] : [] };
  }

  #here(client: Client): Client {
    return { ...client, nodeId: this.#options.store.nodeId };
  }

  #full() {
    return refused(tooManyRobots(this.#options.limits.robotsPerConnection));
  }
}
