import { RtcError } from '../errors.js';
import { deliver, ListenerSet } from './listeners.js';
import type { GetOptions, Subscriber, Subscription } from './subscription.js';

/** The producing half of every object: who listens, and the subscription behind `get()`. */
export class Fanout<T, More extends readonly unknown[]> {
  readonly #subscribers = new ListenerSet<Subscriber<T, More>>();
  readonly #made = new WeakSet<Subscriber<T, More>>();
  readonly #create: () => Subscription<T>;
  #own: Subscription<T> | undefined;
  #closed = false;

  /**
   * @param create - makes the default kind of subscription
   * @param autosubscribe - make the one behind `get()` now, so that no value before the first `get` is missed
   */
  constructor(create: () => Subscription<T>, autosubscribe = false) {
    this.#create = create;
    if (autosubscribe) this.#openOwn();
  }

  /** How many subscribers there are. */
  get size(): number {
    return this.#subscribers.size;
  }

  has(subscriber: Subscriber<T, More>): boolean {
    return this.#subscribers.has(subscriber);
  }

  subscribe(subscriber?: Subscriber<T, More>): Subscriber<T, More> {
    const added = subscriber ?? this.#make();
    if (typeof added !== 'function' && typeof added.put_nowait !== 'function') {
      throw new RtcError(
        'bad-argument',
        'subscribe() takes nothing, a function, or an object with put_nowait.',
      );
    }
    if (!this.#closed) this.#subscribers.add(added);
    return added;
  }

  unsubscribe(subscriber?: Subscriber<T, More>): void {
    const removed = subscriber ?? this.#own;
    if (!removed) return;
    if (removed === this.#own) this.#dropOwn();
    if (!this.#subscribers.remove(removed) && subscriber && !this.#closed) {
      throw new RtcError('bad-argument', 'unsubscribe() was given something not subscribed.');
    }
  }

  unsubscribeAll(): void {
    this.#subscribers.clear();
    this.#dropOwn();
  }

  get(options?: GetOptions): Promise<T> {
    return (this.#own ?? this.#openOwn()).get(options);
  }

  put(value: T, ...more: More): void {
    for (const subscriber of this.#subscribers) {
      if (!deliver(subscriber, value, ...more)) this.#subscribers.remove(subscriber);
    }
  }

  /** Ends the subscriptions made here, so that nobody waits for ever, and forgets all. */
  close(): void {
    this.#closed = true;
    for (const subscriber of this.#subscribers) {
      if (this.#made.has(subscriber)) (subscriber as Subscription<T>).close();
    }
    this.#subscribers.clear();
  }

  #openOwn(): Subscription<T> {
    this.#own = this.#make();
    if (!this.#closed) this.#subscribers.add(this.#own);
    return this.#own;
  }

  /** Nobody else can feed it: those who wait in `get` are told. */
  #dropOwn(): void {
    this.#own?.close();
    this.#own = undefined;
  }

  #make(): Subscription<T> {
    const subscription = this.#create();
    this.#made.add(subscription);
    if (this.#closed) subscription.close();
    return subscription;
  }
}
