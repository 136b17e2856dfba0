import { SubscriptionClosed } from '../errors.js';
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
