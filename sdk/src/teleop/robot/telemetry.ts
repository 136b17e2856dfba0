import { jsonText } from '../../connection/messages/json-text.js';
import { SubscriptionClosed } from '../../errors.js';
import { pump } from '../../subscriptions/pump.js';
import { SubscriptionConsumer } from '../../subscriptions/subscription-consumer.js';
import type { RobotMessage } from '../shared/wire.js';

/** Shortest time between two messages: 30 a second. */
const MIN_GAP_MS = 1000 / 30;

type TelemetryMessage = Extract<RobotMessage, { type: 'telemetry' }>;

/**
 * The robot's state on its way to every operator: any JSON. It may be put as often as one likes; the newest value goes
 * out 30 times a second at most, and what is lost on the way is not sent again.
 */
export class Telemetry extends SubscriptionConsumer<unknown> {
  readonly #send: (message: TelemetryMessage) => void;
  #seq = 0;
  #newest: TelemetryMessage | undefined;
  #sentMs = -Infinity;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param send - sends to everybody @internal */
  constructor(send: (message: TelemetryMessage) => void) {
    super();
    this.#send = send;
    const put = (value: unknown): void => {
      this.#put(value);
    };
    void pump(() => this._get(), put);
  }

  /**
   * Send a value to every operator.
   * @throws DataChannelError `not-serializable` that names what JSON cannot carry; SubscriptionClosed after `close`
   */
  override put_nowait(value: unknown): void {
    if (this.closed) throw new SubscriptionClosed();
    this.stopSubscription();
    this.#put(value);
  }

  /** Send the newest value again, to one that has just come. @internal */
  _repeat(send: (message: TelemetryMessage) => void): void {
    if (this.#newest) send(this.#newest);
  }

  protected override _close(): void | Promise<void> {
    clearTimeout(this.#timer);
    return super._close();
  }

  #put(data: unknown): void {
    const nowMs = performance.now();
    this.#newest = { type: 'telemetry', seq: ++this.#seq, atMs: nowMs, data: checked(data) };
    clearTimeout(this.#timer);
    const waitMs = this.#sentMs + MIN_GAP_MS - nowMs;
    if (waitMs <= 0) this.#flush();
    else this.#timer = setTimeout(this.#flush, waitMs);
  }

  readonly #flush = (): void => {
    if (!this.#newest || this.closed) return;
    this.#sentMs = performance.now();
    this.#send(this.#newest);
  };
}

function checked(data: unknown): unknown {
  jsonText(data, 'telemetry');
  return data;
}
