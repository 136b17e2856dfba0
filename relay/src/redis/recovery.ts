/**
 * What is made good in the rooms when a node was lost: another one, or this one.
 *
 * @module
 */
import type { Delivery } from '../rooms/outcome.js';
import * as rooms from '../rooms/room.js';
import type { RoomStore } from '../rooms/room-store.js';
import type { SocketRecord } from '../rooms/sockets.js';
import type { SharedState } from './shared-state.js';

/** Rooms that are changed at the same time when there are many to change. */
const BATCH = 50;

/**
 * Clear a dead node away: its robots are offline, its operators have left.
 * @param state - what the nodes share
 * @param store - keeps the rooms
 * @param nodeId - the dead node
 * @returns what clients of this node are to be told
 */
export async function removeNode(
  state: SharedState,
  store: RoomStore,
  nodeId: string,
): Promise<readonly Delivery[]> {
  const told: Delivery[] = [];
  await inBatches(await state.roomsOf(nodeId), async (robotId) => {
    const { deliveries } = await store.change(robotId, (room) => ({
      deliveries: rooms.removeNode(room, nodeId, robotId),
    }));
    told.push(...deliveries);
  });
  await state.removeNode(nodeId);
  return told;
}

/**
 * Write down anew who is connected to this node: its lease was lost, or Redis has forgotten everything.
 * @param store - keeps the rooms
 * @param records - what is done on the sockets of this node
 * @returns what clients of this node are to be told, and sockets whose place has been taken elsewhere in the meantime
 */
export async function restore(
  store: RoomStore,
  records: Iterable<SocketRecord>,
): Promise<{ deliveries: readonly Delivery[]; replaced: readonly string[] }> {
  const told: Delivery[] = [];
  const replaced: string[] = [];
  await inBatches([...records], async ({ client, serves, joins }) => {
    const here = { ...client, nodeId: store.nodeId };
    for (const robotId of serves) {
      const { deliveries, isReplaced } = await store.change(robotId, (room) => {
        const restored = rooms.restoreHolder(room, here, robotId);
        return { deliveries: restored ?? [], isReplaced: restored === undefined };
      });
      told.push(...deliveries);
      if (isReplaced) replaced.push(client.socketId);
    }
    for (const robotId of joins) {
      const { deliveries } = await store.change(robotId, (room) => ({
        deliveries: rooms.restoreOperator(room, here, robotId),
      }));
      told.push(...deliveries);
    }
  });
  return { deliveries: told, replaced };
}

async function inBatches<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  for (let start = 0; start < items.length; start += BATCH)
    await Promise.all(items.slice(start, start + BATCH).map(work));
}
