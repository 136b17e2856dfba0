import { SubscriptionClosed } from '../errors.js';
import { deliver, Listeners, type ListenOptions } from './listeners.js';
import type { Subscriber } from './subscription.js';

/**
 * What every object of the SDK can tell of itself: ready, error, closed.
 *
 * @see rtcbot/base/events.py. `await obj` of Python is `await obj.onClose()` here.
 */
export abstract class Lifecycle {
  readonly #readyListeners = new Listeners<boolean>();
  readonly #errorListeners = new Listeners<Error>();
  readonly #closeListeners = new Listeners<void>();
  #ready = false;
  #error: Error | undefined;
  #closed = false;
  #closing: Promise<void> | undefined;

  constructor() {
    this.close = this.close.bind(this);
    this.onReady = this.onReady.bind(this);
    this.onError = this.onError.bind(this);
    this.onClose = this.onClose.bind(this);
  }

  /** Whether data can flow now. */
  get ready(): boolean {
    return this.#ready;
  }

  /** The error that ended it, if one did. */
  get error(): Error | undefined {
    return this.#error;
  }

  /** Whether it is over. */
  get closed(): boolean {
    return this.#closed;
  }

  /**
   * Without an argument: a promise of being ready. It rejects if that can no longer happen.
   * With one: call it (with true or false) whenever that changes, and soon if it is ready already.
   */
  onReady(): Promise<void>;
  onReady<S extends Subscriber<boolean>>(listener: S, options?: ListenOptions): S;
  onReady(
    listener?: Subscriber<boolean>,
    options?: ListenOptions,
  ): Promise<void> | Subscriber<boolean> {
    if (!listener) return this.#untilReady();
    const listeners = this.#readyListeners;
    listeners.add(listener, options);
    const tell = (): void => {
      if (this.#ready && listeners.has(listener)) deliver(listener, true);
    };
    if (this.#ready) queueMicrotask(tell);
    return listener;
  }

  /**
   * Without an argument: a promise of the error, or of undefined if it is closed without one.
   * With one: call it with the error when it comes, or soon if it has come already.
   */
  onError(): Promise<Error | undefined>;
  onError<S extends Subscriber<Error>>(listener: S, options?: ListenOptions): S;
  onError(
    listener?: Subscriber<Error>,
    options?: ListenOptions,
  ): Promise<Error | undefined> | Subscriber<Error> {
    const error = this.#error;
    if (listener && error) return tellSoon(listener, error, options);
    if (listener) return this.#errorListeners.add(listener, options);
    return new Promise((resolve) => {
      if (this.#closed || error) {
        resolve(error);
        return;
      }
      this.#errorListeners.add(resolve);
      this.#closeListeners.add(() => {
        resolve(undefined);
      });
    });
  }

  /** Without an argument: a promise of the end. With one: call it once at the end, or soon if it is over. */
  onClose(): Promise<void>;
  onClose<S extends Subscriber<void>>(listener: S, options?: ListenOptions): S;
  onClose(listener?: Subscriber<void>, options?: ListenOptions): Promise<void> | Subscriber<void> {
    if (listener && this.#closed) return tellSoon(listener, noValue, options);
    if (listener) return this.#closeListeners.add(listener, options);
    return new Promise((resolve) => {
      this.onClose(() => {
        resolve();
      });
    });
  }

  /** End it and release what it holds. Idempotent, never rejects. */
  close(): Promise<void> {
    this.#closing ??= this.#end();
    return this.#closing;
  }

  async #end(): Promise<void> {
    this.#closed = true;
    this._setReady(false);
    await this._close();
    this.#closeListeners.emit(noValue);
    this.#closeListeners.clear();
    this.#readyListeners.clear();
    this.#errorListeners.clear();
  }

  #untilReady(): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#ready) {
        resolve();
        return;
      }
      if (this.#closed) throw this.#error ?? new SubscriptionClosed();
      const settled = new AbortController();
      const onReady = (ready: boolean): void => {
        if (!ready) return;
        settled.abort();
        resolve();
      };
      const onClose = (): void => {
        reject(this.#error ?? new SubscriptionClosed('It was closed before it was ready.'));
      };
      this.#readyListeners.add(onReady, settled);
      this.#closeListeners.add(onClose, settled);
    });
  }

  /** Subclasses that loop look at this, as in RTCBot: whether `close` was called. */
  protected get _shouldClose(): boolean {
    return this.#closed;
  }

  /** Subclasses release what they hold here; called once. */
  protected _close(): void | Promise<void> {
    return undefined;
  }

  /** Subclasses say whether data can flow. */
  protected _setReady(ready: boolean): void {
    if (ready === this.#ready) return;
    this.#ready = ready;
    this.#readyListeners.emit(ready);
  }

  /** Subclasses report the one error that ends them; the first one stays. */
  protected _setError(error: Error): void {
    if (this.#error || this.#closed) return;
    this.#error = error;
    this.#errorListeners.emit(error);
  }
}

/** What listeners to the end are called with. */
const noValue = undefined as void;

/** Tell what is known already, unless the listener is taken off by then. */
function tellSoon<T, S extends Subscriber<T>>(
  listener: S,
  value: T,
  { signal }: ListenOptions = {},
): S {
  queueMicrotask(() => {
    if (!signal?.aborted) deliver(listener, value);
  });
  return listener;
}
