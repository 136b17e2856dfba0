import { SubscriptionClosed } from '../errors.js';
import type { Subscriber } from './subscription.js';

/** Options of every `onX(listener, {signal})`. */
export interface ListenOptions {
  /** Takes the listener off when it aborts. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Who wants to be told of something, however that is done. What was added twice is there once, until each signal that it was
 * added with has aborted.
 */
export class ListenerSet<L> {
  readonly #signals = new Map<L, Set<AbortSignal | undefined>>();
  #cleared = new AbortController();

  /** How many there are. */
  get size(): number {
    return this.#signals.size;
  }

  /** Tell `listener` from now on; returns it. */
  add<Added extends L>(listener: Added, { signal }: ListenOptions = {}): Added {
    if (signal?.aborted) return listener;
    const signals = this.#signals.get(listener) ?? new Set();
    this.#signals.set(listener, signals.add(signal));
    const onAbort = (): void => {
      signals.delete(signal);
      if (signals.size === 0 && this.#signals.get(listener) === signals) this.remove(listener);
    };
    signal?.addEventListener('abort', onAbort, { once: true, signal: this.#cleared.signal });
    return listener;
  }

  /** Whether `listener` is told. */
  has(listener: L): boolean {
    return this.#signals.has(listener);
  }

  /** Tell `listener` no more; returns whether it was told. */
  remove(listener: L): boolean {
    return this.#signals.delete(listener);
  }

  /** Take all of them off. */
  clear(): void {
    this.#signals.clear();
    this.#cleared.abort();
    this.#cleared = new AbortController();
  }

  /** All that are there now, in the order in which they came; one that is taken off meanwhile is left out. */
  *[Symbol.iterator](): Generator<L, void, undefined> {
    for (const listener of [...this.#signals.keys()]) if (this.has(listener)) yield listener;
  }
}

/**
 * What is behind every `onX(listener, {signal})`: tells functions, and objects with `put_nowait`, of one kind of event.
 *
 * @example
 * ```ts
 * const landings = new Listeners<string>();
 * landings.add((place) => console.log(place), { signal });
 * landings.emit('Bremen');
 * ```
 */
export class Listeners<T> extends ListenerSet<Subscriber<T>> {
  readonly #report: (error: unknown) => void;

  /** @param report - is told what listeners throw or reject with; by default it is an uncaught error */
  constructor(report: (error: unknown) => void = reportCallbackError) {
    super();
    this.#report = report;
  }

  /** Tell all that are there now. One that throws disturbs neither the others nor the caller. */
  emit(value: T): void {
    for (const listener of this) this.tell(listener, value);
  }

  /** Tell one, whether it was added or not, as `emit` does. */
  tell(listener: Subscriber<T>, value: T): void {
    try {
      hand(listener, [value], this.#report);
    } catch (error) {
      const isOver = error instanceof SubscriptionClosed && typeof listener !== 'function';
      if (isOver) this.remove(listener);
      else this.#report(error);
    }
  }
}

/** Report an error of a user's callback where uncaught errors go, without disturbing the caller. */
export function reportCallbackError(error: unknown): void {
  if (typeof globalThis.reportError === 'function') globalThis.reportError(error);
  // eslint-disable-next-line no-console -- Node has no reportError, and the error must not be lost
  else console.error('RTCBot: a callback failed:', error);
}

/**
 * Hand a value to a subscriber; its error or rejection is reported and goes no further.
 * @returns false if the subscriber is closed, or hands on to what is closed, and wants no more
 */
export function deliver<T, More extends readonly unknown[]>(
  subscriber: Subscriber<T, More>,
  value: T,
  ...more: More
): boolean {
  try {
    hand(subscriber, [value, ...more], reportCallbackError);
  } catch (error) {
    if (error instanceof SubscriptionClosed) return false;
    reportCallbackError(error);
  }
  return true;
}

function hand<T, More extends readonly unknown[]>(
  subscriber: Subscriber<T, More>,
  values: readonly [T, ...More],
  report: (error: unknown) => void,
): void {
  if (typeof subscriber !== 'function') {
    subscriber.put_nowait(values[0]);
    return;
  }
  const result = subscriber(...values);
  if (result instanceof Promise) result.catch(report);
}
