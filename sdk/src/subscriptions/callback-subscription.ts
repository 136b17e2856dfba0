import { SubscriptionClosed } from '../errors.js';
import { deliver } from './listeners.js';
import type { Puttable, SubscriptionCallback } from './subscription.js';

/**
 * Makes a subscription of a function. `subscribe` takes functions as they are; this is for what takes
 * only objects with `put_nowait`, and for callbacks that must not run inside the producer's own call.
 *
 * @see rtcbot/subscriptions.py, `CallbackSubscription`
 * @example
 * ```ts
 * const later = new CallbackSubscription((value) => console.log(value));
 * producer.subscribe(later);
 * ```
 */
export class CallbackSubscription<T> implements Puttable<T> {
  readonly #callback: SubscriptionCallback<T>;
  readonly #runDirect: boolean;
  #wantsMore = true;

  /**
   * @param callback - called with each value, in order; its errors are reported and go no further
   * @param runDirect - call it inside `put_nowait`; by default it is called as soon as the running code is done
   */
  constructor(callback: SubscriptionCallback<T>, runDirect = false) {
    this.#callback = callback;
    this.#runDirect = runDirect;
    this.put_nowait = this.put_nowait.bind(this);
  }

  /**
   * Call the callback with `value`.
   * @throws SubscriptionClosed once the callback has thrown that: what it hands values on to is closed
   */
  put_nowait(value: T): void {
    if (!this.#wantsMore) throw new SubscriptionClosed();
    const call = (): void => {
      this.#wantsMore = deliver(this.#callback, value);
    };
    if (this.#runDirect) call();
    else queueMicrotask(call);
  }
}
