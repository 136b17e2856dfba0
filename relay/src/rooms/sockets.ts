import type { Client } from './outcome.js';

/** What a client is to a robot. */
export type Relation = 'serves' | 'joins';

/** What the client on one socket does: the robots that it serves, and those that it has joined. */
export interface SocketRecord {
  readonly client: Client;
  readonly serves: readonly string[];
  readonly joins: readonly string[];
}

const NONE: readonly string[] = [];

/** Most sockets do one thing with one robot: a list costs a tenth of a set, and there is none before there is something in it. */
class CompactRecord implements SocketRecord {
  readonly client: Client;
  serves = NONE;
  joins = NONE;

  constructor(client: Client) {
    this.client = client;
  }

  add(relation: Relation, robotId: string) {
    if (!this[relation].includes(robotId)) this[relation] = [...this[relation], robotId];
  }

  remove(relation: Relation, robotId: string) {
    const rest = this[relation].filter((one) => one !== robotId);
    this[relation] = rest.length === 0 ? NONE : rest;
  }
}

/** What is done on which socket of this process. */
export class Sockets {
  readonly #robotsPerSocket: number;
  readonly #records = new Map<string, CompactRecord>();

  /** @param robotsPerSocket - how many robots one socket may serve, and how many it may join */
  constructor(robotsPerSocket: number) {
    this.#robotsPerSocket = robotsPerSocket;
  }

  /** All records. */
  get records(): IterableIterator<SocketRecord> {
    return this.#records.values();
  }

  /** Tell whether a socket is known. */
  has(socketId: string): boolean {
    return this.#records.has(socketId);
  }

  /** Tell whether a socket may not take this robot in addition to those that it has. */
  isFull(socketId: string, relation: Relation, robotId: string): boolean {
    const robots = this.#records.get(socketId)?.[relation] ?? NONE;
    return robots.length >= this.#robotsPerSocket && !robots.includes(robotId);
  }

  /** Note that a client serves, or has joined, a robot. */
  add(client: Client, relation: Relation, robotId: string): void {
    const known = this.#records.get(client.socketId);
    const record = known ?? new CompactRecord(client);
    this.#records.set(client.socketId, record);
    record.add(relation, robotId);
  }

  /**
   * Note that a socket no longer serves, or has left, a robot.
   * @returns whether nothing is left on that socket
   */
  remove(socketId: string, relation: Relation, robotId: string): boolean {
    const record = this.#records.get(socketId);
    record?.remove(relation, robotId);
    return !record || record.serves.length + record.joins.length === 0;
  }

  /** Forget a socket; returns what was done on it. */
  forget(socketId: string): SocketRecord | undefined {
    const record = this.#records.get(socketId);
    this.#records.delete(socketId);
    return record;
  }
}
