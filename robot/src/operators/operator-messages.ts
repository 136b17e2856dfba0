import type { Subscriber, Subscription } from '@rtcbot-web/sdk/subscriptions';
import { Messenger } from './messenger.js';
import type { RobotOperator } from './robot-operator.js';

/** Takes a message, and learns which operator sent it. */
export type RobotCallback = (message: unknown, operator: RobotOperator) => unknown;

/** Messages from and to all operators: whoever subscribes with a function is told who sent it. */
export abstract class OperatorMessages extends Messenger {
  readonly #callbacks = new Map<Subscriber<unknown> | RobotCallback, Subscriber<unknown>>();
  #sender: RobotOperator | undefined;

  /** Make and return a queue of what any operator sends. */
  override subscribe(): Subscription<unknown>;
  /** Feed `subscriber` with what any operator sends; a function is told the operator as well. Returns it. */
  override subscribe<S extends RobotCallback | Subscriber<unknown>>(subscriber: S): S;
  override subscribe(subscriber?: RobotCallback | Subscriber<unknown>): unknown {
    if (!subscriber) return super.subscribe();
    if (typeof subscriber !== 'function') return super.subscribe(subscriber);
    const callback = (message: unknown): unknown =>
      this.#sender && subscriber(message, this.#sender);
    if (!this.#callbacks.has(subscriber)) {
      this.#callbacks.set(subscriber, super.subscribe(callback));
    }
    return subscriber;
  }

  /** Stop feeding `subscriber`; without one, drop the subscription that `get()` made. */
  override unsubscribe(subscriber?: RobotCallback | Subscriber<unknown>): void {
    const callback = subscriber && this.#callbacks.get(subscriber);
    if (subscriber) this.#callbacks.delete(subscriber);
    super.unsubscribe(callback ?? (subscriber as Subscriber<unknown> | undefined));
  }

  /** Stop feeding everybody. */
  override unsubscribeAll(): void {
    this.#callbacks.clear();
    super.unsubscribeAll();
  }

  /** Subclasses hand on what an operator sent; what came over a channel with a name is its operator's alone. */
  protected _receiveFrom(operator: RobotOperator, message: unknown, channel?: string): void {
    if (channel === undefined) {
      this.#sender = operator;
      this._put_nowait(message);
    }
    operator._receive(message, channel);
  }
}
