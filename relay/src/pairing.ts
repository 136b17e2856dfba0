/**
 * Who serves which robot and who has joined it: a state machine of plain values, without sockets and clocks.
 *
 * @module
 */
import type { Joined, Registered, signalSendSchema } from '@rtcbot-web/sdk/protocol';
import type { InferOutput } from 'valibot';
import { refused, type Client, type Delivery, type Outcome } from './outcome.js';
import {
  missingTo,
  notJoined,
  notServed,
  operatorGone,
  robotOffline,
  robotTaken,
  tooManyOperators,
  tooManyRobots,
} from './refusal.js';

/** Bounds of the state. */
export interface PairingLimits {
  /** Operators, waiting ones included, of one robot. */
  readonly operatorsPerRobot: number;
  /** Robots that one socket joins, and robots that one socket serves. */
  readonly robotsPerSocket: number;
}

/** Online robots with how many operators each has, and totals. */
export interface PairingStatus {
  readonly robots: readonly { readonly robotId: string; readonly operators: number }[];
  readonly operators: number;
  readonly waitingOperators: number;
}

type SignalSend = InferOutput<typeof signalSendSchema>;

interface Robot {
  holder: Client | undefined;
  readonly operators: Map<string, Client>;
}

/** The robots that the client on one socket serves, and those that it has joined. */
interface Session {
  readonly client: Client;
  readonly serves: Set<string>;
  readonly joins: Set<string>;
}

const done = (deliveries: readonly Delivery[]): Outcome => ({
  answer: { ok: true },
  deliveries,
  superseded: [],
});

const operatorJoined = (robotId: string, holder: Client, { clientId, role }: Client): Delivery => ({
  socketId: holder.socketId,
  event: 'operator:joined',
  payload: { robotId, operatorId: clientId, role },
});

/** Pairs robots with operators. */
export class Pairing {
  readonly #limits: PairingLimits;
  readonly #robots = new Map<string, Robot>();
  readonly #sessions = new Map<string, Session>();

  /** @param limits - bounds of the state */
  constructor(limits: PairingLimits) {
    this.#limits = limits;
  }

