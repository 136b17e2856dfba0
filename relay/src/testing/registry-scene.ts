/**
 * A registry to test with, of rooms in memory.
 *
 * @module
 */
import type { Client } from '../rooms/outcome.js';
import { MemoryRoomStore } from '../rooms/memory-room-store.js';
import { Registry } from '../rooms/registry.js';

/** Bounds that are soon reached. */
export const LIMITS = { operatorsPerRobot: 3, robotsPerConnection: 2 };

/** Make a client; its socket is named after it. */
export function client(
  clientId: string,
  socketId = `${clientId}-socket`,
  role = 'operator',
): Client {
  return {
    clientId,
    socketId,
    role: role as Client['role'],
  };
}

/** The client that serves rover. */
export const robot = client('robot', 'robot-socket', 'robot');
/** An operator. */
export const ann = client('ann');
/** Another operator. */
export const bob = client('bob');
/** What they send. */
export const offer = { type: 'offer', sdp: 'v=0' } as const;
/** Make a signal for rover: from a robot if it names an operator. */
export function signal(to?: string, robotId = 'rover') {
  return {
    robotId,
    to,
    sessionId: 'session-1',
    signal: offer,
  };
}

/** A registry whose rooms are in memory: it answers at once. */
export type MemoryRegistry = {
  readonly [M in 'register' | 'join' | 'leave' | 'signal']: (
    ...args: Parameters<Registry[M]>
  ) => Awaited<ReturnType<Registry[M]>>;
} & Pick<Registry, 'disconnect' | 'list' | 'status'>;

/** Make a registry that knows nobody. */
export function createRegistry() {
  return new Registry(new MemoryRoomStore(), LIMITS) as unknown as MemoryRegistry;
}

/** A registry with rover online and ann and bob joined to it. */
export function createFullRegistry() {
  const registry = createRegistry();
  registry.register(robot, 'rover');
  registry.join(ann, 'rover', { wait: true });
  registry.join(bob, 'rover', { wait: true });
  return registry;
}

/** Tell how an event was answered: `ok`, or the code of the refusal. */
export function codeOf({ answer }: { answer: { ok: boolean; code?: string } }) {
  return answer.ok ? 'ok' : answer.code;
}
