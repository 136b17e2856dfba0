import { jsonText } from '../../connection/messages/json-text.js';
import { SubscriptionClosed } from '../../errors.js';
import { pump } from '../../subscriptions/pump.js';
import { MostRecentSubscription } from '../../subscriptions/buffered-subscription.js';
import { SubscriptionConsumer } from '../../subscriptions/subscription-consumer.js';
import type { Command } from '../shared/command.js';
import type { Deadman } from './deadman.js';

/**
 * Takes what the operator wants the robot to do now: by default `{linearMetersPerSec, angularRadPerSec}`. What is put
 * stays wanted, and is sent again and again, until something else is put or the operator turns away. Put on changes
 * of the input, all zeros when it is let go.
 *
 * Nothing reaches the robot before `requestControl()` was granted.
 */
export class OperatorCommands extends SubscriptionConsumer<Command> {
  readonly #deadman: Deadman;
  readonly #onChange: () => void;

  /** @internal */
  constructor(deadman: Deadman, onChange: () => void) {
    super(() => new MostRecentSubscription());
    this.#deadman = deadman;
    this.#onChange = onChange;
    this.release = this.release.bind(this);
    this.hold = this.hold.bind(this);
    const put = (value: Command): void => {
      this.#put(value);
    };
    void pump(() => this._get(), put);
  }

  /** Whether something is held down that counts for nothing until it was let go. */
  get mustLetGo(): boolean {
    return this.#deadman.mustLetGo;
  }

  /**
   * Want this from now on.
   * @throws DataChannelError `not-serializable` that names what JSON cannot carry; SubscriptionClosed after `close`
   */
  override put_nowait(command: Command): void {
    if (this.closed) throw new SubscriptionClosed();
    this.stopSubscription();
    this.#put(command);
  }

  /**
   * Let go at once, for the operator: its gamepad was unplugged, its pointer left, the page is hidden. Only after a neutral
   * command was put does motion go out again.
   */
  release(): void {
    this.#deadman.trip();
    this.#onChange();
  }

  /**
   * An explicit dead-man's switch: from its first call on, motion goes out only between `hold(true)` and
   * `hold(false)`.
   */
  hold(held: boolean): void {
    this.#deadman.hold(held);
    this.#onChange();
  }

  #put(command: Command): void {
    jsonText(command, 'command');
    this.#deadman.put(command);
    this.#onChange();
  }
}
