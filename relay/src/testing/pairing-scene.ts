/**
 * A pairing to test with.
 *
 * @module
 */
import type { Client } from '../rooms/outcome.js';
import { Pairing } from '../rooms/pairing.js';

/** Bounds that are soon reached. */
export const LIMITS = { operatorsPerRobot: 3, robotsPerConnection: 2 };

/** Make a client; its socket is named after it. */
export const client = (
  clientId: string,
  socketId = `${clientId}-socket`,
  role = 'operator',
): Client => ({
  clientId,
  socketId,
  role: role as Client['role'],
});

/** The client that serves rover. */
export const robot = client('robot', 'robot-socket', 'robot');
/** An operator. */
export const ann = client('ann');
/** Another operator. */
export const bob = client('bob');
/** What they send. */
export const offer = { type: 'offer', sdp: 'v=0' } as const;
/** Make a signal for rover: from a robot if it names an operator. */
export const signal = (to?: string, robotId = 'rover') => ({
  robotId,
  to,
  sessionId: 'session-1',
  signal: offer,
});

/** A pairing with rover online and ann and bob joined to it. */
export const paired = () => {
  const pairing = new Pairing(LIMITS);
  pairing.register(robot, 'rover');
  pairing.join(ann, 'rover', true);
  pairing.join(bob, 'rover', true);
  return pairing;
};

/** Tell how an event was answered: `ok`, or the code of the refusal. */
export const codeOf = ({ answer }: { answer: { ok: boolean; code?: string } }) =>
  answer.ok ? 'ok' : answer.code;
