/**
 * One robot with those who serve and have joined it: decisions on plain values, without sockets, clocks and stores.
 *
 * @module
 */
import type {
  FirstOffer,
  Joined,
  Refusal,
  Registered,
  signalSendSchema,
} from '@rtcbot-web/sdk/protocol';
import type { InferOutput } from 'valibot';
import type { Address, Client, Delivery } from './outcome.js';
import {
  missingTo,
  notJoined,
  notServed,
  operatorGone,
  robotOffline,
  robotTaken,
  tooManyOperators,
} from '../signalling/refusal.js';

/** A robot. */
export interface Room {
  holder: Client | undefined;
  /** By client id; those that wait included. */
  readonly operators: Map<string, Client>;
}

/** What follows from a change of a room. */
export interface Change<A = { readonly ok: true }> {
  readonly answer: A | Refusal;
  readonly deliveries: readonly Delivery[];
  /** What the sender was in this room on an older socket. */
  readonly previous?: Client | undefined;
}

/** A signal as a client sends it. */
export type SignalSend = InferOutput<typeof signalSendSchema>;

/** How an operator joins a robot. */
export interface JoinRequest {
  /** Whether to wait for a robot that is offline. */
  readonly wait: boolean;
  /** Passed on to a robot that is there. */
  readonly offer?: FirstOffer | undefined;
}

/** Make a room that nobody is in. */
export function createRoom(): Room {
  return { holder: undefined, operators: new Map() };
}

/** Tell whether nobody is in a room. */
export function isEmpty({ holder, operators }: Room): boolean {
  return !holder && operators.size === 0;
}

function no(answer: Refusal): Change<never> {
  return { answer, deliveries: [] };
}

/** A client may come back on another socket, and a socket on another node of the relay. */
function isOn(client: Client | undefined, { socketId, nodeId }: Client) {
  return client?.socketId === socketId && client.nodeId === nodeId;
}

function joinedBy(room: Room, client: Client) {
  return isOn(room.operators.get(client.clientId), client);
}

function addressOf({ socketId, nodeId }: Client): Address {
  return nodeId === undefined ? { socketId } : { socketId, nodeId };
}

/** A span, not a time of day: the robot's clock may be wrong. */
function accessOf({ clientId, role, expiresAtMs }: Client, nowMs: number) {
  return {
    operatorId: clientId,
    role,
    ...(expiresAtMs !== undefined && { expiresInMs: Math.max(0, expiresAtMs - nowMs) }),
  };
}

function operatorJoined(robotId: string, holder: Client, client: Client, nowMs: number): Delivery {
  return {
    ...addressOf(holder),
    event: 'operator:joined',
    payload: { robotId, ...accessOf(client, nowMs) },
  };
}

function tellOperators(
  { operators }: Room,
  event: 'robot:online' | 'robot:offline',
  payload: { readonly robotId: string; readonly instanceId: string },
): Delivery[] {
  return [...operators.values()].map((one) => ({ ...addressOf(one), event, payload }));
}

/**
 * A client says "I am this robot". The same client on a new socket takes over from its old one.
 * @param room - of the robot
 * @param client - who says so
 * @param request - which robot, and a socket that has been found dead: whoever served from it is replaced
 * @param nowMs - ms since 1970
 */
export function register(
  room: Room,
  client: Client,
  { robotId, deadSocketId }: { robotId: string; deadSocketId?: string | undefined },
  nowMs = Date.now(),
): Change<Omit<Registered, 'iceServers'>> {
  const { holder, operators } = room;
  const { clientId } = client;
  if (holder && holder.clientId !== clientId && holder.socketId !== deadSocketId)
    return no(robotTaken(robotId));
  room.holder = client;
  return {
    answer: {
      ok: true,
      clientId,
      operators: [...operators.values()].map((one) => accessOf(one, nowMs)),
    },
    deliveries: tellOperators(room, 'robot:online', { robotId, instanceId: clientId }),
    previous: holder,
  };
}

/**
 * An operator joins a robot, or waits for it. The same client on a new socket quietly replaces its old one.
 * @param room - of the robot
 * @param client - the operator
 * @param request - which robot, how, and how many operators there may be
 * @param nowMs - ms since 1970
 */
export function join(
  room: Room,
  client: Client,
  { robotId, wait, offer, limit }: JoinRequest & { robotId: string; limit: number },
  nowMs = Date.now(),
): Change<Omit<Joined, 'iceServers'>> {
  const { holder, operators } = room;
  const { clientId, role } = client;
  if (!holder && !wait) return no(robotOffline(robotId));
  const previous = operators.get(clientId);
  if (!previous && operators.size >= limit) return no(tooManyOperators(robotId, limit));
  operators.set(clientId, client);
  const answer = { ok: true, clientId, role } as const;
  if (!holder) return { answer, deliveries: [], previous };
  const passed = offer && signal(room, client, { robotId, ...offer });
  return {
    answer: { ...answer, instanceId: holder.clientId, ...(passed && { offered: true }) },
    deliveries: [operatorJoined(robotId, holder, client, nowMs), ...(passed?.deliveries ?? [])],
    previous,
  };
}

