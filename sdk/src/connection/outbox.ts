import { DataChannelError } from '../errors.js';

/** How many bytes may wait for a channel to open before `put` refuses. */
export const OUTBOX_LIMIT_BYTES = 4 * 1024 * 1024;

/** The parts of an RTCDataChannel that sending needs. */
export interface SendChannel {
  readonly readyState: RTCDataChannelState;
  send(text: string): void;
}

/** Messages on their way out: kept in order until a channel is open, handed over as soon as it is. */
export class Outbox {
  readonly #encoder = new TextEncoder();
  #channel: SendChannel | undefined;
  #waiting: string[] = [];
  #waitingBytes = 0;
  #maxMessageBytes = Infinity;

  /**
   * Send now, or keep until a channel is open.
   * @throws DataChannelError `message-too-large`, or `channel-full` when too much waits
   */
  put(text: string): void {
    const bytes = this.#sizeOf(text);
    if (bytes > this.#maxMessageBytes) {
      throw new DataChannelError(
        'message-too-large',
        `The message has ${String(bytes)} bytes; the other peer takes at most ${String(this.#maxMessageBytes)}. Send it in parts.`,
      );
    }
    if (this.#channel?.readyState === 'open') {
      this.#send(this.#channel, text);
      return;
    }
    if (this.#waitingBytes + bytes > OUTBOX_LIMIT_BYTES) {
      throw new DataChannelError(
        'channel-full',
        'More than 4 MiB of messages wait for the connection. Send less while it is not ready.',
      );
    }
    this.#waiting.push(text);
    this.#waitingBytes += bytes;
  }

  /** Send through `channel` from now on, first of all what waits. */
  open(channel: SendChannel, maxMessageBytes = Infinity): void {
    this.#channel = channel;
    this.#maxMessageBytes = maxMessageBytes;
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#waitingBytes = 0;
    for (const text of waiting) this.#send(channel, text);
  }

  /** The channel is gone: keep what is put until the next one opens. */
  shut(): void {
    this.#channel = undefined;
  }

  #send(channel: SendChannel, text: string): void {
    try {
      channel.send(text);
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

  /** UTF-8 length, counted exactly only where it can matter: short texts are far below every limit. */
  #sizeOf(text: string): number {
    return text.length * 3 <= 16_384 ? text.length : this.#encoder.encode(text).byteLength;
  }
}