  /**
   * A client says "I am this robot". The same client on a new socket takes over from its old one.
   * @param client - the robot
   * @param robotId - which robot
   */
  register(client: Client, robotId: string): Outcome<Omit<Registered, 'iceServers'>> {
    const { socketId, clientId } = client;
    const holder = this.#robots.get(robotId)?.holder;
    if (holder && holder.clientId !== clientId) return refused(robotTaken(robotId));
    const serves = this.#sessions.get(socketId)?.serves;
    if (!serves?.has(robotId) && this.#isFull(serves))
      return refused(tooManyRobots(this.#limits.robotsPerSocket));

    const robot = this.#robot(robotId);
    robot.holder = client;
    this.#session(client).serves.add(robotId);
    const operators = [...robot.operators.values()];
    return {
      answer: {
        ok: true,
        clientId,
        operators: operators.map(({ clientId: operatorId, role }) => ({ operatorId, role })),
      },
      deliveries: operators.map((operator) => ({
        socketId: operator.socketId,
        event: 'robot:online',
        payload: { robotId, instanceId: clientId },
      })),
      superseded: this.#supersede('serves', robotId, holder, client),
    };
  }

  /**
   * An operator joins a robot, or waits for it. The same client on a new socket quietly replaces its old one.
   * @param client - the operator
   * @param robotId - which robot
   * @param wait - whether to wait for a robot that is offline
   */
  join(client: Client, robotId: string, wait: boolean): Outcome<Omit<Joined, 'iceServers'>> {
    const { socketId, clientId, role } = client;
    const known = this.#robots.get(robotId);
    const holder = known?.holder;
    if (!holder && !wait) return refused(robotOffline(robotId));
    const previous = known?.operators.get(clientId);
    if (!previous && known && known.operators.size >= this.#limits.operatorsPerRobot)
      return refused(tooManyOperators(robotId, this.#limits.operatorsPerRobot));
    const joins = this.#sessions.get(socketId)?.joins;
    if (!joins?.has(robotId) && this.#isFull(joins))
      return refused(tooManyRobots(this.#limits.robotsPerSocket));

    this.#robot(robotId).operators.set(clientId, client);
    this.#session(client).joins.add(robotId);
    return {
      answer: { ok: true, clientId, role, ...(holder && { instanceId: holder.clientId }) },
      deliveries: holder ? [operatorJoined(robotId, holder, client)] : [],
      superseded: this.#supersede('joins', robotId, previous, client),
    };
  }

  /**
   * An operator hangs up for good.
   * @param client - the operator
   * @param robotId - which robot
   */
  leave(client: Client, robotId: string): Outcome {
    if (!this.#hasJoined(client, robotId)) return refused(notJoined(robotId));
    this.#sessions.get(client.socketId)?.joins.delete(robotId);
    return done(this.#removeOperator(client, robotId, 'closed'));
  }

  /**
   * Pass a signal from an operator to its robot, or from a robot to one of its operators.
   * @param client - the sender
   * @param message - the signal; `to` is set by robots alone
   */
  signal(client: Client, message: SignalSend): Outcome {
    const target = this.#targetOf(client, message);
    if ('ok' in target) return refused(target);
    const { robotId, sessionId, signal } = message;
    const payload = { robotId, from: client.clientId, sessionId, signal };
    return done([{ socketId: target.socketId, event: 'signal:deliver', payload }]);
  }

  /**
   * A socket is gone: its robots are offline, its operators have left.
   * @param socketId - which socket
   */
  disconnect(socketId: string): readonly Delivery[] {
    const session = this.#sessions.get(socketId);
    this.#sessions.delete(socketId);
    if (!session) return [];
    const { client, serves, joins } = session;
    return [
      ...[...serves].flatMap((robotId) => this.#removeHolder(robotId)),
      ...[...joins].flatMap((robotId) => this.#removeOperator(client, robotId, 'disconnected')),
    ];
  }

  /** Count robots and operators. */
  status(): PairingStatus {
    const all = [...this.#robots].map(([robotId, { holder, operators }]) => ({
      robotId,
      online: holder !== undefined,
      operators: operators.size,
    }));
    const sum = (robots: typeof all) => robots.reduce((total, robot) => total + robot.operators, 0);
    return {
      robots: all
        .filter(({ online }) => online)
        .map(({ robotId, operators }) => ({ robotId, operators })),
      operators: sum(all),
      waitingOperators: sum(all.filter(({ online }) => !online)),
    };
  }

  #targetOf(client: Client, { robotId, to }: SignalSend) {
    const robot = this.#robots.get(robotId);
    const isHolder = robot?.holder?.socketId === client.socketId;
    if (to !== undefined) {
      if (!isHolder) return notServed(robotId);
      return robot.operators.get(to) ?? operatorGone(robotId, to);
    }
    if (this.#hasJoined(client, robotId)) return robot?.holder ?? robotOffline(robotId);
    return isHolder ? missingTo() : notJoined(robotId);
  }

  #hasJoined({ clientId, socketId }: Client, robotId: string) {
    return this.#robots.get(robotId)?.operators.get(clientId)?.socketId === socketId;
  }

  /** Takes a robot from the client's old socket; returns that socket if nothing is left on it. */
  #supersede(
    list: 'serves' | 'joins',
    robotId: string,
    previous: Client | undefined,
    client: Client,
  ) {
    if (!previous || previous.socketId === client.socketId) return [];
    const session = this.#sessions.get(previous.socketId);
    session?.[list].delete(robotId);
    if (session && session.serves.size + session.joins.size > 0) return [];
    return [previous.socketId];
  }

  #removeHolder(robotId: string): Delivery[] {
    const robot = this.#robots.get(robotId);
    if (!robot?.holder) return [];
    const instanceId = robot.holder.clientId;
    robot.holder = undefined;
    this.#forgetIfEmpty(robotId);
    return [...robot.operators.values()].map(({ socketId }) => ({
      socketId,
      event: 'robot:offline',
      payload: { robotId, instanceId },
    }));
  }

  #removeOperator(client: Client, robotId: string, reason: 'closed' | 'disconnected'): Delivery[] {
    const robot = this.#robots.get(robotId);
    robot?.operators.delete(client.clientId);
    this.#forgetIfEmpty(robotId);
    if (!robot?.holder) return [];
    const payload = { robotId, operatorId: client.clientId, reason };
    return [{ socketId: robot.holder.socketId, event: 'operator:left', payload }];
  }

  #robot(robotId: string): Robot {
    const robot = this.#robots.get(robotId) ?? { holder: undefined, operators: new Map() };
    this.#robots.set(robotId, robot);
    return robot;
  }

  #session(client: Client): Session {
    const known = this.#sessions.get(client.socketId);
    const session = known ?? { client, serves: new Set(), joins: new Set() };
    this.#sessions.set(client.socketId, session);
    return session;
  }

  #forgetIfEmpty(robotId: string) {
    const robot = this.#robots.get(robotId);
    if (robot && !robot.holder && robot.operators.size === 0) this.#robots.delete(robotId);
  }

  #isFull(robots: ReadonlySet<string> | undefined) {
    return (robots?.size ?? 0) >= this.#limits.robotsPerSocket;
  }
}
