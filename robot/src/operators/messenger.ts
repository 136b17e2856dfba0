import {
  jsonText,
  pump,
  SubscriptionClosed,
  SubscriptionProducerConsumer,
} from '@rtcbot-web/sdk/subscriptions';
import { bytesOf } from '../../wire/bytes.js';

/** What sends and receives messages: any value that JSON can carry, and bytes. `More` is what callbacks are told beside one. */
export abstract class Messenger<
  More extends readonly unknown[] = [],
> extends SubscriptionProducerConsumer<unknown, unknown, More> {
  constructor() {
    super();
    this.send = this.send.bind(this);
    // One value that cannot be sent does not end the others.
    void pump(
      () => this._get(),
      (message) => this._sendPayload(toPayload(message)),
      (error) => this._reportUnsent(error),
    );
  }

  /**
   * Send one message, a JSON value or bytes (an ArrayBuffer or a view of one, as a Buffer is); stops reading from a
   * subscription.
   * @throws DataChannelError `not-serializable` that names what JSON cannot carry; SubscriptionClosed after `close`
   */
  override put_nowait(message: unknown): void {
    if (this.closed) throw new SubscriptionClosed();
    const payload = toPayload(message);
    this.stopSubscription();
    this._sendPayload(payload);
  }

  /** The same as `put_nowait`. */
  send(message: unknown): void {
    this.put_nowait(message);
  }

  /** Subclasses carry a message to where it goes; `payload` is the text of a field or two of a JSON object. */
  protected abstract _sendPayload(payload: string): void;

  /** Subclasses tell somebody that a value from a subscription could not be sent. */
  protected abstract _reportUnsent(error: unknown): void;
}

function toPayload(message: unknown): string {
  const bytes = bytesOf(message);
  if (!bytes) return `"text":${JSON.stringify(jsonText(message))}`;
  const { buffer, byteOffset, byteLength } = bytes;
  return `"base64":"${Buffer.from(buffer, byteOffset, byteLength).toString('base64')}"`;
}