/**
 * An operator hangs up for good.
 * @param room - of the robot
 * @param client - the operator
 * @param robotId - which robot
 */
export function leave(room: Room, client: Client, robotId: string): Change {
  return joinedBy(room, client)
    ? { answer: { ok: true }, deliveries: removeOperator(room, client, robotId, 'closed') }
    : no(notJoined(robotId));
}

/**
 * Pass a signal from an operator to its robot, or from a robot to one of its operators.
 * @param room - of the robot
 * @param client - the sender
 * @param message - the signal; `to` is set by robots alone
 */
export function signal(room: Room | undefined, client: Client, message: SignalSend): Change {
  const target = targetOf(room, client, message);
  if ('ok' in target) return no(target);
  const { robotId, sessionId, signal: content } = message;
  const payload = { robotId, from: client.clientId, sessionId, signal: content };
  return {
    answer: { ok: true },
    deliveries: [{ ...addressOf(target), event: 'signal:deliver', payload }],
  };
}

function targetOf(room: Room | undefined, client: Client, { robotId, to }: SignalSend) {
  const isHolder = isOn(room?.holder, client);
  if (to !== undefined) {
    if (!room || !isHolder) return notServed(robotId);
    return room.operators.get(to) ?? operatorGone(robotId, to);
  }
  if (room && joinedBy(room, client)) return room.holder ?? robotOffline(robotId);
  return isHolder ? missingTo() : notJoined(robotId);
}

/**
 * A client's socket is gone: the robot is offline, the operator has left.
 * @param room - of the robot
 * @param client - whose socket it was
 * @param robotId - which robot
 */
export function disconnect(room: Room, client: Client, robotId: string): Delivery[] {
  return [
    ...(isOn(room.holder, client) ? removeHolder(room, robotId) : []),
    ...(joinedBy(room, client) ? removeOperator(room, client, robotId, 'disconnected') : []),
  ];
}

/**
 * A node of the relay is gone with all its sockets.
 * @param room - of the robot
 * @param nodeId - which node
 * @param robotId - which robot
 */
export function removeNode(room: Room, nodeId: string, robotId: string): Delivery[] {
  const isGone = (client: Client | undefined) => client?.nodeId === nodeId;
  const operators = [...room.operators.values()].filter(isGone);
  return [
    ...(isGone(room.holder) ? removeHolder(room, robotId) : []),
    ...operators.flatMap((client) => removeOperator(room, client, robotId, 'disconnected')),
  ];
}

/**
 * A robot that is connected is not in its room (any more): put it there. What it was to be told meanwhile may be lost, so
 * it is told which operators are there.
 * @param room - of the robot
 * @param client - who serves it
 * @param robotId - which robot
 * @param nowMs - ms since 1970
 * @returns what is to be told; undefined: another client, or a newer socket, has its place
 */
export function restoreHolder(
  room: Room,
  client: Client,
  robotId: string,
  nowMs = Date.now(),
): readonly Delivery[] | undefined {
  const { holder, operators } = room;
  if (holder && holder.socketId !== client.socketId) return undefined;
  const { deliveries } = register(room, client, { robotId });
  return [
    ...(holder ? [] : deliveries),
    ...[...operators.values()].map((one) => operatorJoined(robotId, client, one, nowMs)),
  ];
}

/**
 * An operator that is connected is not in its room (any more): put it there, unless it is there on a newer socket. What
 * it was to be told meanwhile may be lost, so it is told who serves the robot.
 * @param room - of the robot
 * @param client - the operator
 * @param robotId - which robot
 * @param nowMs - ms since 1970
 */
export function restoreOperator(
  room: Room,
  client: Client,
  robotId: string,
  nowMs = Date.now(),
): readonly Delivery[] {
  const { holder, operators } = room;
  const known = operators.get(client.clientId);
  if (known && known.socketId !== client.socketId) return [];
  operators.set(client.clientId, client);
  if (!holder) return [];
  const payload = { robotId, instanceId: holder.clientId };
  const online: Delivery = { ...addressOf(client), event: 'robot:online', payload };
  return known ? [online] : [operatorJoined(robotId, holder, client, nowMs), online];
}

function removeHolder(room: Room, robotId: string): Delivery[] {
  if (!room.holder) return [];
  const instanceId = room.holder.clientId;
  room.holder = undefined;
  return tellOperators(room, 'robot:offline', { robotId, instanceId });
}

function removeOperator(
  { holder, operators }: Room,
  { clientId }: Client,
  robotId: string,
  reason: 'closed' | 'disconnected',
): Delivery[] {
  operators.delete(clientId);
  if (!holder) return [];
  const payload = { robotId, operatorId: clientId, reason };
  return [{ ...addressOf(holder), event: 'operator:left', payload }];
}
