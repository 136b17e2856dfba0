import { SubscriptionClosed } from '../errors.js';
import type { GetOptions, Subscription } from './subscription.js';
import { valuesOf } from './pump.js';

interface Waiter<T> {
  readonly resolve: (value: T) => void;
  readonly reject: (reason: unknown) => void;
}

/** A subscription that keeps values until they are asked for; subclasses say which ones. */
export abstract class BufferedSubscription<T> implements Subscription<T> {
  readonly #waiters = new Set<Waiter<T>>();
  #closed = false;

  constructor() {
    this.put_nowait = this.put_nowait.bind(this);
    this.get = this.get.bind(this);
  }

  /** Keep a value; if somebody waits, `_take` is called next. */
  protected abstract _store(value: T): void;

  /** Take the next kept value out, in an array of one; empty if there is none. */
  protected abstract _take(): readonly T[];

  /** Whether `close` was called. */
  get closed(): boolean {
    return this.#closed;
  }

  /**
   * Hand over one value; never waits.
   * @throws SubscriptionClosed after `close`
   */
  put_nowait(value: T): void {
    if (this.#closed) throw new SubscriptionClosed();
    this._store(value);
    for (const waiter of this.#waiters) {
      for (const taken of this._take()) {
        this.#waiters.delete(waiter);
        waiter.resolve(taken);
      }
    }
  }

  /**
   * Wait for the next value.
   * @throws SubscriptionClosed once closed and empty; `signal`'s reason when given up
   */
  get({ signal }: GetOptions = {}): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      signal?.throwIfAborted();
      for (const value of this._take()) {
        resolve(value);
        return;
      }
      if (this.#closed) throw new SubscriptionClosed();
      this.#wait({ resolve, reject }, signal);
    });
  }

  /** End it: values that wait are still handed out, then `get` rejects. Idempotent. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const waiter of this.#waiters) waiter.reject(new SubscriptionClosed());
    this.#waiters.clear();
  }

  /** Values in turn until the subscription is closed; leaving the loop closes it. */
  [Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    return valuesOf(this, () => {
      this.close();
    });
  }

  #wait(waiter: Waiter<T>, signal: AbortSignal | undefined): void {
    if (!signal) {
      this.#waiters.add(waiter);
      return;
    }
    const settled = new AbortController();
    const entry: Waiter<T> = {
      resolve: (value) => {
        settled.abort();
        waiter.resolve(value);
      },
      reject: (reason) => {
        settled.abort();
        waiter.reject(reason);
      },
    };
    const giveUp = (): void => {
      this.#waiters.delete(entry);
      entry.reject(signal.reason);
    };
    signal.addEventListener('abort', giveUp, { once: true, signal: settled.signal });
    this.#waiters.add(entry);
  }
}

/**
 * Keeps only the newest value: a slow reader skips what is outdated.
 * @see rtcbot/base/base.py, `MostRecentSubscription`
 */
export class MostRecentSubscription<T> extends BufferedSubscription<T> {
  #newest: readonly T[] = [];

  protected override _store(value: T): void {
    this.#newest = [value];
  }

  protected override _take(): readonly T[] {
    const taken = this.#newest;
    this.#newest = [];
    return taken;
  }
}

/**
 * An event that happens once: the first value put is what every `get`, earlier or later, resolves with.
 * Further values are ignored. `for await` yields it once.
 *
 * @see rtcbot/subscriptions.py, `EventSubscription`
 * @example
 * ```ts
 * const landed = new EventSubscription<string>();
 * drone.subscribe(landed);
 * console.log(await landed.get());
 * ```
 */
export class EventSubscription<T = void> extends BufferedSubscription<T> {
  #event: readonly T[] = [];

  protected override _store(value: T): void {
    if (this.#event.length === 0) this.#event = [value];
  }

  protected override _take(): readonly T[] {
    return this.#event;
  }

  /** The one value, unless it is closed before. */
  override async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    for await (const value of super[Symbol.asyncIterator]()) {
      yield value;
      return;
    }
  }
}
