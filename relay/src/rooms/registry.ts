/**
 * Who serves which robot and who has joined it: one policy, whatever keeps the rooms.
 *
 * @module
 */
import type { Joined, Registered, Role } from '@rtcbot-web/sdk/protocol';
import type { RelayStatus } from '../observe/relay-status.js';
import { cannotReach, tooManyRobots } from '../signalling/refusal.js';
import { refused, type Address, type Client, type Delivery, type Outcome } from './outcome.js';
import * as rooms from './room.js';
import type { RoomStore } from './room-store.js';
import { Sockets, type Relation, type SocketRecord } from './sockets.js';
import { after, type Soon } from './soon.js';

/** Bounds of the state. */
export interface RegistryLimits {
  /** Operators, waiting ones included, of one robot. */
  readonly operatorsPerRobot: number;
  /** Robots that one socket joins, and robots that one socket serves. */
  readonly robotsPerConnection: number;
}

/** A robot as an administrator sees it. */
export interface RobotListing {
  readonly robotId: string;
  readonly online: boolean;
  /** Id of the client that serves it. */
  readonly instanceId?: string | undefined;
  readonly nodeId?: string | undefined;
  readonly operators: readonly {
    readonly operatorId: string;
    readonly role: Role;
    readonly nodeId?: string | undefined;
  }[];
}

/** Answer to a registration; if another client holds the robot, where that is. */
export interface Registration extends Outcome<Omit<Registered, 'iceServers'>> {
  readonly heldBy?: Address | undefined;
}

/** Answer to a join. */
export type Joining = Outcome<Omit<Joined, 'iceServers'>>;

/** Pairs robots with operators. What it answers is for clients of this node; the store tells those of other nodes. */
export class Registry {
  readonly #limits: RegistryLimits;
  readonly #store: RoomStore;
  readonly #sockets: Sockets;
  /** Sockets that have gone while the rooms were out of reach. */
  #unrecorded: SocketRecord[] = [];

  /**
   * @param store - keeps the rooms
   * @param limits - bounds of the state
   */
  constructor(store: RoomStore, limits: RegistryLimits) {
    this.#store = store;
    this.#limits = limits;
    this.#sockets = new Sockets(limits.robotsPerConnection);
  }

