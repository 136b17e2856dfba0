import { DataChannelError, SubscriptionClosed } from '../../errors.js';
import { reportCallbackError } from '../../subscriptions/listeners.js';
import {
  frameAt,
  framed,
  isFrame,
  MAX_MESSAGE_BYTES,
  messageBytes,
  type Encoded,
  type Framed,
} from './message-frames.js';
import type { Sending } from '../negotiation/session-description.js';

/** How many bytes may wait before `put` refuses; one message may be larger if nothing else waits. */
export const OUTBOX_LIMIT_BYTES = 16 * 1024 * 1024;

/** How much is handed to the browser, in bytes, before the rest waits here. */
export const HIGH_WATER_BYTES = 1024 * 1024;

/** How little the browser must hold, in bytes, before it is handed more. */
const LOW_WATER_BYTES = HIGH_WATER_BYTES / 4;

/** How long after a refused message it is looked whether the channel has closed, in ms. */
const REFUSAL_CHECK_MS = 100;

/** The parts of an RTCDataChannel that sending needs. */
export interface SendChannel {
  readonly readyState: RTCDataChannelState;
  readonly bufferedAmount: number;
  bufferedAmountLowThreshold: number;
  send(data: string | ArrayBuffer): void;
  addEventListener(type: 'bufferedamountlow', listener: () => void): void;
}

interface Waiting {
  readonly message: Encoded;
  readonly bytes: number;
}

interface Waiter {
  readonly resolve: () => void;
  readonly reject: (reason: Error) => void;
}

const ANYTHING: Sending = {
  ...{ isOurs: true, plainBytes: MAX_MESSAGE_BYTES, mostBytes: MAX_MESSAGE_BYTES },
};

/** Lengths of texts are exact where a limit could be reached: short ones are far below every one. */
const SHORT_BYTES = 16_384;

/** Messages on their way out: in order, kept here until a channel is open and the browser has room for them. */
export class Outbox {
  readonly #waiting = new Set<Waiting>();
  #waitingBytes = 0;
  #waiters: Waiter[] = [];
  #channel: SendChannel | undefined;
  /** The channel that has just refused a message. */
  #refusing: SendChannel | undefined;
  /** Before a channel is open nobody knows better. */
  #sending: Sending = ANYTHING;
  #number = 0;
  /** The first message that waits, if it goes in frames, and its next one. */
  #framed: Framed | undefined;
  #next = 0;
  /** Wakes when the other side takes more. */
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** How many bytes are on their way: here and in the browser. */
  get bufferedBytes(): number {
    return this.#waitingBytes + (this.#channel?.bufferedAmount ?? 0);
  }

  /**
   * Send, or keep until that is possible.
   * @throws DataChannelError `message-too-large`, or `channel-full` when too much waits
   */
  put(message: Encoded): void {
    const bytes = messageBytes(message, SHORT_BYTES);
    this.#check(bytes);
    if (this.#waitingBytes && this.#waitingBytes + bytes > OUTBOX_LIMIT_BYTES) {
      throw new DataChannelError(
        'channel-full',
        'More than 16 MiB of messages wait. Send less, or wait for drained() before sending more.',
      );
    }
    this.#waiting.add({ message, bytes });
    this.#waitingBytes += bytes;
    this.#flow();
  }

  /**
   * Resolve when nothing waits and there is room for more.
   * @throws SubscriptionClosed (as rejection) if it is closed before
   */
  drained(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiters.push({ resolve, reject });
      this.#flow();
    });
  }

  /**
   * Send through `channel` from now on, first of all what waits. What turns out to be too large for the other peer,
   * when nobody is there to catch it any more, is reported as an uncaught error; the rest goes.
   */
  open(channel: SendChannel, sending: Sending): void {
    this.#channel = channel;
    this.#sending = sending;
    channel.bufferedAmountLowThreshold = LOW_WATER_BYTES;
    channel.addEventListener('bufferedamountlow', () => {
      this.#flow();
    });
    for (const one of this.#waiting) {
      try {
        this.#check(one.bytes);
      } catch (error) {
        this.#remove(one);
        reportCallbackError(error);
      }
    }
    this.#flow();
  }

  /** The channel is gone: keep what waits and what is put until the next one opens. */
  shut(): void {
    this.#channel = this.#framed = undefined;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Nothing will ever be sent any more. */
  close(): void {
    this.shut();
    this.#waiting.clear();
    this.#waitingBytes = 0;
    for (const { reject } of this.#waiters.splice(0)) reject(new SubscriptionClosed());
  }

  #check(bytes: number): void {
    const { mostBytes } = this.#sending;
    if (bytes <= mostBytes) return;
    throw new DataChannelError(
      'message-too-large',
      `The message has ${String(bytes)} bytes; the other peer takes at most ${String(mostBytes)}. Send it in parts.`,
    );
  }

  /** Hands the browser what it has room for; it tells when there is room again. */
  #flow(): void {
    const channel = this.#channel;
    if (channel === this.#refusing || this.#timer !== undefined) return;
    while (channel?.readyState === 'open' && channel.bufferedAmount < HIGH_WATER_BYTES) {
      const [first] = this.#waiting;
      if (!first) {
        for (const { resolve } of this.#waiters.splice(0)) resolve();
        return;
      }
      if (!this.#sendPart(channel, first)) return;
    }
  }

  /** Returns whether the browser took it. */
  #sendPart(channel: SendChannel, one: Waiting): boolean {
    const { message, bytes } = one;
    const { isOurs, plainBytes } = this.#sending;
    if (!this.#framed && isOurs && (bytes > plainBytes || isFrame(message))) {
      this.#framed = framed(message, this.#number++);
      this.#next = 0;
    }
    const parts = this.#framed;
    const part = parts ? frameAt(parts, this.#next) : message;
    if (this.#waits(typeof part === 'string' ? bytes : part.byteLength)) return false;
    try {
      channel.send(part);
    } catch (cause) {
      this.#refused(channel, one, cause);
      return false;
    }
    if (!parts || ++this.#next === parts.count) this.#remove(one);
    return true;
  }

  /** Whether the other side must be left time before it takes so many bytes more. */
  #waits(bytes: number): boolean {
    const waitMs = this.#sending.pace?.spendOrWaitMs(bytes, performance.now()) ?? 0;
    if (waitMs === 0) return false;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#flow();
    }, Math.ceil(waitMs));
    return true;
  }

  /** A channel refuses when it is closing and does not show it yet: what waits is for the next one. Otherwise, go on. */
  #refused(channel: SendChannel, one: Waiting, cause: unknown): void {
    this.#refusing = channel;
    setTimeout(() => {
      this.#refusing = undefined;
      if (this.#channel !== channel || channel.readyState !== 'open') return;
      this.#remove(one);
      reportCallbackError(
        new DataChannelError('channel-failed', 'The browser did not take a message.', { cause }),
      );
      this.#flow();
    }, REFUSAL_CHECK_MS);
  }

  #remove(one: Waiting): void {
    this.#waiting.delete(one);
    this.#waitingBytes -= one.bytes;
    this.#framed = undefined;
  }
}
