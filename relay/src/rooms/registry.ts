import type { Joined, Registered } from '@rtcbot-web/sdk/protocol';
import type { Address, Client, Delivery, Outcome } from './outcome.js';
import type { SignalSend } from './room.js';

/** A value, or the promise of one: what is in this process is answered at once. */
export type Soon<T> = T | Promise<T>;

/** Online robots with how many operators each has, and totals. */
export interface PairingStatus {
  readonly robots: readonly { readonly robotId: string; readonly operators: number }[];
  readonly operators: number;
  readonly waitingOperators: number;
}

/** A robot as an administrator sees it. */
export interface RobotListing {
  readonly robotId: string;
  readonly online: boolean;
  /** Id of the client that serves it. */
  readonly instanceId?: string | undefined;
  readonly nodeId?: string | undefined;
  readonly operators: readonly Pick<Client, 'clientId' | 'role' | 'nodeId'>[];
}

/** Answer to a registration; if another client holds the robot, where that is. */
export interface Registration extends Outcome<Omit<Registered, 'iceServers'>> {
  readonly heldBy?: Address | undefined;
}

/** Answer to a join. */
export type Joining = Outcome<Omit<Joined, 'iceServers'>>;

/** Knows who serves which robot and who has joined it: in this process, or together with other nodes. */
export interface Registry {
  /**
   * A client says "I am this robot".
   * @param deadSocketId - a socket that has been found dead: whoever served from it is replaced
   */
  register(client: Client, robotId: string, deadSocketId?: string): Soon<Registration>;
  /** An operator joins a robot, or waits for it. */
  join(client: Client, robotId: string, wait: boolean): Soon<Joining>;
  /** An operator hangs up for good. */
  leave(client: Client, robotId: string): Soon<Outcome>;
  /** Pass a signal on. */
  signal(client: Client, message: SignalSend): Soon<Outcome>;
  /** A socket is gone. */
  disconnect(socketId: string): Soon<readonly Delivery[]>;
  /** Tell who is connected to this process. */
  status(): PairingStatus;
  /** List all robots, of all nodes. */
  list(): Soon<readonly RobotListing[]>;
}

/** What the nodes share is out of reach: calls go on, and whatever is new is to be tried again. */
export class RegistryUnreachable extends Error {
  override readonly name = 'RegistryUnreachable';
}
