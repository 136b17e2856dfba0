/** How an {@link Outbox} delivers, and whom it tells. */
export interface OutboxOptions {
  /** Carry a batch (JSON text of an array) across; resolves when the other side has taken it. Called in order. */
  readonly deliver: (batch: string) => Promise<unknown>;
  /** Messages are lost from now on, until the other side has caught up. */
  readonly onOverflow: () => void;
  /** The other side is gone; nothing more is delivered. */
  readonly onFailure: (error: unknown) => void;
  /** How many characters may wait; 8 million by default. */
  readonly maxWaitingCharacters?: number;
  /** How many batches may be under way at a time; 1 by default. */
  readonly maxUnderWay?: number;
}

interface Entry {
  readonly json: string;
  readonly droppable: boolean;
}

/** How many batches go over the bridge at a time, each way: more than one, so that none waits for an answer. */
export const BATCHES_UNDER_WAY = 4;

const MAX_WAITING_CHARACTERS = 8_000_000;
const MAX_BATCH_CHARACTERS = 500_000;

/**
 * Carries messages across the bridge in order. A few batches may be under way at a time, so that a message need not wait
 * for the one before it; what comes beyond that goes together with the next. What waits is bounded: then the oldest
 * droppable message makes room for the newest.
 */
export class Outbox {
  readonly #options: OutboxOptions;
  readonly #maxWaitingCharacters: number;
  readonly #maxUnderWay: number;
  readonly #waiting: Entry[] = [];
  #waitingCharacters = 0;
  #underWay = 0;
  #overflowing = false;
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
   */
  push(json: string, droppable: boolean): void {
    if (this.#failed) return;
    this.#waiting.push({ json, droppable });
    this.#waitingCharacters += json.length;
    this.#makeRoom();
    this.#deliverNext();
  }

  #makeRoom(): void {
    while (this.#waitingCharacters > this.#maxWaitingCharacters) {
      const oldest = this.#waiting.findIndex(({ droppable }) => droppable);
      const [dropped] = oldest < 0 ? [] : this.#waiting.splice(oldest, 1);
      if (!dropped) return;
      this.#waitingCharacters -= dropped.json.length;
      if (!this.#overflowing) this.#options.onOverflow();
      this.#overflowing = true;
    }
  }

  #deliverNext(): void {
    while (this.#waiting.length > 0 && this.#underWay < this.#maxUnderWay) {
      this.#underWay++;
      this.#options.deliver(this.#takeBatch()).then(this.#onTaken, this.#onFailure);
    }
  }

  readonly #onTaken = (): void => {
    this.#underWay--;
    this.#deliverNext();
    if (this.#underWay === 0) this.#overflowing = false;
  };

  readonly #onFailure = (error: unknown): void => {
    if (this.#failed) return;
    this.#failed = true;
    this.#waiting.length = 0;
    this.#options.onFailure(error);
  };

  #takeBatch(): string {
    let characters = 0;
    let count = 0;
    for (const { json } of this.#waiting) {
      if (count > 0 && characters + json.length > MAX_BATCH_CHARACTERS) break;
      characters += json.length;
      count++;
    }
    this.#waitingCharacters -= characters;
    const batch = this.#waiting.splice(0, count).map(({ json }) => json);
    return `[${batch.join(',')}]`;
  }
}
