/** How an {@link Outbox} delivers, and whom it tells. */
export interface OutboxOptions {
  /** Carry a batch (JSON text of an array) across; the next one follows when it settles. */
  readonly deliver: (batch: string) => Promise<unknown>;
  /** Messages are lost from now on, until the other side has caught up. */
  readonly onOverflow: () => void;
  /** The other side is gone; nothing more is delivered. */
  readonly onFailure: (error: unknown) => void;
  /** How many characters may wait; 8 million by default. */
  readonly maxWaitingCharacters?: number;
}

interface Entry {
  readonly json: string;
  readonly droppable: boolean;
}

const MAX_WAITING_CHARACTERS = 8_000_000;
const MAX_BATCH_CHARACTERS = 500_000;

/**
 * Carries messages across the bridge in order, one batch at a time: what comes while a batch is under way goes
 * with the next. What waits is bounded: then the oldest droppable message makes room for the newest.
 */
export class Outbox {
  readonly #options: OutboxOptions;
  readonly #maxWaitingCharacters: number;
  readonly #waiting: Entry[] = [];
  #waitingCharacters = 0;
  #delivering = false;
  #overflowing = false;
  #failed = false;

  constructor(options: OutboxOptions) {
    this.#options = options;
    this.#maxWaitingCharacters = options.maxWaitingCharacters ?? MAX_WAITING_CHARACTERS;
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
    if (!this.#delivering) void this.#deliverAll();
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

  async #deliverAll(): Promise<void> {
    this.#delivering = true;
    try {
      while (this.#waiting.length > 0) await this.#options.deliver(this.#takeBatch());
      this.#overflowing = false;
    } catch (error) {
      this.#failed = true;
      this.#waiting.length = 0;
      this.#options.onFailure(error);
    } finally {
      this.#delivering = false;
    }
  }

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
