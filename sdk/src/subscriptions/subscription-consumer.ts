import { SubscriptionClosed } from '../errors.js';
import { Intake } from './intake.js';
import { Lifecycle } from './lifecycle.js';
import type { Source, Subscription } from './subscription.js';

/**
 * Takes in values of type `T`. Subclass it and read `await this._get()` until it throws `SubscriptionClosed`.
 *
 * @see rtcbot/base/base.py, `SubscriptionConsumer`
 */
export class SubscriptionConsumer<T> extends Lifecycle {
  readonly #intake: Intake<T>;

  /** @param createDirect - makes what keeps values of `put_nowait` until they are read; a `Queue` by default */
  constructor(createDirect?: () => Subscription<T>) {
    super();
    this.#intake = new Intake(createDirect);
    this.put_nowait = this.put_nowait.bind(this);
    this.putSubscription = this.putSubscription.bind(this);
    this.stopSubscription = this.stopSubscription.bind(this);
  }

  /** What `putSubscription` was given, while it is read. */
  get subscription(): Source<T> | undefined {
    return this.#intake.source;
  }

  /**
   * Put one value; stops reading from a subscription.
   * @throws SubscriptionClosed after `close`
   */
  put_nowait(value: T): void {
    if (this.closed) throw new SubscriptionClosed();
    this.#intake.put(value);
  }

  /**
   * Read values from a subscription, a producer, or an async iterable until told otherwise.
   * Replacing one by another is seamless.
   * @throws RtcError `bad-argument` if it is none of these; SubscriptionClosed after `close`
   */
  putSubscription(source: Source<T>): void {
    if (this.closed) throw new SubscriptionClosed();
    this.#intake.read(source);
  }

  /** Stop reading from the subscription; values come from `put_nowait` again. */
  stopSubscription(): void {
    this.#intake.stop();
  }

  /**
   * Subclasses wait for the next value with this.
   * @throws SubscriptionClosed once closed
   */
  protected _get(): Promise<T> {
    return this.#intake.get();
  }

  protected override _close(): void | Promise<void> {
    this.#intake.close();
  }
}
