import type { Encoded } from '../connection/messages/message-frames.js';
import type { SendChannel } from '../connection/messages/outbox.js';

/** A channel whose network stands still until `drain`. */
export class FakeChannel implements SendChannel {
  readonly sent: Encoded[] = [];
  readyState: RTCDataChannelState = 'open';
  bufferedAmount = 0;
  bufferedAmountLowThreshold = 0;
  refuses = '';
  readonly #listeners: (() => void)[] = [];

  send(data: Encoded): void {
    if (data === this.refuses) throw new TypeError('no');
    this.sent.push(data);
    this.bufferedAmount += typeof data === 'string' ? data.length : data.byteLength;
  }

  addEventListener(_type: 'bufferedamountlow', listener: () => void): void {
    this.#listeners.push(listener);
  }

  /** All that the browser holds goes out. */
  drain(): void {
    this.bufferedAmount = 0;
    for (const listener of this.#listeners) listener();
  }
}
