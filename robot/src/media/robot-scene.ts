import { LatestValue } from './latest-value.js';
import {
  jsonText,
  pump,
  SubscriptionClosed,
  SubscriptionConsumer,
} from '@rtcbot-web/sdk/subscriptions';

/**
 * What the scripts of a robot's cameras draw: any JSON. It may be put as often as one likes; the newest value wins, and
 * a page that starts again gets it again.
 */
export class RobotScene extends SubscriptionConsumer<unknown> {
  readonly #newest = new LatestValue();

  constructor() {
    super();
    const put = (state: unknown): void => this.#newest.put(jsonText(state, 'state'));
    // One state that cannot be drawn ends nothing.
    void pump(
      () => this._get(),
      put,
      (error) => process.emitWarning(error as Error),
    );
  }

  /** Carry states to this page from now on, beginning with the newest. @internal */
  _connect(deliver: (json: string) => Promise<unknown>): void {
    this.#newest.connect(deliver);
  }

  /**
   * Have the scripts draw this from now on.
   * @throws DataChannelError `not-serializable` that names what JSON cannot carry; SubscriptionClosed after `close`
   */
  override put_nowait(state: unknown): void {
    if (this.closed) throw new SubscriptionClosed();
    this.stopSubscription();
    this.#newest.put(jsonText(state, 'state'));
  }
}
