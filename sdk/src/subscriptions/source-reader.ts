import { RtcError, SubscriptionClosed } from '../errors.js';
import { Queue } from './queue.js';
import type { Gettable, Producer, Source, Subscription } from './subscription.js';

interface ActiveSource<T> {
  readonly get: (signal: AbortSignal) => Promise<T>;
  readonly release: () => void;
}

/** Waits that a source without support for `signal` could not give up: the next reader takes them over. */
const abandonedGets = new WeakMap<object, Promise<unknown>>();

/** The consuming half of every object: values put directly, or pulled from a source that can be swapped. */
export class SourceReader<T> {
  readonly #owner: { readonly closed: boolean };
  readonly #createDirect: () => Subscription<T>;
  #direct: Subscription<T>;
  readonly #closing = new AbortController();
  #switched = new AbortController();
  #source: Source<T> | undefined;
  #active: ActiveSource<T> | undefined;

  /**
   * @param owner - takes nothing more once it is closed
   * @param createDirect - makes what keeps values that are put directly; a `Queue` by default
   */
  constructor(
    owner: { readonly closed: boolean },
    createDirect: () => Subscription<T> = () => new Queue<T>(),
  ) {
    this.#owner = owner;
    this.#createDirect = createDirect;
    this.#direct = createDirect();
  }

  /** The source that is read, if any. */
  get source(): Source<T> | undefined {
    return this.#source;
  }

  /** Put one value directly; a source that is read is let go. */
  put(value: T): void {
    this.#requireOpen();
    this.stop();
    this.#direct.put_nowait(value);
  }

  /** Read from `source` from now on; a pending `get` moves over to it, what was put directly is dropped. */
  read(source: Source<T>): void {
    this.#requireOpen();
    const active = openSource(source);
    this.#release();
    this.#direct = this.#createDirect();
    this.#source = source;
    this.#active = active;
    this.#switch();
  }

  /** Let the source go; values come from `put` again. */
  stop(): void {
    if (!this.#active) return;
    this.#release();
    this.#switch();
  }

  /**
   * Wait for the next value, wherever it comes from.
   * @throws SubscriptionClosed once closed
   */
  async get(): Promise<T> {
    for (;;) {
      if (this.#closing.signal.aborted) throw new SubscriptionClosed();
      const active = this.#active;
      const { signal } = this.#switched;
      try {
        return await (active ? active.get(signal) : this.#direct.get({ signal }));
      } catch (error) {
        if (signal.aborted) continue;
        if (active === this.#active) this.#release();
        if (!(error instanceof SubscriptionClosed)) throw error;
      }
    }
  }

  close(): void {
    this.#closing.abort();
    this.#release();
    this.#switch();
    this.#direct.close();
  }

  #requireOpen(): void {
    if (this.#owner.closed) throw new SubscriptionClosed();
  }

  #release(): void {
    this.#active?.release();
    this.#active = undefined;
    this.#source = undefined;
  }

  #switch(): void {
    const switched = this.#switched;
    this.#switched = new AbortController();
    switched.abort();
  }
}

function openSource<T>(source: Source<T>): ActiveSource<T> {
  if ('subscribe' in source) {
    const subscription = source.subscribe();
    return {
      get: (signal) => subscription.get({ signal }),
      release: () => {
        unsubscribeQuietly(source, subscription);
      },
    };
  }
  if ('get' in source)
    return { get: (signal) => getFrom(source, signal), release: () => undefined };
  if (Symbol.asyncIterator in source) return openIterable(source);
  throw new RtcError(
    'bad-argument',
    'putSubscription() takes a subscription, a producer, or an async iterable.',
  );
}

/** One value from a source that may not know `signal`: a wait it cannot give up is kept for its next reader. */
function getFrom<T>(source: Gettable<T>, signal: AbortSignal): Promise<T> {
  const pending = (abandonedGets.get(source) as Promise<T> | undefined) ?? source.get({ signal });
  abandonedGets.set(source, pending);
  const forget = (): void => {
    if (abandonedGets.get(source) === pending) abandonedGets.delete(source);
  };
  return new Promise<T>((resolve, reject) => {
    const giveUp = (): void => {
      reject(signal.reason as Error);
    };
    signal.addEventListener('abort', giveUp, { once: true });
    pending.then(
      (value) => {
        if (signal.aborted) return;
        forget();
        signal.removeEventListener('abort', giveUp);
        resolve(value);
      },
      (error: unknown) => {
        forget();
        signal.removeEventListener('abort', giveUp);
        reject(error instanceof Error ? error : new Error(String(error)));
      },
    );
  });
}

function openIterable<T>(iterable: AsyncIterable<T>): ActiveSource<T> {
  const iterator = iterable[Symbol.asyncIterator]();
  const gettable: Gettable<T> = {
    get: async () => {
      const result = await iterator.next();
      if (result.done) throw new SubscriptionClosed();
      return result.value;
    },
  };
  return {
    get: (signal) => getFrom(gettable, signal),
    release: () => {
      // The iterator may be waiting for a value that never comes, so its end is not awaited.
      Promise.resolve(iterator.return?.()).catch(() => undefined);
    },
  };
}

/** Unsubscribe; that `unsubscribeAll()` of the producer's owner was quicker does not matter. */
export function unsubscribeQuietly<T>(producer: Producer<T>, subscription: Subscription<T>): void {
  try {
    producer.unsubscribe(subscription);
  } catch (error) {
    if (!(error instanceof RtcError)) throw error;
  }
}