  /**
   * A client says "I am this robot".
   * @param deadSocketId - a socket that has been found dead: whoever served from it is replaced
   */
  register(client: Client, robotId: string, deadSocketId?: string): Soon<Registration> {
    if (this.#sockets.isFull(client.socketId, 'serves', robotId)) return this.#full();
    const heir = this.#here(client);
    const decide = (room: rooms.Room) => ({
      heldBy: room.holder,
      ...rooms.register(room, heir, { robotId, deadSocketId }),
    });
    return after(this.#store.change(robotId, decide, { relation: 'serves', heir }), (change) =>
      change.answer.ok
        ? this.#added(change, heir, 'serves', robotId)
        : { ...refused(change.answer), heldBy: change.heldBy },
    );
  }

  /** An operator joins a robot, or waits for it. */
  join(client: Client, robotId: string, request: rooms.JoinRequest): Soon<Joining> {
    if (this.#sockets.isFull(client.socketId, 'joins', robotId)) return this.#full();
    const heir = this.#here(client);
    const limit = this.#limits.operatorsPerRobot;
    const decide = (room: rooms.Room) => rooms.join(room, heir, { robotId, ...request, limit });
    return after(this.#store.change(robotId, decide, { relation: 'joins', heir }), (change) =>
      change.answer.ok ? this.#added(change, heir, 'joins', robotId) : refused(change.answer),
    );
  }

  /** An operator hangs up for good. */
  leave(client: Client, robotId: string): Soon<Outcome> {
    const here = this.#here(client);
    const decide = (room: rooms.Room) => rooms.leave(room, here, robotId);
    return after(this.#store.change(robotId, decide), ({ answer, deliveries }) => {
      if (answer.ok) this.#sockets.remove(client.socketId, 'joins', robotId);
      return { answer, deliveries, superseded: [] };
    });
  }

  /** Pass a signal on. */
  signal(client: Client, message: rooms.SignalSend): Soon<Outcome> {
    return after(this.#store.read(message.robotId), (room) => {
      const { answer, deliveries } = rooms.signal(room, this.#here(client), message);
      return after(this.#store.send(deliveries), (here) =>
        here ? { answer, deliveries: here, superseded: [] } : refused(cannotReach()),
      );
    });
  }

  /**
   * A socket is gone: its robots are offline, its operators have left.
   * @throws RoomsUnreachable (as rejection): it is noted by {@link catchUp}
   */
  async disconnect(socketId: string): Promise<readonly Delivery[]> {
    const record = this.#sockets.forget(socketId);
    return record ? this.#removeRecord(record) : [];
  }

  /** The rooms are in reach again: make up for what could not be recorded. */
  async catchUp(): Promise<readonly Delivery[]> {
    const deliveries: Delivery[] = [];
    for (const record of this.#unrecorded.splice(0))
      deliveries.push(...(await this.#removeRecord(record)));
    return deliveries;
  }

  /**
   * Note that a client has come back elsewhere: its old socket here has lost a robot.
   * @returns whether that socket is here, and nothing is left on it
   */
  release(socketId: string, relation: Relation, robotId: string): boolean {
    return this.#sockets.has(socketId) && this.#sockets.remove(socketId, relation, robotId);
  }

  /** Whatever is done on sockets of this node. */
  get records(): Iterable<SocketRecord> {
    return this.#sockets.records;
  }

  /** Count robots and operators of this node. */
  status(): Pick<RelayStatus, 'robots' | 'operators' | 'waitingOperators'> {
    const records = [...this.#sockets.records];
    const online = new Map(records.flatMap(({ serves }) => serves.map((robotId) => [robotId, 0])));
    const joined = records.flatMap(({ joins }) => joins);
    for (const robotId of joined) {
      const operators = online.get(robotId);
      if (operators !== undefined) online.set(robotId, operators + 1);
    }
    const robots = [...online].map(([robotId, operators]) => ({ robotId, operators }));
    const isAlone = this.#store.nodeId === undefined;
    const waiting = isAlone ? joined.filter((robotId) => !online.has(robotId)) : [];
    return { robots, operators: joined.length, waitingOperators: waiting.length };
  }

  /** List all robots, of all nodes. */
  async list(): Promise<readonly RobotListing[]> {
    return (await this.#store.readAll()).map(([robotId, { holder, operators }]) => ({
      robotId,
      online: holder !== undefined,
      instanceId: holder?.clientId,
      nodeId: holder?.nodeId,
      operators: [...operators.values()].map(({ clientId, role, nodeId }) => ({
        operatorId: clientId,
        role,
        nodeId,
      })),
    }));
  }

  async #removeRecord({ client, serves, joins }: SocketRecord): Promise<Delivery[]> {
    const here = this.#here(client);
    const told: Delivery[] = [];
    try {
      for (const robotId of new Set([...serves, ...joins])) {
        const decide = (room: rooms.Room) => ({
          deliveries: rooms.disconnect(room, here, robotId),
        });
        told.push(...(await this.#store.change(robotId, decide)).deliveries);
      }
    } catch (error) {
      this.#unrecorded.push({ client, serves, joins });
      if (told.length === 0) throw error;
    }
    return told;
  }

  /** Takes a robot from the client's old socket, and ends that socket if nothing is left on it. */
  #added<A>(
    { answer, deliveries, previous }: rooms.Change<A>,
    client: Client,
    relation: Relation,
    robotId: string,
  ): Outcome<A> {
    this.#sockets.add(client, relation, robotId);
    const isReplaced = previous && previous.socketId !== client.socketId;
    const isDone = isReplaced && this.release(previous.socketId, relation, robotId);
    return { answer, deliveries, superseded: isDone ? [previous.socketId] : [] };
  }

  #here(client: Client): Client {
    const { nodeId } = this.#store;
    return nodeId === undefined ? client : { ...client, nodeId };
  }

  #full() {
    return refused(tooManyRobots(this.#limits.robotsPerConnection));
  }
}
