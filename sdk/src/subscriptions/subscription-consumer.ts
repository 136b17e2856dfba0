import { Lifecycle } from './lifecycle.js';
import { SourceReader } from './source-reader.js';
import type { Source, Subscription } from './subscription.js';
import { SubscriptionProducer } from './subscription-producer.js';

/**
 * Takes in values of type `T`. Subclass it and read `await this._get()` until it throws `SubscriptionClosed`, as `pump` does.
 *
 * @see rtcbot/base/base.py, `SubscriptionConsumer`
 */
export class SubscriptionConsumer<T> extends Lifecycle {
  readonly #input: SourceReader<T>;

  /** @param createDirect - makes what keeps values of `put_nowait` until they are read; a `Queue` by default */
  constructor(createDirect?: () => Subscription<T>) {
    super();
    this.#input = new SourceReader(this, createDirect);
    this.put_nowait = this.put_nowait.bind(this);
    this.putSubscription = this.putSubscription.bind(this);
    this.stopSubscription = this.stopSubscription.bind(this);
  }

  /** What `putSubscription` was given, while it is read. */
  get subscription(): Source<T> | undefined {
    return this.#input.source;
  }

  /**
   * Put one value; stops reading from a subscription.
   * @throws SubscriptionClosed after `close`
   */
  put_nowait(value: T): void {
    this.#input.put(value);
  }

  /**
   * Read values from a subscription, a producer, or an async iterable until told otherwise.
   * Replacing one by another is seamless.
   * @throws RtcError `bad-argument` if it is none of these; SubscriptionClosed after `close`
   */
  putSubscription(source: Source<T>): void {
    this.#input.read(source);
  }

  /** Stop reading from the subscription; values come from `put_nowait` again. */
  stopSubscription(): void {
    this.#input.stop();
  }

  /**
   * Subclasses wait for the next value with this.
   * @throws SubscriptionClosed once closed
   */
  protected _get(): Promise<T> {
    return this.#input.get();
  }

  protected override _close(): void | Promise<void> {
    this.#input.close();
  }
}

/**
 * Both at once: outputs values of type `Out`, takes in values of type `In`.
 *
 * @see rtcbot/base/base.py, `SubscriptionProducerConsumer`
 */
export class SubscriptionProducerConsumer<
  In,
  Out = In,
  More extends readonly unknown[] = [],
> extends SubscriptionProducer<Out, More> {
  readonly #input: SourceReader<In>;

  /**
   * @param createSubscription - makes what `subscribe()` and `get()` read from; a `Queue` by default
   * @param createDirect - makes what keeps values of `put_nowait` until they are read; a `Queue` by default
   * @param defaultAutosubscribe - keep values for `get()` from the start, not from its first call
   */
  constructor(
    createSubscription?: () => Subscription<Out>,
    createDirect?: () => Subscription<In>,
    defaultAutosubscribe?: boolean,
  ) {
    super(createSubscription, defaultAutosubscribe);
    this.#input = new SourceReader(this, createDirect);
    this.put_nowait = this.put_nowait.bind(this);
    this.putSubscription = this.putSubscription.bind(this);
    this.stopSubscription = this.stopSubscription.bind(this);
  }

  /** What `putSubscription` was given, while it is read. */
  get subscription(): Source<In> | undefined {
    return this.#input.source;
  }

  /**
   * Put one value; stops reading from a subscription.
   * @throws SubscriptionClosed after `close`
   */
  put_nowait(value: In): void {
    this.#input.put(value);
  }

  /**
   * Read values from a subscription, a producer, or an async iterable until told otherwise.
   * Replacing one by another is seamless.
   * @throws RtcError `bad-argument` if it is none of these; SubscriptionClosed after `close`
   */
  putSubscription(source: Source<In>): void {
    this.#input.read(source);
  }

  /** Stop reading from the subscription; values come from `put_nowait` again. */
  stopSubscription(): void {
    this.#input.stop();
  }

  /**
   * Subclasses wait for the next value with this.
   * @throws SubscriptionClosed once closed
   */
  protected _get(): Promise<In> {
    return this.#input.get();
  }

  protected override _close(): void | Promise<void> {
    this.#input.close();
    return super._close();
  }
}
