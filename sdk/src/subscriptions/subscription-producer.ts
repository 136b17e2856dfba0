import { RtcError } from '../errors.js';
import { Lifecycle } from './lifecycle.js';
import { deliver, ListenerSet } from './listeners.js';
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
  readonly #subscribers = new ListenerSet<Subscriber<T, More>>();
  readonly #createSubscription: () => Subscription<T>;
  /** Subscriptions that were made here. */
  readonly #made = new WeakSet<Subscriber<T, More>>();
  /** The one behind `get()`. */
  #own: Subscription<T> | undefined;
  #isOver = false;

  /**
   * @param createSubscription - makes what `subscribe()` and `get()` read from; a `Queue` by default
   * @param defaultAutosubscribe - keep values for `get()` from the start, not from its first call
   */
  constructor(
    createSubscription: () => Subscription<T> = () => new Queue<T>(),
    defaultAutosubscribe = false,
  ) {
    super();
    this.#createSubscription = createSubscription;
    if (defaultAutosubscribe) this.#openOwn();
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
    const added = subscriber ?? this.#make();
    if (typeof added !== 'function' && typeof added.put_nowait !== 'function') {
      throw new RtcError(
        'bad-argument',
        'subscribe() takes nothing, a function, or an object with put_nowait.',
      );
    }
    if (!this.#isOver) this.#subscribers.add(added);
    return added;
  }

  /**
   * Stop feeding `subscriber`; without one, drop the subscription that `get()` made (who waits in `get` is told).
   * @throws RtcError `bad-argument` if it was not subscribed
   */
  unsubscribe(subscriber?: Subscriber<T> | Subscriber<T, More>): void {
    // Whoever takes less is one who may be told more: TypeScript does not see that of a `More` that it does not know.
    const removed = (subscriber as Subscriber<T, More> | undefined) ?? this.#own;
    if (!removed) return;
    if (removed === this.#own) this.#dropOwn();
    if (!this.#subscribers.remove(removed) && subscriber && !this.#isOver) {
      throw new RtcError('bad-argument', 'unsubscribe() was given something not subscribed.');
    }
  }

  /** Stop feeding everybody. */
  unsubscribeAll(): void {
    this.#subscribers.clear();
    this.#dropOwn();
  }

  /**
   * Wait for the next value. The first call makes a subscription that later calls share.
   * @throws SubscriptionClosed once closed
   */
  get(options?: GetOptions): Promise<T> {
    return (this.#own ?? this.#openOwn()).get(options);
  }

  /** Subclasses output a value with this. @param more - what functions are told beside it, such as who has sent it */
  protected _put_nowait(value: T, ...more: More): void {
    for (const subscriber of this.#subscribers) {
      if (!deliver(subscriber, value, ...more)) this.#subscribers.remove(subscriber);
    }
  }

  /** Hand what is known already to a new subscriber, soon, unless it is taken off by then. @internal */
  protected _catchUp(subscriber: Subscriber<T, More>, value: T, ...more: More): void {
    queueMicrotask(() => {
      if (this.#subscribers.has(subscriber)) deliver(subscriber, value, ...more);
    });
  }

  /** Ends the subscriptions made here, so that nobody waits for ever, and forgets all. */
  protected override _close(): void | Promise<void> {
    this.#isOver = true;
    for (const subscriber of this.#subscribers) {
      if (this.#made.has(subscriber)) (subscriber as Subscription<T>).close();
    }
    this.#subscribers.clear();
  }

  #openOwn(): Subscription<T> {
    this.#own = this.#make();
    if (!this.#isOver) this.#subscribers.add(this.#own);
    return this.#own;
  }

  /** Nobody else can feed it: those who wait in `get` are told. */
  #dropOwn(): void {
    this.#own?.close();
    this.#own = undefined;
  }

  #make(): Subscription<T> {
    const subscription = this.#createSubscription();
    this.#made.add(subscription);
    if (this.#isOver) subscription.close();
    return subscription;
  }
}
