import { RtcError } from '../errors.js';
import type { Producer, Subscription } from './subscription.js';

/** Unsubscribe; that `unsubscribeAll()` of the producer's owner was quicker is no matter. */
export function unsubscribeQuietly<T>(producer: Producer<T>, subscription: Subscription<T>): void {
  try {
    producer.unsubscribe(subscription);
  } catch (error) {
    if (!(error instanceof RtcError)) throw error;
  }
}
