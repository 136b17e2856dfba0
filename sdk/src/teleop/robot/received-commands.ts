import { MostRecentSubscription } from '../../subscriptions/buffered-subscription.js';
import { SubscriptionProducer } from '../../subscriptions/subscription-producer.js';
import type { Command, CommandOrigin } from '../shared/command.js';
import type { Received } from './robot-effects.js';

/**
 * Commands that may move the robot: of the driver, fresh, in order. Newest wins. A function is told who sent one and how old it is;
 * of the neutral command that the robot makes when it stops, who was driving.
 *
 * @example
 * ```ts
 * robot.commands.subscribe((command, { operatorId, ageMs }) => motors.drive(command));
 * ```
 */
export class ReceivedCommands extends SubscriptionProducer<Command, [origin: CommandOrigin]> {
  constructor() {
    super(() => new MostRecentSubscription());
  }

  /** @internal */
  _hand({ operator, data, ageMs }: Received): void {
    this._put_nowait(data, { ...operator, ageMs });
  }
}
