import { MostRecentSubscription } from '../../subscriptions/buffered-subscription.js';
import { SubscriptionProducer } from '../../subscriptions/subscription-producer.js';
import type { LinkQuality } from './link-clock.js';
import type { RobotMessage } from '../shared/wire.js';

type TelemetryMessage = Extract<RobotMessage, { type: 'telemetry' }>;

/** What the robot tells of its state: newest wins, what is overtaken is dropped. */
export class ReceivedTelemetry extends SubscriptionProducer<unknown> {
  readonly #quality: () => LinkQuality | undefined;
  #newest: TelemetryMessage | undefined;
  #receivedMs = 0;
  #seq = 0;

  /** @internal */
  constructor(quality: () => LinkQuality | undefined) {
    super(() => new MostRecentSubscription());
    this.#quality = quality;
  }

  /** The newest value; undefined before the first. */
  get latest(): unknown {
    return this.#newest?.data;
  }

  /** How long ago the robot put `latest`, in ms, exact to half a round trip; undefined before the first. */
  get ageMs(): number | undefined {
    if (!this.#newest) return undefined;
    const nowMs = performance.now();
    const quality = this.#quality();
    // Without a clock of the robot the time of arrival is the best that is known.
    const putMs = quality ? this.#newest.atMs - quality.clockOffsetMs : this.#receivedMs;
    return Math.max(0, nowMs - Math.min(putMs, this.#receivedMs));
  }

  /** There is a new link: the robot may have started anew, and counts from 1. @internal */
  _restart(): void {
    this.#seq = 0;
  }

  /** @internal */
  _receive(message: TelemetryMessage): void {
    if (message.seq <= this.#seq) return;
    this.#seq = message.seq;
    this.#newest = message;
    this.#receivedMs = performance.now();
    this._put_nowait(message.data);
  }
}
