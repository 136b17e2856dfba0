import { FairQueue } from './fair-queue.js';

/** How an {@link Outbox} delivers, and whom it tells. */
export interface OutboxOptions {
  /** Carry a batch (JSON text of an array) across; resolves when the other side has taken it. Called in order. */
  readonly deliver: (batch: string) => Promise<unknown>;
  /** Messages of this owner are lost from now on, until the other side has caught up. */
  readonly onOverflow: (owner: string) => void;
  /** The other side is gone; nothing more is delivered. */
  readonly onFailure: (error: unknown) => void;
  /** How many characters may wait; 32 million by default. */
  readonly maxWaitingCharacters?: number;
  /** How many batches may be under way at a time; 1 by default. */
  readonly maxUnderWay?: number;
}

/** How many batches go over the bridge at a time, each way: more than one, so that none waits for an answer. */
export const BATCHES_UNDER_WAY = 4;

/** What an operator may send in six seconds: so long the host may be held up on a busy machine, and nothing is lost. */
const MAX_WAITING_CHARACTERS = 32_000_000;
const MAX_BATCH_CHARACTERS = 500_000;

/**
 * Carries messages across the bridge in order. A few batches may be under way at a time, so that a message need not wait
 * for the one before it; what comes beyond that goes together with the next. What waits is bounded: then droppable messages
 * make room for newer ones, of the owner that has most waiting and the oldest first. Each owner's messages stay in order; owners
 * take turns, so that one that floods holds up no other.
 */
export class Outbox {
  readonly #options: OutboxOptions;
  readonly #maxWaitingCharacters: number;
  readonly #maxUnderWay: number;
  readonly #waiting = new FairQueue();
  readonly #overflowing = new Set<string>();
  #underWay = 0;
  #failed = false;

  constructor(options: OutboxOptions) {
    this.#options = options;
    this.#maxWaitingCharacters = options.maxWaitingCharacters ?? MAX_WAITING_CHARACTERS;
    this.#maxUnderWay = options.maxUnderWay ?? 1;
  }

  /**
   * Send one message.
   * @param json - the message as JSON text
   * @param droppable - whether it may be lost when too much waits
   * @param owner - whose it is; what has no owner is in order among itself
   */
  push(json: string, droppable: boolean, owner = ''): void {
    if (this.#failed) return;
    this.#waiting.push(owner, { json, droppable });
    if (this.#waiting.characters > this.#maxWaitingCharacters) this.#makeRoom();
    this.#deliverNext();
  }

  /** Some more than is needed, as a flood would have it done anew for each message. */
  #makeRoom(): void {
    const enough = (this.#maxWaitingCharacters * 7) / 8;
    while (this.#waiting.characters > enough) {
      const owner = this.#waiting.dropOldest(this.#waiting.characters - enough);
      if (owner === undefined) return;
      if (this.#overflowing.has(owner)) continue;
      this.#overflowing.add(owner);
      this.#options.onOverflow(owner);
    }
  }

  #deliverNext(): void {
    while (this.#waiting.characters > 0 && this.#underWay < this.#maxUnderWay) {
      this.#underWay++;
      const batch = this.#waiting.take(MAX_BATCH_CHARACTERS);
      this.#options.deliver(`[${batch.join(',')}]`).then(this.#onTaken, this.#onFailure);
    }
  }

  readonly #onTaken = (): void => {
    this.#underWay--;
    this.#deliverNext();
    if (this.#underWay === 0) this.#overflowing.clear();
  };

  readonly #onFailure = (error: unknown): void => {
    if (this.#failed) return;
    this.#failed = true;
    this.#waiting.clear();
    this.#options.onFailure(error);
  };
}
