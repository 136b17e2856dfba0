import {
  RtcError,
  SubscriptionClosed,
  SubscriptionProducerConsumer,
} from '@rtcbot-web/sdk/subscriptions';

/** What sends and receives messages: any value that JSON can carry. */
export abstract class Messenger extends SubscriptionProducerConsumer<unknown> {
  constructor() {
    super();
    this.send = this.send.bind(this);
    void this.#forward();
  }

  /**
   * Send one message; stops reading from a subscription.
   * @throws RtcError `not-serializable` if JSON cannot carry it; SubscriptionClosed after `close`
   */
  override put_nowait(message: unknown): void {
    if (this.closed) throw new SubscriptionClosed();
    const json = toJson(message);
    this.stopSubscription();
    this._sendJson(json);
  }

  /** The same as `put_nowait`. */
  send(message: unknown): void {
    this.put_nowait(message);
  }

  /** Subclasses carry a message, as JSON text, to where it goes. */
  protected abstract _sendJson(json: string): void;

  /** Subclasses tell somebody that a value from a subscription could not be sent. */
  protected abstract _reportUnsent(error: unknown): void;

  /** Sends what comes from a subscription; one value that cannot be sent does not end the others. */
  async #forward(): Promise<void> {
    while (!this.closed) {
      try {
        this._sendJson(toJson(await this._get()));
      } catch (error) {
        if (!(error instanceof SubscriptionClosed)) this._reportUnsent(error);
      }
    }
  }
}

function toJson(message: unknown): string {
  let cause: unknown;
  try {
    // Despite its type, undefined for a function or undefined itself.
    const json = JSON.stringify(message) as string | undefined;
    if (json !== undefined) return json;
  } catch (error) {
    cause = error;
  }
  throw new RtcError(
    'not-serializable',
    `A message must be a value that JSON can carry; this ${typeof message} is none.`,
    { cause },
  );
}
