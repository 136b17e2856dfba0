import { RtcError, SubscriptionClosed } from '../errors.js';
import { reportCallbackError } from '../subscriptions/listeners.js';
import { trustedScriptUrl } from './trusted-script-url.js';
import { runInWorker, type FromWorker, type ToWorker, type WorkerMain } from './run-in-worker.js';

/** How long, in ms, a worker may take to end after it was told to, as in RTCBot (`joinTimeout`). */
const JOIN_TIMEOUT_MS = 1000;

/** Of a blob, only a policy is a reason not to load it. */
const TEXT_NOT_LOADED =
  "the page's Content-Security-Policy lets no function be a worker. Add blob: to worker-src, or put the code into a file that calls runInWorker, and give its URL.";

/** Code for a worker: the URL of a module that calls `runInWorker`, a Worker made of one, or a function. */
export type WorkerCode<In, Out> = string | URL | Worker | WorkerMain<In, Out>;

/** The object that a {@link WorkerThread} works for: it is told of values and states, and closed at the end. */
export interface WorkerOwner<In, Out> {
  readonly object: { readonly closed: boolean; close(): Promise<void> };
  readonly setReady: (ready: boolean) => void;
  readonly setError: (error: Error) => void;
  readonly put?: (value: Out) => void;
  readonly get?: () => Promise<In>;
  readonly transfer?: ((value: In) => readonly Transferable[]) | undefined;
}

/** A worker and the talk with its `runInWorker`. */
export class WorkerThread<In, Out> {
  readonly #owner: WorkerOwner<In, Out>;
  readonly #worker: Worker;
  readonly #port: MessagePort;
  readonly #ended: Promise<void>;
  #end: () => void = () => undefined;

  constructor(code: WorkerCode<In, Out>, owner: WorkerOwner<In, Out>) {
    this.#owner = owner;
    const url = typeof code === 'function' ? urlOf(code) : undefined;
    this.#worker =
      code instanceof Worker ? code : new Worker(scriptUrl(url ?? code), { type: 'module' });
    this.#ended = new Promise((resolve) => {
      this.#end = resolve;
    });
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    port1.onmessage = ({ data }: MessageEvent<FromWorker<Out>>) => {
      this.#onMessage(data);
    };
    this.#worker.addEventListener('error', (event) => {
      event.preventDefault();
      this.#onDone(new Error(event.message || (url ? TEXT_NOT_LOADED : 'it could not be loaded.')));
    });
    this.#worker.postMessage('rtcbot', [port2]);
    if (url) void this.#ended.then(() => URL.revokeObjectURL(url));
  }

  /** Ask it to end, wait for that a second at most, then end it. */
  async close(): Promise<void> {
    this.#tell('close');
    const timer = setTimeout(this.#end, JOIN_TIMEOUT_MS);
    await this.#ended;
    clearTimeout(timer);
    this.#port.close();
    this.#worker.terminate();
  }

  #onMessage(message: FromWorker<Out>): void {
    const { object, put, setReady } = this.#owner;
    if (message.type === 'get') void this.#answer();
    else if (message.type === 'put') put?.(message.value);
    else if (message.type === 'done')
      this.#onDone(message.error && Object.assign(new Error(), message.error));
    else if (!object.closed) setReady(message.ready);
  }

  /** Give the one value that was asked for; one that cannot be read or cloned is reported and left out. */
  async #answer(): Promise<void> {
    const { get, transfer } = this.#owner;
    while (get) {
      try {
        const value = await get();
        this.#tell({ value }, transfer?.(value));
        return;
      } catch (error) {
        if (error instanceof SubscriptionClosed) return;
        reportCallbackError(error);
      }
    }
  }

  #onDone(cause: Error | undefined): void {
    this.#end();
    if (cause) {
      const text = `The code in the worker failed: ${cause.message}`;
      this.#owner.setError(new RtcError('worker-failed', text, { cause }));
    }
    void this.#owner.object.close();
  }

  #tell(message: ToWorker<In>, transfer: readonly Transferable[] = []): void {
    this.#port.postMessage(message, [...transfer]);
  }
}

/** A page may have trusted the address itself. */
const scriptUrl = (code: unknown): string =>
  typeof code === 'string' || code instanceof URL
    ? trustedScriptUrl(String(code))
    : (code as string);

/** A URL of the text of `code`, with the text of `runInWorker` around it. */
function urlOf(code: (side: never) => unknown): string {
  const text = `(${runInWorker.toString()})(${code.toString()})`;
  return URL.createObjectURL(new Blob([text], { type: 'text/javascript' }));
}
