import { SubscriptionClosed } from '../errors.js';
import { pump } from '../subscriptions/pump.js';
import { SubscriptionConsumer } from '../subscriptions/subscription-consumer.js';

/** Presents what it is given, each value in place of the one before. */
export abstract class MediaSink<T> extends SubscriptionConsumer<T> {
  #presenting = new AbortController();

  constructor() {
    super();
    const present = (value: T): void => {
      this._present(value);
    };
    void pump(
      () => this._get(),
      present,
      (error) => {
        this._setError(error as Error);
      },
    );
  }

  /** Present a value, until `signal` aborts. */
  protected abstract _present(value: T): void;

  /** Ends what is presented; returns the signal for what comes now. */
  protected _replace(): AbortSignal {
    this.#presenting.abort();
    this.#presenting = new AbortController();
    return this.#presenting.signal;
  }

  /**
   * Present a value at once; stops reading from a subscription.
   * @throws SubscriptionClosed after `close`
   */
  override put_nowait(value: T): void {
    if (this.closed) throw new SubscriptionClosed();
    this.stopSubscription();
    this._present(value);
  }

  protected override _close(): void | Promise<void> {
    this.#presenting.abort();
    return super._close();
  }
}
