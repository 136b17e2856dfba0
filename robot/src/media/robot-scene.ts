import { NewestJson } from './newest-json.js';
import { RtcError, SubscriptionClosed, SubscriptionConsumer } from '@rtcbot-web/sdk/subscriptions';

/**
 * What the scripts of a robot's cameras draw: any JSON. It may be put as often as one likes; the newest value wins, and
 * a page that starts again gets it again.
 */
export class RobotScene extends SubscriptionConsumer<unknown> {
  readonly #newest = new NewestJson();

  constructor() {
    super();
    void this.#pump();
  }

  /** Carry states to this page from now on, beginning with the newest. @internal */
  _connect(deliver: (json: string) => Promise<unknown>): void {
    this.#newest.connect(deliver);
  }

  /**
   * Have the scripts draw this from now on.
   * @throws RtcError `not-serializable` if it is not JSON; SubscriptionClosed after `close`
   */
  override put_nowait(state: unknown): void {
    if (this.closed) throw new SubscriptionClosed();
    this.stopSubscription();
    this.#newest.put(toJson(state));
  }

  async #pump(): Promise<void> {
    for (;;) {
      try {
        this.#newest.put(toJson(await this._get()));
      } catch (error) {
        if (error instanceof SubscriptionClosed) return;
        throw error;
      }
    }
  }
}

function toJson(state: unknown): string {
  try {
    const json = JSON.stringify(state) as string | undefined;
    if (json !== undefined) return json;
  } catch {
    // Told below.
  }
  throw new RtcError(
    'not-serializable',
    'The state of a scene is not JSON: put numbers, texts, lists, objects.',
  );
}
