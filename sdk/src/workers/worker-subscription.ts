import type { Subscription } from '../subscriptions/subscription.js';
import { SubscriptionConsumer } from '../subscriptions/subscription-consumer.js';
import { SubscriptionProducer } from '../subscriptions/subscription-producer.js';
import { SubscriptionProducerConsumer } from '../subscriptions/subscription-consumer.js';
import { WorkerThread, type WorkerCode } from './worker-thread.js';

/** Says what of a value is moved to the worker instead of copied: `(frame) => [frame]`. */
export type TransferOf<T> = (value: T) => readonly Transferable[];

/**
 * Outputs what code in a worker puts: for sensors and computations that would hold the page up.
 * Ready when the code says so; closes when the code returns; `error` (code `worker-failed`) when it throws.
 * `close` asks the code to end and gives it a second.
 *
 * @see rtcbot/base/thread.py, `ThreadedSubscriptionProducer`, and `ProcessSubscriptionProducer`
 * @example
 * ```ts
 * const sensor = new WorkerSubscriptionProducer<number>(async (page) => {
 *   page.setReady(true);
 *   while (!page.shouldClose) page.put_nowait(await readSensor());
 * });
 * sensor.subscribe(conn.put_nowait);
 * ```
 */
export class WorkerSubscriptionProducer<T> extends SubscriptionProducer<T> {
  readonly #thread: WorkerThread<never, T>;

  /**
   * @param code - the URL of a module that calls `runInWorker`, or a `Worker` made of one; or a function, whose
   * text runs in the worker: it can use nothing that surrounds it (and needs `blob:` where a CSP names `worker-src`)
   * @param createSubscription - makes what `subscribe()` and `get()` read from; a `Queue` by default
   */
  constructor(code: WorkerCode<never, T>, createSubscription?: () => Subscription<T>) {
    super(createSubscription);
    this.#thread = new WorkerThread(code, {
      put: (value) => this._put_nowait(value),
      object: this,
      setReady: (ready) => this._setReady(ready),
      setError: (error) => this._setError(error),
    });
  }

  protected override async _close(): Promise<void> {
    await this.#thread.close();
    await super._close();
  }
}

/**
 * Hands values to code in a worker, one whenever the code asks for it.
 * Ready, errors and end as with {@link WorkerSubscriptionProducer}.
 *
 * @see rtcbot/base/thread.py, `ThreadedSubscriptionConsumer`, and `ProcessSubscriptionConsumer`
 * @example
 * ```ts
 * const detector = new WorkerSubscriptionConsumer(new URL('./detector.js', import.meta.url), (frame) => [frame]);
 * detector.putSubscription(conn.video.frames);
 * ```
 */
export class WorkerSubscriptionConsumer<T> extends SubscriptionConsumer<T> {
  readonly #thread: WorkerThread<T, never>;

  /**
   * @param code - as with {@link WorkerSubscriptionProducer}
   * @param transfer - what of each value is moved to the worker; by default nothing, values are copied
   * @param createDirect - makes what keeps values of `put_nowait` until they are asked for; a `Queue` by default
   */
  constructor(
    code: WorkerCode<T, never>,
    transfer?: TransferOf<T>,
    createDirect?: () => Subscription<T>,
  ) {
    super(createDirect);
    this.#thread = new WorkerThread(code, {
      get: () => this._get(),
      transfer,
      object: this,
      setReady: (ready) => this._setReady(ready),
      setError: (error) => this._setError(error),
    });
  }

  protected override async _close(): Promise<void> {
    await this.#thread.close();
    await super._close();
  }
}

/**
 * Hands values to code in a worker and outputs what the code puts: frames in, findings out.
 * Ready, errors and end as with {@link WorkerSubscriptionProducer}.
 *
 * @see rtcbot/base/multiprocess.py, `ProcessSubscriptionProducerConsumer`
 * @example
 * ```ts
 * const squares = new WorkerSubscriptionProducerConsumer<number, number>(async (page) => {
 *   for (;;) page.put_nowait((await page.get()) ** 2);
 * });
 * ```
 */
export class WorkerSubscriptionProducerConsumer<In, Out> extends SubscriptionProducerConsumer<
  In,
  Out
> {
  readonly #thread: WorkerThread<In, Out>;

  /**
   * @param code - as with {@link WorkerSubscriptionProducer}
   * @param transfer - what of each value is moved to the worker; by default nothing, values are copied
   * @param createSubscription - makes what `subscribe()` and `get()` read from; a `Queue` by default
   * @param createDirect - makes what keeps values of `put_nowait` until they are asked for; a `Queue` by default
   */
  constructor(
    code: WorkerCode<In, Out>,
    transfer?: TransferOf<In>,
    createSubscription?: () => Subscription<Out>,
    createDirect?: () => Subscription<In>,
  ) {
    super(createSubscription, createDirect);
    this.#thread = new WorkerThread(code, {
      get: () => this._get(),
      transfer,
      put: (value) => this._put_nowait(value),
      object: this,
      setReady: (ready) => this._setReady(ready),
      setError: (error) => this._setError(error),
    });
  }

  protected override async _close(): Promise<void> {
    await this.#thread.close();
    await super._close();
  }
}
