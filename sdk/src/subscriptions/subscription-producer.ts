import { Fanout } from './fanout.js';
import { Lifecycle } from './lifecycle.js';
import { deliver } from './listeners.js';
import { Queue } from './queue.js';
import type { GetOptions, Producer, Subscriber, Subscription } from './subscription.js';

/**
 * Outputs values of type `T` to any number of subscribers, each of which gets every value; functions get `More` as well.
 * Subclass it and call `_put_nowait(value)`.
 *
 * @see rtcbot/base/base.py, `SubscriptionProducer`
 */
export class SubscriptionProducer<T, More extends readonly unknown[] = []>
  extends Lifecycle
  implements Producer<T>
{
  readonly #fanout: Fanout<T, More>;

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
  subscribe<S extends Subscriber<T, More>>(subscriber: S): S;
  subscribe(subscriber?: Subscriber<T, More>): Subscriber<T, More> {
    return this.#fanout.subscribe(subscriber);
  }

  /**
   * Stop feeding `subscriber`; without one, drop the subscription that `get()` made (who waits in `get` is told).
   * @throws RtcError `bad-argument` if it was not subscribed
   */
  unsubscribe(subscriber?: Subscriber<T> | Subscriber<T, More>): void {
    // Whoever takes less is one who may be told more: TypeScript does not see that of a `More` that it does not know.
    this.#fanout.unsubscribe(subscriber as Subscriber<T, More> | undefined);
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

  /** Subclasses output a value with this. @param more - what functions are told beside it, such as who has sent it */
  protected _put_nowait(value: T, ...more: More): void {
    this.#fanout.put(value, ...more);
  }

  /** Hand what is known already to a new subscriber, soon, unless it is taken off by then. @internal */
  protected _catchUp(subscriber: Subscriber<T, More>, value: T, ...more: More): void {
    queueMicrotask(() => {
      if (this.#fanout.has(subscriber)) deliver(subscriber, value, ...more);
    });
  }

  protected override _close(): void | Promise<void> {
    this.#fanout.close();
  }
}
