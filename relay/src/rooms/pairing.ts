/**
 * Who serves which robot and who has joined it, in the memory of this process: without sockets and clocks.
 *
 * @module
 */
import { refused, type Client, type Delivery, type Outcome } from './outcome.js';
import { notJoined, tooManyRobots } from '../signalling/refusal.js';
import type { Joining, PairingStatus, Registration, Registry, RobotListing } from './registry.js';
import * as rooms from './room.js';
import { Sockets, type Part } from './sockets.js';

/** Bounds of the state. */
export interface PairingLimits {
  /** Operators, waiting ones included, of one robot. */
  readonly operatorsPerRobot: number;
  /** Robots that one socket joins, and robots that one socket serves. */
  readonly robotsPerConnection: number;
}

/**
 * Add up robots and operators.
 * @param all - every robot, online or not
 */
export const summarize = (
  all: readonly { robotId: string; online: boolean; operators: number }[],
): PairingStatus => {
  const sum = (robots: typeof all) => robots.reduce((total, robot) => total + robot.operators, 0);
  return {
    robots: all
      .filter(({ online }) => online)
      .map(({ robotId, operators }) => ({ robotId, operators })),
    operators: sum(all),
    waitingOperators: sum(all.filter(({ online }) => !online)),
  };
};

/**
 * List a robot.
 * @param robotId - its id
 * @param room - who is in its room
 */
export const listingOf = (robotId: string, { holder, operators }: rooms.Room): RobotListing => ({
  robotId,
  online: holder !== undefined,
  instanceId: holder?.clientId,
  nodeId: holder?.nodeId,
  operators: [...operators.values()].map(({ clientId, role, nodeId }) => ({
    clientId,
    role,
    nodeId,
  })),
});

/** Pairs robots with operators that are connected to the same process. */
export class Pairing implements Registry {
  readonly #limits: PairingLimits;
  readonly #rooms = new Map<string, rooms.Room>();
  readonly #sockets: Sockets;

  /** @param limits - bounds of the state */
  constructor(limits: PairingLimits) {
    this.#limits = limits;
    this.#sockets = new Sockets(limits.robotsPerConnection);
  }

  /** A client says "I am this robot". */
  register(client: Client, robotId: string, deadSocketId?: string): Registration {
    if (this.#sockets.isFull(client.socketId, 'serves', robotId)) return this.#full();
    const room = this.#room(robotId);
    const heldBy = room.holder;
    const change = rooms.register(room, client, { robotId, deadSocketId });
    if (!change.answer.ok) return { ...refused(change.answer), heldBy };
    return this.#added(change, client, 'serves', robotId);
  }

  /** An operator joins a robot, or waits for it. */
  join(client: Client, robotId: string, wait: boolean): Joining {
    if (this.#sockets.isFull(client.socketId, 'joins', robotId)) return this.#full();
    const room = this.#rooms.get(robotId) ?? rooms.createRoom();
    const limit = this.#limits.operatorsPerRobot;
    const change = rooms.join(room, client, { robotId, wait, limit });
    if (!change.answer.ok) return refused(change.answer);
    this.#rooms.set(robotId, room);
    return this.#added(change, client, 'joins', robotId);
  }

  /** An operator hangs up for good. */
  leave(client: Client, robotId: string): Outcome {
    const room = this.#rooms.get(robotId);
    if (!room) return refused(notJoined(robotId));
    const { answer, deliveries } = rooms.leave(room, client, robotId);
    if (answer.ok) this.#sockets.remove(client.socketId, 'joins', robotId);
    this.#forgetIfEmpty(robotId, room);
    return { answer, deliveries, superseded: [] };
  }

  /** Pass a signal on. */
  signal(client: Client, message: rooms.SignalSend): Outcome {
    const room = this.#rooms.get(message.robotId);
    const { answer, deliveries } = rooms.signal(room, client, message);
    return { answer, deliveries, superseded: [] };
  }

  /** A socket is gone: its robots are offline, its operators have left. */
  disconnect(socketId: string): readonly Delivery[] {
    const record = this.#sockets.take(socketId);
    if (!record) return [];
    return [...new Set([...record.serves, ...record.joins])].flatMap((robotId) => {
      const room = this.#rooms.get(robotId);
      if (!room) return [];
      const deliveries = rooms.disconnect(room, record.client, robotId);
      this.#forgetIfEmpty(robotId, room);
      return deliveries;
    });
  }

  /** Count robots and operators. */
  status(): PairingStatus {
    return summarize(
      [...this.#rooms].map(([robotId, { holder, operators }]) => ({
        robotId,
        online: holder !== undefined,
        operators: operators.size,
      })),
    );
  }

  /** List all robots. */
  list(): readonly RobotListing[] {
    return [...this.#rooms].map(([robotId, room]) => listingOf(robotId, room));
  }

  #full() {
    return refused(tooManyRobots(this.#limits.robotsPerConnection));
  }

  /** Takes a robot from the client's old socket, and ends that socket if nothing is left on it. */
  #added<A>(change: rooms.Change<A>, client: Client, part: Part, robotId: string): Outcome<A> {
    const { answer, deliveries, previous } = change;
    this.#sockets.add(client, part, robotId);
    const isReplaced = previous && previous.socketId !== client.socketId;
    const isDone = isReplaced && this.#sockets.remove(previous.socketId, part, robotId);
    return { answer, deliveries, superseded: isDone ? [previous.socketId] : [] };
  }

  #room(robotId: string): rooms.Room {
    const room = this.#rooms.get(robotId) ?? rooms.createRoom();
    this.#rooms.set(robotId, room);
    return room;
  }

  #forgetIfEmpty(robotId: string, room: rooms.Room) {
    if (rooms.isEmpty(room)) this.#rooms.delete(robotId);
  }
}
