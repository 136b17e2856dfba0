import { SubscriptionClosed } from '../errors.js';
import { deliver } from './listeners.js';
import type { Subscriber } from './subscription.js';

/**
 * What every object of the SDK can tell of itself: ready, error, closed.
 *
 * @see rtcbot/base/events.py. `await obj` of Python is `await obj.onClose()` here.
 */
export abstract class Lifecycle {
  readonly #readyListeners = new Set<Subscriber<boolean>>();
  readonly #errorListeners = new Set<Subscriber<Error>>();
  readonly #closeListeners = new Set<Subscriber<void>>();
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
  onReady<S extends Subscriber<boolean>>(listener: S): S;
  onReady(listener?: Subscriber<boolean>): Promise<void> | Subscriber<boolean> {
    if (listener) return listen(this.#readyListeners, listener, this.#ready ? [true] : []);
    return new Promise((resolve, reject) => {
      if (this.#ready) {
        resolve();
        return;
      }
      if (this.#closed) throw this.#error ?? new SubscriptionClosed();
      this.#readyListeners.add((ready: boolean) => {
        if (ready) resolve();
      });
      this.#closeListeners.add(() => {
        reject(this.#error ?? new SubscriptionClosed('It was closed before it was ready.'));
      });
    });
  }

  /**
   * Without an argument: a promise of the error, or of undefined if it is closed without one.
   * With one: call it with the error when it comes, or soon if it has come already.
   */
  onError(): Promise<Error | undefined>;
  onError<S extends Subscriber<Error>>(listener: S): S;
  onError(listener?: Subscriber<Error>): Promise<Error | undefined> | Subscriber<Error> {
    const known = this.#error ? [this.#error] : [];
    if (listener) return listen(this.#errorListeners, listener, known);
    return new Promise((resolve) => {
      if (this.#closed || this.#error) {
        resolve(this.#error);
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
  onClose<S extends Subscriber<void>>(listener: S): S;
  onClose(listener?: Subscriber<void>): Promise<void> | Subscriber<void> {
    if (listener) return listen(this.#closeListeners, listener, this.#closed ? [noValue] : []);
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
    emit(this.#closeListeners, noValue);
    this.#closeListeners.clear();
    this.#readyListeners.clear();
    this.#errorListeners.clear();
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
    emit(this.#readyListeners, ready);
  }

  /** Subclasses report the one error that ends them; the first one stays. */
  protected _setError(error: Error): void {
    if (this.#error || this.#closed) return;
    this.#error = error;
    emit(this.#errorListeners, error);
  }
}

/** What listeners to the end are called with. */
const noValue = undefined as void;

function emit<T>(listeners: Set<Subscriber<T>>, value: T): void {
  for (const listener of [...listeners]) deliver(listener, value);
}

function listen<T>(
  listeners: Set<Subscriber<T>>,
  listener: Subscriber<T>,
  known: readonly T[],
): Subscriber<T> {
  listeners.add(listener);
  for (const value of known) queueMicrotask(() => deliver(listener, value));
  return listener;
}
