import type { Refusal } from '@rtcbot-web/sdk/protocol';
import { tooManyConnections } from '../signalling/refusal.js';
import type { Soon } from '../rooms/soon.js';

/** Whom a connection is counted for. */
export interface Party {
  readonly kind: 'address' | 'token';
  readonly id: string;
  /** Connections that this party may have. */
  readonly limit: number;
}

/** Counts connections, in this process or together with other nodes. */
export interface ConnectionLimits {
  /** Count a connection for all its parties, or refuse it. */
  enter(parties: readonly Party[]): Soon<Refusal | undefined>;
  /** A connection that was let in has ended. */
  leave(parties: readonly Party[]): void;
}

/** Counts the connections of this process. */
export class LocalConnectionLimits implements ConnectionLimits {
  readonly #counts = { address: new Map<string, number>(), token: new Map<string, number>() };

  /** Count a connection for all its parties, or refuse it. */
  enter(parties: readonly Party[]): Refusal | undefined {
    const full = parties.find(({ kind, id, limit }) => (this.#counts[kind].get(id) ?? 0) >= limit);
    if (full) return tooManyConnections(full.kind, full.limit);
    for (const party of parties) this.#add(party, 1);
    return undefined;
  }

  /** A connection that was let in has ended. */
  leave(parties: readonly Party[]): void {
    for (const party of parties) this.#add(party, -1);
  }

  #add({ kind, id }: Party, change: number) {
    const counts = this.#counts[kind];
    const count = (counts.get(id) ?? 0) + change;
    if (count > 0) counts.set(id, count);
    else counts.delete(id);
  }
}
