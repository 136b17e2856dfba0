import type { GetOptions, Gettable, Producer, Subscription } from './subscription.js';
import { unsubscribeQuietly } from './source-reader.js';
import { valuesOf } from './pump.js';

/**
 * Subscribes to a producer at the first `get`, not now: what comes before anybody reads is not kept. So
 * sound that waits for a connection does not come late for ever after.
 *
 * @see rtcbot/subscriptions.py, `DelayedSubscription`
 * @example
 * ```ts
 * speaker.putSubscription(new DelayedSubscription(microphone));
 * ```
 */
export class DelayedSubscription<T> implements Gettable<T>, AsyncIterable<T> {
  readonly #producer: Producer<T>;
  readonly #given: Subscription<T> | undefined;
  #current: Subscription<T> | undefined;

  /**
   * @param producer - what to subscribe to, when it is time
   * @param subscription - what to subscribe to it; by default what its `subscribe()` makes
   */
  constructor(producer: Producer<T>, subscription?: Subscription<T>) {
    this.#producer = producer;
    this.#given = subscription;
    this.get = this.get.bind(this);
    this.unsubscribe = this.unsubscribe.bind(this);
  }

  /**
   * Wait for the next value; the first call subscribes.
   * @throws SubscriptionClosed once the producer is closed
   */
  get(options?: GetOptions): Promise<T> {
    const producer = this.#producer;
    this.#current ??= this.#given ? producer.subscribe(this.#given) : producer.subscribe();
    return this.#current.get(options);
  }

  /** Unsubscribe from the producer, if subscribed; the next `get` subscribes anew. */
  unsubscribe(): void {
    const current = this.#current;
    if (!current) return;
    this.#current = undefined;
    unsubscribeQuietly(this.#producer, current);
    if (current !== this.#given) current.close();
  }

  /** Values in turn until the producer is closed; leaving the loop unsubscribes. */
  [Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    return valuesOf(this, this.unsubscribe);
  }
}
