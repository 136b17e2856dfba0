import { DataChannelError } from '../errors.js';
import { reportCallbackError } from '../subscriptions/listeners.js';

/** How many bytes may wait for a channel to open before `put` refuses. */
export const OUTBOX_LIMIT_BYTES = 4 * 1024 * 1024;

/** A message as it goes over the wire. */
export type Encoded = string | ArrayBuffer;

/** The parts of an RTCDataChannel that sending needs. */
export interface SendChannel {
  readonly readyState: RTCDataChannelState;
  send(data: string | ArrayBuffer): void;
}

/** Messages on their way out: kept in order until a channel is open, handed over as soon as it is. */
export class Outbox {
  readonly #encoder = new TextEncoder();
  #channel: SendChannel | undefined;
  #waiting: Encoded[] = [];
  #waitingBytes = 0;
  #maxMessageBytes = Infinity;

  /**
   * Send now, or keep until a channel is open.
   * @throws DataChannelError `message-too-large`, or `channel-full` when too much waits
   */
  put(message: Encoded): void {
    const bytes = this.#sizeOf(message);
    if (bytes > this.#maxMessageBytes) {
      throw new DataChannelError(
        'message-too-large',
        `The message has ${String(bytes)} bytes; the other peer takes at most ${String(this.#maxMessageBytes)}. Send it in parts.`,
      );
    }
    if (this.#channel?.readyState === 'open') {
      this.#send(this.#channel, message);
      return;
    }
    if (this.#waitingBytes + bytes > OUTBOX_LIMIT_BYTES) {
      throw new DataChannelError(
        'channel-full',
        'More than 4 MiB of messages wait for the connection. Send less while it is not ready.',
      );
    }
    this.#waiting.push(message);
    this.#waitingBytes += bytes;
  }

  /**
   * Send through `channel` from now on, first of all what waits. What turns out to be too large for the other peer,
   * when nobody is there to catch it any more, is reported as an uncaught error; the rest goes.
   */
  open(channel: SendChannel, maxMessageBytes = Infinity): void {
    this.#channel = channel;
    this.#maxMessageBytes = maxMessageBytes;
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#waitingBytes = 0;
    for (const message of waiting) {
      try {
        this.put(message);
      } catch (error) {
        reportCallbackError(error);
      }
    }
  }

  /** The channel is gone: keep what is put until the next one opens. */
  shut(): void {
    this.#channel = undefined;
  }

  #send(channel: SendChannel, message: Encoded): void {
    try {
      channel.send(message);
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new DataChannelError(
        'channel-full',
        `The browser did not take the message: ${reason}`,
        {
          cause,
        },
      );
    }
  }

  /** Length in bytes; of a text exactly only where it can matter: short ones are far below every limit. */
  #sizeOf(message: Encoded): number {
    if (typeof message !== 'string') return message.byteLength;
    const isShort = message.length * 3 <= 16_384;
    return isShort ? message.length : this.#encoder.encode(message).byteLength;
  }
}
