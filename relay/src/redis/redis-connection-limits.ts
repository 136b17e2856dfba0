import type { Refusal } from '@rtcbot-web/sdk/protocol';
import {
  LocalConnectionLimits,
  type ConnectionLimits,
  type Party,
} from '../access/connection-limits.js';
import type { SharedState } from './shared-state.js';
import { tooManyConnections } from '../signalling/refusal.js';

function nameOf({ kind, id }: Party) {
  return `${kind} ${id}`;
}

/** Counts the connections of all nodes. While Redis is out of reach, those of this one alone. */
export class RedisConnectionLimits implements ConnectionLimits {
  readonly #local = new LocalConnectionLimits();
  readonly #state: SharedState;

  /** @param state - what the nodes share */
  constructor(state: SharedState) {
    this.#state = state;
  }

  /** Count a connection for all its parties, or refuse it. */
  async enter(parties: readonly Party[]): Promise<Refusal | undefined> {
    const refusal = this.#local.enter(parties);
    if (refusal) return refusal;
    const entered: Party[] = [];
    for (const party of parties) {
      const isFree = await this.#state.enter(nameOf(party), party.limit).catch(() => true);
      if (!isFree) {
        this.#local.leave(parties);
        for (const one of entered) this.#leave(one);
        return tooManyConnections(party.kind, party.limit);
      }
      entered.push(party);
    }
    return undefined;
  }

  /** A connection that was let in has ended. */
  leave(parties: readonly Party[]): void {
    this.#local.leave(parties);
    for (const party of parties) this.#leave(party);
  }

  #leave(party: Party) {
    // Without Redis the count ends with the lease of this node
    this.#state.leave(nameOf(party)).catch(() => undefined);
  }
}
