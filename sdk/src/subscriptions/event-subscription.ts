import { BufferedSubscription } from './buffered-subscription.js';

/**
 * An event that happens once: the first value put is what every `get`, earlier or later, resolves with.
 * Further values are ignored. `for await` yields it once.
 *
 * @see rtcbot/subscriptions.py, `EventSubscription`
 * @example
 * ```ts
 * const landed = new EventSubscription<string>();
 * drone.subscribe(landed);
 * console.log(await landed.get());
 * ```
 */
export class EventSubscription<T = void> extends BufferedSubscription<T> {
  #event: readonly T[] = [];

  protected override _store(value: T): void {
    if (this.#event.length === 0) this.#event = [value];
  }

  protected override _take(): readonly T[] {
    return this.#event;
  }

  /** The one value, unless it is closed before. */
  override async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    for await (const value of super[Symbol.asyncIterator]()) {
      yield value;
      return;
    }
  }
}
