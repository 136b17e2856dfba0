/**
 * RTCBot's subscriptions: everything that outputs data has `subscribe`, everything that takes data in has
 * `putSubscription` and `put_nowait`. Runs in browsers, workers and Node.
 *
 * @module
 */
export { jsonText } from '../connection/messages/json-text.js';
export * from '../errors.js';
export type { RefusalCode } from '../relay/refusal-code.js';
export {
  BufferedSubscription,
  EventSubscription,
  MostRecentSubscription,
} from './buffered-subscription.js';
export { CallbackSubscription } from './callback-subscription.js';
export { DelayedSubscription } from './delayed-subscription.js';
export type { Lifecycle } from './lifecycle.js';
export { ListenerSet, Listeners, type ListenOptions } from './listeners.js';
export { GetterSubscription } from './getter-subscription.js';
export { pump } from './pump.js';
export { Queue } from './queue.js';
export { RebatchSubscription, type SampleBlock, type Samples } from './rebatch-subscription.js';
export type {
  GetOptions,
  Gettable,
  Producer,
  Puttable,
  Source,
  Subscriber,
  Subscription,
  SubscriptionCallback,
} from './subscription.js';
export { SubscriptionConsumer, SubscriptionProducerConsumer } from './subscription-consumer.js';
export { SubscriptionProducer } from './subscription-producer.js';
export { runInWorker, type WorkerMain, type WorkerSide } from '../workers/run-in-worker.js';
