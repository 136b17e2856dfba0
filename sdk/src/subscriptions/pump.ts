import { SubscriptionClosed } from '../errors.js';
import { reportCallbackError } from './listeners.js';
import type { Gettable } from './subscription.js';

/** Values in turn until `source` says that it is closed; `release` is called at the end, or when the loop is left. */
export async function* valuesOf<T>(
  source: Gettable<T>,
  release?: () => void,
): AsyncGenerator<T, void, undefined> {
  try {
    for (;;) yield await source.get();
  } catch (error) {
    if (!(error instanceof SubscriptionClosed)) throw error;
  } finally {
    release?.();
  }
}

/**
 * Hand each value that `get` resolves with to `take`, one after the other, until `get` rejects with `SubscriptionClosed`. So a
 * subclass of {@link SubscriptionConsumer} uses what it is given.
 *
 * @param get - waits for the next value: `() => this._get()`
 * @param take - uses a value; what it returns is waited for
 * @param onError - is told what either of them fails with, and the next value is taken; by default it is an uncaught error
 */
export async function pump<T>(
  get: () => Promise<T>,
  take: (value: T) => unknown,
  onError: (error: unknown) => void = reportCallbackError,
): Promise<void> {
  for (;;) {
    try {
      await take(await get());
    } catch (error) {
      if (error instanceof SubscriptionClosed) return;
      onError(error);
    }
  }
}
