import { SubscriptionClosed } from '../errors.js';
import { reportCallbackError } from '../subscriptions/listeners.js';
import { SubscriptionProducerConsumer } from '../subscriptions/subscription-producer-consumer.js';
import { decodeMessage, encodeMessage } from './message-codec.js';
import { Outbox } from './outbox.js';

/** Longest wait, in ms, for messages under way when something is closed. */
const FLUSH_MS = 250;

/**
 * Messages in and out over a data channel; over one after the other, as peers come and go. What is put while there
 * is none waits.
 */
export abstract class MessageEndpoint extends SubscriptionProducerConsumer<unknown> {
  readonly #outbox = new Outbox();
  #channel: RTCDataChannel | undefined;

  constructor() {
    super();
    this.send = this.send.bind(this);
    void this.#pump();
  }

  /**
   * Send a message: any JSON value, or bytes (an ArrayBuffer or a view of one) as a binary message. Before the
   * connection is ready it waits its turn.
   * @throws DataChannelError `not-serializable`, `message-too-large` or `channel-full`; SubscriptionClosed after `close`
   */
  override put_nowait(message: unknown): void {
    if (this.closed) throw new SubscriptionClosed('It is closed, nothing can be sent.');
    this.stopSubscription();
    this.#outbox.put(encodeMessage(message));
  }

  /** The same as `put_nowait`, as in RTCBot. */
  send(message: unknown): void {
    this.put_nowait(message);
  }

  /**
   * Send over `channel` from now on, and hand out what comes from it.
   * @param maxMessageBytes - asked once it is open: the largest message that the other peer takes
   * @internal
   */
  _adopt(channel: RTCDataChannel, maxMessageBytes: () => number | undefined): void {
    this.#channel = channel;
    channel.binaryType = 'arraybuffer';
    const open = (): void => {
      if (this.#channel !== channel || this.closed) return;
      this.#outbox.open(channel, maxMessageBytes());
      this._setReady(true);
    };
    this._listenTo(channel);
    // What is sent over an incoming channel in the turn in which it comes stays in Chromium's bufferedAmount for ever.
    if (channel.readyState === 'open') setTimeout(open);
    else channel.addEventListener('open', open);
  }

  /** Hand out what comes from `channel`, until the endpoint is closed. @internal */
  _listenTo(channel: RTCDataChannel): void {
    channel.addEventListener('message', ({ data }) => {
      if (!this.closed) this._put_nowait(decodeMessage(data));
    });
  }

  /** The channel is gone; what is put waits for the next one. @internal */
  _drop(): void {
    this.#outbox.shut();
    this.#channel = undefined;
    this._setReady(false);
  }

  /** Resolve when what was sent has left, or after a quarter of a second. @internal */
  async _flush(): Promise<void> {
    const channel = this.#channel;
    if (channel?.readyState !== 'open' || channel.bufferedAmount === 0) return;
    await new Promise<void>((resolve) => {
      setTimeout(resolve, FLUSH_MS);
      channel.bufferedAmountLowThreshold = 0;
      channel.addEventListener('bufferedamountlow', () => {
        resolve();
      });
    });
  }

  /** Sends what `putSubscription` yields; a message that cannot be sent is reported and the next one goes. */
  async #pump(): Promise<void> {
    for (;;) {
      try {
        this.#outbox.put(encodeMessage(await this._get()));
      } catch (error) {
        if (error instanceof SubscriptionClosed) return;
        reportCallbackError(error);
      }
    }
  }
}
