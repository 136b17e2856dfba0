import { BufferedSubscription } from './buffered-subscription.js';

/**
 * Keeps only the newest value: a slow reader skips what is outdated.
 * @see rtcbot/base/base.py, `MostRecentSubscription`
 */
export class MostRecentSubscription<T> extends BufferedSubscription<T> {
  #newest: readonly T[] = [];

  protected override _store(value: T): void {
    this.#newest = [value];
  }

  protected override _take(): readonly T[] {
    const taken = this.#newest;
    this.#newest = [];
    return taken;
  }
}
