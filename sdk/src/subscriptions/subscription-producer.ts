import { Fanout } from './fanout.js';
import { Lifecycle } from './lifecycle.js';
import { deliver } from './listeners.js';
import { Queue } from './queue.js';
import type { GetOptions, Producer, Subscriber, Subscription } from './subscription.js';

/**
 * Outputs values of type `T` to any number of subscribers, each of which gets every value.
 * Subclass it and call `_put_nowait(value)`.
 *
 * @see rtcbot/base/base.py, `SubscriptionProducer`
 */
export class SubscriptionProducer<T> extends Lifecycle implements Producer<T> {
  readonly #fanout: Fanout<T>;

  /**
   * @param createSubscription - makes what `subscribe()` and `get()` read from; a `Queue` by default
   * @param defaultAutosubscribe - keep values for `get()` from the start, not from its first call
   */
  constructor(
    createSubscription: () => Subscription<T> = () => new Queue<T>(),
    defaultAutosubscribe = false,
  ) {
    super();
    this.#fanout = new Fanout(createSubscription, defaultAutosubscribe);
    this.subscribe = this.subscribe.bind(this);
    this.unsubscribe = this.unsubscribe.bind(this);
    this.unsubscribeAll = this.unsubscribeAll.bind(this);
    this.get = this.get.bind(this);
  }

  /** Make and return a new subscription of the default kind. */
  subscribe(): Subscription<T>;
  /** Feed `subscriber`, a function or an object with `put_nowait`, with every value from now on; returns it. */
  subscribe<S extends Subscriber<T>>(subscriber: S): S;
  subscribe(subscriber?: Subscriber<T>): Subscriber<T> {
    return this.#fanout.subscribe(subscriber);
  }

  /**
   * Stop feeding `subscriber`; without one, drop the subscription that `get()` made (who waits in `get` is told).
   * @throws RtcError `bad-argument` if it was not subscribed
   */
  unsubscribe(subscriber?: Subscriber<T>): void {
    this.#fanout.unsubscribe(subscriber);
  }

  /** Stop feeding everybody. */
  unsubscribeAll(): void {
    this.#fanout.unsubscribeAll();
  }

  /**
   * Wait for the next value. The first call makes a subscription that later calls share.
   * @throws SubscriptionClosed once closed
   */
  get(options?: GetOptions): Promise<T> {
    return this.#fanout.get(options);
  }

  /** Subclasses output a value with this. */
  protected _put_nowait(value: T): void {
    this.#fanout.put(value);
  }

  /** Hand what is known already to a new subscriber, soon, unless it is taken off by then. @internal */
  protected _catchUp(subscriber: Subscriber<T>, value: T): void {
    queueMicrotask(() => {
      if (this.#fanout.has(subscriber)) deliver(subscriber, value);
    });
  }

  protected override _close(): void | Promise<void> {
    this.#fanout.close();
  }
}
