import { decodeMessage, encodeMessage } from './message-codec.js';
import { Outbox } from './outbox.js';

/** Longest wait, in ms, for messages under way when a connection is closed. */
const FLUSH_MS = 250;

/** What a {@link DefaultChannel} reports. */
export interface DefaultChannelEvents {
  readonly onOpen: () => void;
  readonly onMessage: (message: unknown) => void;
}

/** The channel of a connection's messages: one after the other, as peers come and go; what is put waits meanwhile. */
export class DefaultChannel {
  readonly #events: DefaultChannelEvents;
  readonly #outbox = new Outbox();
  #channel: RTCDataChannel | undefined;

  constructor(events: DefaultChannelEvents) {
    this.#events = events;
  }

  /**
   * Send a message, now or when a channel is open.
   * @throws DataChannelError `not-serializable`, `message-too-large` or `channel-full`
   */
  put(message: unknown): void {
    this.#outbox.put(encodeMessage(message));
  }

  /**
   * Use `channel` from now on.
   * @param maxMessageBytes - asked once it is open: the largest message that the other peer takes
   */
  adopt(channel: RTCDataChannel, maxMessageBytes: () => number | undefined): void {
    this.#channel = channel;
    const open = (): void => {
      if (this.#channel !== channel) return;
      this.#outbox.open(channel, maxMessageBytes());
      this.#events.onOpen();
    };
    channel.addEventListener('message', ({ data }) => {
      if (this.#channel === channel) this.#events.onMessage(decodeMessage(data));
    });
    channel.addEventListener('open', open);
    if (channel.readyState === 'open') open();
  }

  /** The channel is gone; what is put waits for the next one. */
  drop(): void {
    this.#outbox.shut();
    this.#channel = undefined;
  }

  /** Resolve when what was sent has left, or after a quarter of a second. */
  async flush(): Promise<void> {
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
}
