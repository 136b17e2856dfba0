import { sortDeliveries, toMail, type Addressed } from './node-mail.js';
import { refused, type Client, type Delivery, type Outcome } from '../rooms/outcome.js';
import { listingOf, type PairingLimits } from '../rooms/pairing.js';
import { cannotReach, tooManyRobots } from '../signalling/refusal.js';
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
}

/** What was decided on a room, and what others are to be told because of it. */
interface Decision {
  readonly deliveries: readonly Delivery[];
  readonly previous?: Client | undefined;
}

/** Why a change of a room does not come through. */
const REASONS = { fenced: 'This node has lost its lease.', full: 'Another node does not read.' };

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

/** Tells the node of a client's older socket that a robot has been taken from that. */
const releaseOf = (
  robotId: string,
  { previous }: Decision,
  arrival: { readonly part: Part; readonly heir: Client } | undefined,
): readonly Addressed[] => {
  if (!arrival || previous?.nodeId === undefined || previous.nodeId === arrival.heir.nodeId)
    return [];
  const { part, heir } = arrival;
  const { socketId, nodeId } = previous;
  const address = { socketId: heir.socketId, nodeId: heir.nodeId };
  return [[nodeId, { kind: 'release', socketId, part, robotId, heir: address }]];
};

const encode = (room: rooms.Room): string =>
  rooms.isEmpty(room)
    ? ''
    : JSON.stringify({ holder: room.holder, operators: [...room.operators.values()] });

/**
 * Pairs robots with operators, whatever node of the relay they are connected to. What clients of other nodes are to be told
 * is written down together with the change that it follows from; what comes back is for clients of this node.
 */
export class RedisRegistry implements Registry {
  readonly #options: RedisRegistryOptions;
  readonly #sockets: Sockets;
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
    const here = this.#here(client);
    const change = await this.#change(
      robotId,
      (room) => ({
        heldBy: room.holder,
        ...rooms.register(room, here, { robotId, deadSocketId }),
      }),
      { part: 'serves', heir: here },
    );
    if (!change.answer.ok) return { ...refused(change.answer), heldBy: change.heldBy };
    return this.#added(change, here, 'serves', robotId);
  }

  /** An operator joins a robot, or waits for it. */
  async join(client: Client, robotId: string, wait: boolean): Promise<Joining> {
    if (this.#sockets.isFull(client.socketId, 'joins', robotId)) return this.#full();
    const here = this.#here(client);
    const limit = this.#options.limits.operatorsPerRobot;
    const change = await this.#change(
      robotId,
      (room) => rooms.join(room, here, { robotId, wait, limit }),
      { part: 'joins', heir: here },
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
    const { store } = this.#options;
    const room = decode(await store.read(message.robotId));
    const { answer, deliveries } = rooms.signal(room, this.#here(client), message);
    const { here, elsewhere } = sortDeliveries(deliveries, store.nodeId);
    for (const [nodeId, text] of toMail(elsewhere))
      if ((await store.put(nodeId, text)) !== 'ok') return refused(cannotReach());
    return { answer, deliveries: here, superseded: [] };
  }

  /** A socket is gone: its robots are offline, its operators have left. */
  async disconnect(socketId: string): Promise<readonly Delivery[]> {
    const record = this.#sockets.take(socketId);
    return record ? this.#removeRecord(record) : [];
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
    const told: Delivery[] = [];
    await inBatches(await store.roomsOf(nodeId), async (robotId) => {
      const { deliveries } = await this.#change(robotId, (room) => ({
        deliveries: rooms.removeNode(room, nodeId, robotId),
      }));
      told.push(...deliveries);
    });
    await store.removeNode(nodeId);
    return told;
  }

  /**
   * The lease of this node was lost, or Redis has forgotten everything: put down anew who is connected here.
   * @returns what others are to be told, and sockets whose place has been taken elsewhere in the meantime
   */
  async restore(): Promise<{ deliveries: readonly Delivery[]; replaced: readonly string[] }> {
    const told: Delivery[] = [];
    const replaced: string[] = [];
    await inBatches([...this.#sockets.records], async ({ client, serves, joins }) => {
      const here = this.#here(client);
      for (const robotId of serves) {
        const { deliveries, isReplaced } = await this.#change(robotId, (room) => {
          const restored = rooms.restoreHolder(room, here, robotId);
          return { deliveries: restored ?? [], isReplaced: restored === undefined };
        });
        told.push(...deliveries);
        if (isReplaced) replaced.push(client.socketId);
      }
      for (const robotId of joins) {
        const { deliveries } = await this.#change(robotId, (room) => ({
          deliveries: rooms.restoreOperator(room, here, robotId),
        }));
        told.push(...deliveries);
      }
    });
    return { deliveries: told, replaced };
  }

  async #removeRecord(record: SocketRecord): Promise<Delivery[]> {
    const here = this.#here(record.client);
    const told: Delivery[] = [];
    try {
      for (const robotId of new Set([...record.serves, ...record.joins])) {
        const { deliveries } = await this.#change(robotId, (room) => ({
          deliveries: rooms.disconnect(room, here, robotId),
        }));
        told.push(...deliveries);
      }
    } catch (error) {
      this.#unrecorded.push(record);
      if (told.length === 0) throw error;
    }
    return told;
  }

  /**
   * Decides on a room as it is, again and again until nobody else has changed it meanwhile.
   * @param arrival - if a client comes: what its older socket, which may be on another node, loses to it
   */
  async #change<D extends Decision>(
    robotId: string,
    decide: (room: rooms.Room) => D,
    arrival?: { readonly part: Part; readonly heir: Client },
  ): Promise<D> {
    const { store } = this.#options;
    let seen = await store.read(robotId);
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      const room = decode(seen);
      const decision = decide(room);
      const { here, elsewhere } = sortDeliveries(decision.deliveries, store.nodeId);
      const mail = toMail([...elsewhere, ...releaseOf(robotId, decision, arrival)]);
      const next = encode(room);
      if (next === seen && mail.size === 0) return decision;
      const result = await store.write(robotId, { seen, next, mail });
      if (result.status === 'ok') return { ...decision, deliveries: here };
      if (result.status !== 'stale') throw new RegistryUnreachable(REASONS[result.status]);
      seen = result.current;
    }
    throw new RegistryUnreachable(`Too many changes of robot ${robotId} at the same time.`);
  }

  #added<A>(change: rooms.Change<A>, client: Client, part: Part, robotId: string): Outcome<A> {
    const { answer, deliveries, previous } = change;
    this.#sockets.add(client, part, robotId);
    const isReplaced = previous && previous.socketId !== client.socketId;
    const isDone = isReplaced && this.releaseHere(previous.socketId, part, robotId);
    return { answer, deliveries, superseded: isDone ? [previous.socketId] : [] };
  }

  #here(client: Client): Client {
    return { ...client, nodeId: this.#options.store.nodeId };
  }

  #full() {
    return refused(tooManyRobots(this.#options.limits.robotsPerConnection));
  }
}
