import { MostRecentSubscription } from '../../subscriptions/buffered-subscription.js';
import { SubscriptionProducer } from '../../subscriptions/subscription-producer.js';
import type { Command } from '../shared/command.js';

/** Commands that may move the robot: of the driver, fresh, in order. Newest wins. */
export class ReceivedCommands extends SubscriptionProducer<Command> {
  /** Who sent what is being handed out. */
  operatorId: string | undefined;
  /** How long it had been under way when it came, at most, in ms. */
  ageMs = 0;

  constructor() {
    super(() => new MostRecentSubscription());
  }

  /** @internal */
  _hand(operatorId: string, data: Command, ageMs: number): void {
    this.operatorId = operatorId;
    this.ageMs = ageMs;
    this._put_nowait(data);
  }
}
