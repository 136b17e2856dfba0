import type { Client, Delivery } from '../rooms/outcome.js';
import { createRoom, isEmpty, type Room } from '../rooms/room.js';
import {
  RoomsUnreachable,
  type Arrival,
  type Decision,
  type RoomStore,
} from '../rooms/room-store.js';
import { sortDeliveries, toMail, type Addressed } from './node-mail.js';
import type { SharedState } from './shared-state.js';

/** How often to try when others change the same room at the same time. */
const MAX_TRIES = 100;

/** Why a change of a room does not come through. */
const REASONS = { fenced: 'This node has lost its lease.', full: 'Another node does not read.' };

/** Rooms in Redis. What clients of other nodes are to be told is written together with the change that it follows from. */
export class RedisRoomStore implements RoomStore {
  readonly #state: SharedState;

  /** @param state - what the nodes share */
  constructor(state: SharedState) {
    this.#state = state;
  }

  get nodeId(): string {
    return this.#state.nodeId;
  }

  async read(robotId: string): Promise<Room> {
    return decode(await this.#state.read(robotId));
  }

  async readAll(): Promise<(readonly [robotId: string, room: Room])[]> {
    return (await this.#state.readAll())
      .filter(([, text]) => text !== '')
      .map(([robotId, text]) => [robotId, decode(text)]);
  }

  /** Decides again and again until nobody else has changed the room meanwhile. */
  async change<D extends Decision>(
    robotId: string,
    decide: (room: Room) => D,
    arrival?: Arrival,
  ): Promise<D> {
    let seen = await this.#state.read(robotId);
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      const room = decode(seen);
      const decision = decide(room);
      const { here, elsewhere } = sortDeliveries(decision.deliveries, this.nodeId);
      const mail = toMail([...elsewhere, ...releaseOf(robotId, decision, arrival)]);
      const next = encode(room);
      if (next === seen && mail.size === 0) return decision;
      const result = await this.#state.write(robotId, { seen, next, mail });
      if (result.status === 'ok') return { ...decision, deliveries: here };
      if (result.status !== 'stale') throw new RoomsUnreachable(REASONS[result.status]);
      seen = result.current;
    }
    throw new RoomsUnreachable(`Too many changes of robot ${robotId} at the same time.`);
  }

  async send(deliveries: readonly Delivery[]): Promise<readonly Delivery[] | undefined> {
    const { here, elsewhere } = sortDeliveries(deliveries, this.nodeId);
    for (const [nodeId, text] of toMail(elsewhere))
      if ((await this.#state.post(nodeId, text)) !== 'ok') return undefined;
    return here;
  }
}

/** Tells the node of a client's older socket that a robot has been taken from that. */
function releaseOf(
  robotId: string,
  { previous }: Decision,
  arrival: Arrival | undefined,
): readonly Addressed[] {
  if (!arrival || previous?.nodeId === undefined || previous.nodeId === arrival.heir.nodeId)
    return [];
  const { relation, heir } = arrival;
  const { socketId, nodeId } = previous;
  const address = { socketId: heir.socketId, nodeId: heir.nodeId };
  return [[nodeId, { kind: 'release', socketId, relation, robotId, heir: address }]];
}

function decode(text: string): Room {
  if (text === '') return createRoom();
  const { holder, operators } = JSON.parse(text) as { holder?: Client; operators: Client[] };
  return { holder, operators: new Map(operators.map((client) => [client.clientId, client])) };
}

function encode(room: Room): string {
  if (isEmpty(room)) return '';
  return JSON.stringify({ holder: room.holder, operators: [...room.operators.values()] });
}
