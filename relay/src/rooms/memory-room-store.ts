import type { Delivery } from './outcome.js';
import { createRoom, isEmpty, type Room } from './room.js';
import type { Decision, RoomStore } from './room-store.js';

/** Rooms in the memory of this process, which is the only node of its relay. */
export class MemoryRoomStore implements RoomStore {
  readonly nodeId = undefined;
  readonly #rooms = new Map<string, Room>();

  read(robotId: string): Room | undefined {
    return this.#rooms.get(robotId);
  }

  readAll(): (readonly [robotId: string, room: Room])[] {
    return [...this.#rooms];
  }

  change<D extends Decision>(robotId: string, decide: (room: Room) => D): D {
    const room = this.#rooms.get(robotId) ?? createRoom();
    const decision = decide(room);
    if (isEmpty(room)) this.#rooms.delete(robotId);
    else this.#rooms.set(robotId, room);
    return decision;
  }

  send(deliveries: readonly Delivery[]): readonly Delivery[] {
    return deliveries;
  }
}
