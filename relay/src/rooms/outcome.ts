import type { Refusal, RelayEvents, Role } from '@rtcbot-web/sdk/protocol';

/** Where a client is. */
export interface Address {
  readonly socketId: string;
  /** Which node of the relay the socket is on, where there are several. */
  readonly nodeId?: string | undefined;
}

/** A client on one socket. After a reconnect the same client (`clientId`) comes on another socket. */
export interface Client extends Address {
  readonly clientId: string;
  readonly role: Role;
  /** When its token expires, in ms since 1970; missing: never. */
  readonly expiresAtMs?: number | undefined;
}

/** An event for one socket. */
export type Delivery = {
  readonly [E in keyof RelayEvents]: Address & {
    readonly event: E;
    readonly payload: Parameters<RelayEvents[E]>[0];
  };
}[keyof RelayEvents];

/** What follows from a client's event: the answer to it, and then what others are sent by this node. */
export interface Outcome<A = { readonly ok: true }> {
  readonly answer: A | Refusal;
  readonly deliveries: readonly Delivery[];
  /** Old sockets of the sender with nothing left to do: end them. */
  readonly superseded: readonly string[];
}

/**
 * Make the outcome of a refused event: nothing but the answer.
 * @param refusal - the answer
 */
export function refused(refusal: Refusal): Outcome<never> {
  return {
    answer: refusal,
    deliveries: [],
    superseded: [],
  };
}
