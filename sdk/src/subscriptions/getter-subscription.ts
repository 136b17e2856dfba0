import type { GetOptions, Gettable } from './subscription.js';
import { valuesOf } from './pump.js';

/**
 * Makes something for `putSubscription` of an async function: it is called for each value that is wanted.
 * It must wait until there is a new value; one that resolves at once is called without end.
 *
 * @see rtcbot/subscriptions.py, `GetterSubscription`
 * @example
 * ```ts
 * conn.putSubscription(new GetterSubscription(() => sensor.read()));
 * ```
 */
export class GetterSubscription<T> implements Gettable<T>, AsyncIterable<T> {
  readonly #getter: (options: GetOptions) => Promise<T>;

  /** @param getter - resolves with the next value; rejects with `SubscriptionClosed` when there will be none */
  constructor(getter: (options: GetOptions) => Promise<T>) {
    this.#getter = getter;
    this.get = this.get.bind(this);
  }

  /** Wait for what the function resolves with. */
  async get(options: GetOptions = {}): Promise<T> {
    const getter = this.#getter;
    return await getter(options);
  }

  /** Values in turn until the function rejects with `SubscriptionClosed`. */
  [Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    return valuesOf(this);
  }
}
