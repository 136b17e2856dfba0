import { SubscriptionClosed } from '../errors.js';
import { Intake } from './intake.js';
import type { Source, Subscription } from './subscription.js';
import { SubscriptionProducer } from './subscription-producer.js';

/**
 * Both at once: outputs values of type `Out`, takes in values of type `In`.
 *
 * @see rtcbot/base/base.py, `SubscriptionProducerConsumer`
 */
export class SubscriptionProducerConsumer<In, Out = In> extends SubscriptionProducer<Out> {
  readonly #intake = new Intake<In>();

  /** @param createSubscription - makes what `subscribe()` and `get()` read from; a `Queue` by default */
  constructor(createSubscription?: () => Subscription<Out>) {
    super(createSubscription);
    this.put_nowait = this.put_nowait.bind(this);
    this.putSubscription = this.putSubscription.bind(this);
    this.stopSubscription = this.stopSubscription.bind(this);
  }

  /** What `putSubscription` was given, while it is read. */
  get subscription(): Source<In> | undefined {
    return this.#intake.source;
  }

  /**
   * Put one value; stops reading from a subscription.
   * @throws SubscriptionClosed after `close`
   */
  put_nowait(value: In): void {
    if (this.closed) throw new SubscriptionClosed();
    this.#intake.put(value);
  }

  /**
   * Read values from a subscription, a producer, or an async iterable until told otherwise.
   * Replacing one by another is seamless.
   * @throws RtcError `bad-argument` if it is none of these; SubscriptionClosed after `close`
   */
  putSubscription(source: Source<In>): void {
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
  protected _get(): Promise<In> {
    return this.#intake.get();
  }

  protected override _close(): void | Promise<void> {
    this.#intake.close();
    return super._close();
  }
}
