import { Redis } from 'ioredis';
import { REMOVE } from './redis-scripts.js';
import { inboxKeysOf } from './shared-state.js';

/** Redis answers at the latest then, even if nothing has come. */
const BLOCK_MS = 1000;
const TIMEOUT_MS = 3000;
/** Before another try while Redis is out of reach. */
const PAUSE_MS = 200;
const TAKE_AT_ONCE = 100;

/** An entry of a stream, as Redis has it. */
type Entry = readonly [id: string, fields: readonly [name: string, text: string]];

/** Options of an inbox. */
export interface InboxOptions {
  /** Of Redis. */
  readonly url: string;
  /** The node whose inbox it is; changes when its lease was lost. */
  readonly nodeId: () => string;
  /** Takes each text once, in the order in which they were put there. Never throws. */
  readonly onText: (text: string) => void;
}

/**
 * Takes what other nodes put into the inbox of this one. It is a stream that holds what has not been taken, so it is
 * read from its start: what was taken is removed right before the next read, and nothing is read if that fails.
 */
export class Inbox {
  readonly #options: InboxOptions;
  /** Its own, as it waits most of the time. */
  readonly #redis: Redis;
  /** What has been handed on and is still in Redis: of which node, and the texts by id. */
  #taken: { nodeId: string; texts: ReadonlyMap<string, string> } | undefined;
  #isClosed = false;

  constructor(options: InboxOptions) {
    this.#options = options;
    this.#redis = new Redis(options.url, {
      commandTimeout: TIMEOUT_MS,
      enableOfflineQueue: false,
      maxRetriesPerRequest: null,
      retryStrategy: () => PAUSE_MS,
    });
    this.#redis.on('error', () => undefined); // the beat says so
  }

  /** Start to take. */
  open(): void {
    void this.#run();
  }

  /** Take nothing more. */
  close(): void {
    this.#isClosed = true;
    this.#redis.disconnect();
  }

  async #run(): Promise<void> {
    while (!this.#isClosed)
      try {
        await this.#take(this.#options.nodeId());
      } catch {
        // Redis is out of reach: what was not taken is still there when it is back, or its senders know that it is not
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      }
  }

  async #take(nodeId: string): Promise<void> {
    const [inbox] = inboxKeysOf(nodeId);
    // One after the other on the same connection: what is removed is not read again
    const removed = this.#remove();
    const read = this.#redis.xread('COUNT', TAKE_AT_ONCE, 'BLOCK', BLOCK_MS, 'STREAMS', inbox, '0');
    const [, streams] = await Promise.all([removed, read]);
    const entries = (streams?.[0]?.[1] ?? []) as unknown as readonly Entry[];
    const texts = new Map(entries.map(([id, [, text]]) => [id, text]));
    this.#taken = texts.size > 0 ? { nodeId, texts } : undefined;
    for (const text of texts.values()) this.#options.onText(text);
  }

  async #remove(): Promise<void> {
    if (!this.#taken) return;
    const { nodeId, texts } = this.#taken;
    const keys = inboxKeysOf(nodeId);
    const bytes = [...texts.values()].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
    await this.#redis.eval(REMOVE, keys.length, ...keys, bytes, ...texts.keys());
  }
}
