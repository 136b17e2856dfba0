/** The shapes that everything which moves data shares. */

/** Takes values without waiting. Named as in RTCBot. */
export interface Puttable<T> {
  /** Hand over one value; never waits. */
  put_nowait(value: T): void;
}

/** Options of a wait for a value. */
export interface GetOptions {
  /** Gives the wait up; the value then goes to whoever asks next. */
  readonly signal?: AbortSignal | undefined;
}

/** Yields values one by one. */
export interface Gettable<T> {
  /**
   * Wait for the next value.
   * @throws SubscriptionClosed (as rejection) once no more values can come
   */
  get(options?: GetOptions): Promise<T>;
}

/**
 * A buffer between a producer and a consumer: RTCBot's asyncio.Queue or MostRecentSubscription.
 * `for await (const value of subscription)` ends when the subscription is closed, and leaving the loop
 * closes it.
 */
export interface Subscription<T> extends Puttable<T>, Gettable<T>, AsyncIterable<T> {
  /** End it: values that wait are still handed out, then `get` rejects. Idempotent. */
  close(): void;
}

/**
 * A function that is called with each value, and with `More`, such as who has sent it; what it returns is not waited for, a
 * rejection is reported.
 */
export type SubscriptionCallback<T, More extends readonly unknown[] = []> = (
  value: T,
  ...more: More
) => unknown;

/** Whatever can be given to `subscribe`. */
export type Subscriber<T, More extends readonly unknown[] = []> =
  Puttable<T> | SubscriptionCallback<T, More>;

/** Anything that outputs data. */
export interface Producer<T> {
  /** Make and return a new subscription of this producer's default kind. */
  subscribe(): Subscription<T>;
  /** Feed `subscriber` with every value; returns it. */
  subscribe<S extends Subscriber<T>>(subscriber: S): S;
  /** Stop feeding `subscriber`. */
  unsubscribe(subscriber?: Subscriber<T>): void;
}

/** Whatever can be given to `putSubscription`. */
export type Source<T> = Gettable<T> | Producer<T> | AsyncIterable<T>;
