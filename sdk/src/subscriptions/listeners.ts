import { SubscriptionClosed } from '../errors.js';
import type { Subscriber } from './subscription.js';

/** Report an error of a user's callback where uncaught errors go, without disturbing the caller. */
export function reportCallbackError(error: unknown): void {
  if (typeof globalThis.reportError === 'function') globalThis.reportError(error);
  // eslint-disable-next-line no-console -- Node has no reportError, and the error must not be lost
  else console.error('RTCBot: a callback failed:', error);
}

/**
 * Hand a value to a subscriber; its error or rejection is reported and goes no further.
 * @returns false if the subscriber is closed and wants no more
 */
export function deliver<T>(subscriber: Subscriber<T>, value: T): boolean {
  try {
    if (typeof subscriber !== 'function') {
      subscriber.put_nowait(value);
      return true;
    }
    const result = subscriber(value);
    if (result instanceof Promise) result.catch(reportCallbackError);
  } catch (error) {
    if (error instanceof SubscriptionClosed) return false;
    reportCallbackError(error);
  }
  return true;
}
