/** What code in a worker has of RTCBot: the counterpart of `_get`, `_put_nowait`, `_setReady`, `_shouldClose`. */
export interface WorkerSide<In = never, Out = never> {
  /** Wait for the next value that the page puts; rejects with `SubscriptionClosed` when the end is asked for. */
  get(): Promise<In>;
  /**
   * Hand a value to the page's subscribers: whatever structured cloning takes.
   * @param transfer - what is moved instead of copied (an ArrayBuffer, a VideoFrame)
   */
  put_nowait(value: Out, transfer?: readonly Transferable[]): void;
  /** Say whether data can flow. */
  setReady(ready: boolean): void;
  /** Whether the page closed the object: loops end then. It changes only while the code awaits something. */
  readonly shouldClose: boolean;
  /** Aborts when the page closed the object. */
  readonly signal: AbortSignal;
}

/** The code of a worker: when it returns the object closes, when it throws the object has that error. */
export type WorkerMain<In = never, Out = never> = (side: WorkerSide<In, Out>) => unknown;

/** From the page: begin, a value that was asked for, end. @internal */
export type ToWorker<In> = 'close' | { readonly value: In };

/** An error on its way: cloning would lose its name. @internal */
export interface WorkerError {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
}

/** From the worker; `done` carries the error that ended it, if one did. @internal */
export type FromWorker<Out> =
  | { readonly type: 'get' }
  | { readonly type: 'put'; readonly value: Out }
  | { readonly type: 'ready'; readonly ready: boolean }
  | { readonly type: 'done'; readonly error?: WorkerError | undefined };

/**
 * Runs `main` in a module worker for a `WorkerSubscriptionProducer` (or `…Consumer`) of the page. Call it
 * while the module loads.
 *
 * Self-contained: its source text is also what runs functions that are given to those classes.
 *
 * @example
 * ```ts
 * // sensor.js
 * import { runInWorker } from '@rtcbot-web/sdk/subscriptions';
 * runInWorker(async (page) => {
 *   page.setReady(true);
 *   while (!page.shouldClose) page.put_nowait(await readSensor());
 * });
 * ```
 */
export function runInWorker<In = never, Out = never>(main: WorkerMain<In, Out>): void {
  const begin = async (port: MessagePort): Promise<void> => {
    const waiting: { resolve: (value: In) => void; reject: (reason: Error) => void }[] = [];
    const closing = new AbortController();
    const { signal } = closing;
    const tell = (message: FromWorker<Out>, transfer: readonly Transferable[] = []): void => {
      port.postMessage(message, [...transfer]);
    };
    port.onmessage = ({ data }: MessageEvent<ToWorker<In>>) => {
      if (data !== 'close') {
        waiting.shift()?.resolve(data.value);
        return;
      }
      const closed = new Error('The page closed this worker.');
      closing.abort(Object.assign(closed, { name: 'SubscriptionClosed', code: 'closed' }));
      for (const { reject } of waiting) reject(closed);
    };
    const side: WorkerSide<In, Out> = {
      signal,
      get shouldClose() {
        return signal.aborted;
      },
      get: () =>
        new Promise((resolve, reject) => {
          signal.throwIfAborted();
          waiting.push({ resolve, reject });
          tell({ type: 'get' });
        }),
      put_nowait: (value, transfer) => {
        tell({ type: 'put', value }, transfer);
      },
      setReady: (ready) => {
        tell({ type: 'ready', ready });
      },
    };
    try {
      await main(side);
      tell({ type: 'done' });
    } catch (thrown) {
      const { name, message, stack } = thrown instanceof Error ? thrown : new Error(String(thrown));
      const isEnd = signal.aborted && thrown === signal.reason;
      tell({ type: 'done', error: isEnd ? undefined : { name, message, stack } });
    }
  };
  addEventListener('message', ({ ports: [port] }) => port && void begin(port), { once: true });
}
