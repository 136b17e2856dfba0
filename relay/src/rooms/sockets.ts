import type { Client } from './outcome.js';

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

  add(part: Part, robotId: string) {
    if (!this[part].includes(robotId)) this[part] = [...this[part], robotId];
  }

  remove(part: Part, robotId: string) {
    const rest = this[part].filter((one) => one !== robotId);
    this[part] = rest.length === 0 ? NONE : rest;
  }
}

/** One of the two. */
export type Part = 'serves' | 'joins';

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

  /** Tell whether a socket serves, or has joined, a robot. */
  isIn(socketId: string, robotId: string): boolean {
    const record = this.#records.get(socketId);
    return (
      record !== undefined && (record.serves.includes(robotId) || record.joins.includes(robotId))
    );
  }

  /** Tell whether a socket may not take this robot in addition to those that it has. */
  isFull(socketId: string, part: Part, robotId: string): boolean {
    const robots = this.#records.get(socketId)?.[part] ?? NONE;
    return robots.length >= this.#robotsPerSocket && !robots.includes(robotId);
  }

  /** Note that a client serves, or has joined, a robot. */
  add(client: Client, part: Part, robotId: string): void {
    const known = this.#records.get(client.socketId);
    const record = known ?? new CompactRecord(client);
    this.#records.set(client.socketId, record);
    record.add(part, robotId);
  }

  /**
   * Note that a socket no longer serves, or has left, a robot.
   * @returns whether nothing is left on that socket
   */
  remove(socketId: string, part: Part, robotId: string): boolean {
    const record = this.#records.get(socketId);
    record?.remove(part, robotId);
    return !record || record.serves.length + record.joins.length === 0;
  }

  /** Forget a socket; returns what was done on it. */
  take(socketId: string): SocketRecord | undefined {
    const record = this.#records.get(socketId);
    this.#records.delete(socketId);
    return record;
  }
}
