import { RtcError } from '../errors.js';
import { runInWorker, type FromWorker, type ToWorker, type WorkerMain } from './run-in-worker.js';

/** How long, in ms, a worker may take to end after it was told to, as in RTCBot (`joinTimeout`). */
const JOIN_TIMEOUT_MS = 1000;

/** Code for a worker: the URL of a module that calls `runInWorker`, a Worker made of one, or a function. */
export type WorkerCode<In, Out> = string | URL | Worker | WorkerMain<In, Out>;

/** What a {@link WorkerThread} reports. */
export interface WorkerThreadEvents<Out> {
  /** The code wants a value. */
  readonly onGet: () => void;
  readonly onPut: (value: Out) => void;
  readonly onReady: (ready: boolean) => void;
  /** It ended by itself, or failed. */
  readonly onDone: (error?: Error) => void;
}

/** A worker and the talk with its `runInWorker`. */
export class WorkerThread<In, Out> {
  readonly #worker: Worker;
  readonly #port: MessagePort;
  readonly #ended: Promise<void>;
  #end: () => void = () => undefined;

  constructor(code: WorkerCode<In, Out>, events: WorkerThreadEvents<Out>) {
    const url = typeof code === 'function' ? urlOf(code) : undefined;
    this.#worker =
      code instanceof Worker ? code : new Worker(url ?? (code as string), { type: 'module' });
    this.#ended = new Promise((resolve) => {
      this.#end = resolve;
    });
    const done = (error?: Error): void => {
      this.#end();
      events.onDone(error);
    };
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    port1.onmessage = ({ data }: MessageEvent<FromWorker<Out>>) => {
      if (data.type === 'get') events.onGet();
      else if (data.type === 'put') events.onPut(data.value);
      else if (data.type === 'ready') events.onReady(data.ready);
      else done(data.error && failure(Object.assign(new Error(), data.error)));
    };
    this.#worker.addEventListener('error', (event) => {
      event.preventDefault();
      done(failure((event.error as unknown) ?? event.message));
    });
    this.#worker.postMessage('rtcbot', [port2]);
    if (url) void this.#ended.then(() => URL.revokeObjectURL(url));
  }

  /** Answer `onGet`. */
  send(value: In, transfer: readonly Transferable[]): void {
    this.#tell({ value }, transfer);
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

  #tell(message: ToWorker<In>, transfer: readonly Transferable[] = []): void {
    this.#port.postMessage(message, [...transfer]);
  }
}

/** A URL of the text of `code`, with the text of `runInWorker` around it. */
function urlOf(code: (side: never) => unknown): string {
  const text = `(${runInWorker.toString()})(${code.toString()})`;
  return URL.createObjectURL(new Blob([text], { type: 'text/javascript' }));
}

function failure(cause: unknown): RtcError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new RtcError('worker-failed', `The code in the worker failed: ${reason}`, { cause });
}
