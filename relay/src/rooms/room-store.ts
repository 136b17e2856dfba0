import { RtcError } from '@rtcbot-web/sdk/protocol';
import type { Client, Delivery } from './outcome.js';
import type { Room } from './room.js';
import type { Relation } from './sockets.js';
import type { Soon } from './soon.js';

/** What was decided on a room, and what others are to be told because of it. */
export interface Decision {
  readonly deliveries: readonly Delivery[];
  /** What the client that comes was in this room on an older socket. */
  readonly previous?: Client | undefined;
}

/** A client that comes: its older socket, which may be on another node, loses the robot to it. */
export interface Arrival {
  readonly relation: Relation;
  readonly heir: Client;
}

/** Keeps the rooms of all robots: in the memory of this process, or where other nodes of the relay see them, too. */
export interface RoomStore {
  /** This node; undefined if there is no other. */
  readonly nodeId: string | undefined;
  /** Read a room, not to be changed; undefined if nobody is in it. */
  read(robotId: string): Soon<Room | undefined>;
  /** Read all rooms that somebody is in. */
  readAll(): Soon<readonly (readonly [robotId: string, room: Room])[]>;
  /**
   * Decide on a room as it is, and keep it as it is then. Clients of other nodes are told what follows from that
   * together with the change: both, or neither.
   * @param decide - changes the room; may be called again if others change it at the same time
   * @returns the decision, with what is for clients of this node
   */
  change<D extends Decision>(
    robotId: string,
    decide: (room: Room) => D,
    arrival?: Arrival,
  ): Soon<D>;
  /**
   * Tell clients of other nodes what follows from no change.
   * @returns what is for clients of this node; undefined if another node cannot be told
   */
  send(deliveries: readonly Delivery[]): Soon<readonly Delivery[] | undefined>;
}

/** What the nodes share is out of reach: calls go on, and whatever is new is to be tried again. */
export class RoomsUnreachable extends RtcError {
  override readonly name = 'RoomsUnreachable';

  /**
   * @param message - what is out of reach
   * @param options - the underlying error, if any
   */
  constructor(message: string, options?: { cause?: unknown }) {
    super('try-again', message, options);
  }
}
