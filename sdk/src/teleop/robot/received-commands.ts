import { MostRecentSubscription } from '../../subscriptions/buffered-subscription.js';
import { SubscriptionProducer } from '../../subscriptions/subscription-producer.js';
import type { Command, OperatorIdentity } from '../shared/command.js';
import type { Received } from './robot-effects.js';

/**
 * Commands that may move the robot: of the driver, fresh, in order. Newest wins. A function is told who sent one, and of the
 * neutral command that the robot makes when it stops, who was driving.
 *
 * @example
 * ```ts
 * robot.commands.subscribe((command, { operatorId, role }) => motors.drive(command));
 * ```
 */
export class ReceivedCommands extends SubscriptionProducer<Command, [operator: OperatorIdentity]> {
  /** How long what is being handed out had been under way when it came, at most, in ms. */
  ageMs = 0;

  constructor() {
    super(() => new MostRecentSubscription());
  }

  /** @internal */
  _hand({ operator, data, ageMs }: Received): void {
    this.ageMs = ageMs;
    this._put_nowait(data, operator);
  }
}
