import { describe, expect, it, vi } from 'vitest';
import { SubscriptionClosed } from '../errors.js';
import { MostRecentSubscription } from './buffered-subscription.js';
import { Queue } from './queue.js';
import { SubscriptionProducer } from './subscription-producer.js';

class Producer<T> extends SubscriptionProducer<T> {
  put(value: T): void {
    this._put_nowait(value);
  }
  fail(error: Error): void {
    this._setError(error);
  }
  setReady(ready: boolean): void {
    this._setReady(ready);
  }
}

describe('Queue', () => {
  it('hands out every value in order, however many', async () => {
    const queue = new Queue<number>();
    for (let i = 0; i < 500; i++) queue.put_nowait(i);
    expect(queue.size).toBe(500);
    for (let i = 0; i < 500; i++) expect(await queue.get()).toBe(i);
    expect(queue.size).toBe(0);
  });

  it('hands a value to who has waited longest', async () => {
    const queue = new Queue<string>();
    const first = queue.get();
    const second = queue.get();
    queue.put_nowait('a');
    queue.put_nowait('b');
    expect([await first, await second]).toEqual(['a', 'b']);
  });

  it('keeps undefined as a value', async () => {
    const queue = new Queue<undefined>();
    queue.put_nowait(undefined);
    await expect(queue.get()).resolves.toBeUndefined();
  });

  it('gives a wait up by signal, and the next reader gets the value', async () => {
    const queue = new Queue<string>();
    const giveUp = new AbortController();
    const abandoned = queue.get({ signal: giveUp.signal });
    giveUp.abort(new Error('enough'));
    await expect(abandoned).rejects.toThrow('enough');
    queue.put_nowait('kept');
    await expect(queue.get()).resolves.toBe('kept');
  });

  it('after close hands out what waits, then rejects', async () => {
    const queue = new Queue<string>();
    queue.put_nowait('last');
    queue.close();
    await expect(queue.get()).resolves.toBe('last');
    await expect(queue.get()).rejects.toBeInstanceOf(SubscriptionClosed);
    expect(() => {
      queue.put_nowait('late');
    }).toThrow(SubscriptionClosed);
  });

  it('rejects those who wait when it is closed', async () => {
    const queue = new Queue<string>();
    const waiting = queue.get();
    queue.close();
    await expect(waiting).rejects.toBeInstanceOf(SubscriptionClosed);
  });

  it('is an async iterable that ends with close', async () => {
    const queue = new Queue<number>();
    for (const value of [1, 2, 3]) queue.put_nowait(value);
    const seen: number[] = [];
    for await (const value of queue) {
      seen.push(value);
      if (value === 3) queue.close();
    }
    expect(seen).toEqual([1, 2, 3]);
  });
});

describe('MostRecentSubscription', () => {
  it('keeps only the newest value, and then waits for a new one', async () => {
    const newest = new MostRecentSubscription<number>();
    for (const value of [1, 2, 3]) newest.put_nowait(value);
    await expect(newest.get()).resolves.toBe(3);
    const next = newest.get();
    newest.put_nowait(4);
    await expect(next).resolves.toBe(4);
  });
});

describe('SubscriptionProducer', () => {
  it('gives every value to every subscriber: queues, functions, get', async () => {
    const producer = new Producer<string>();
    const first = producer.subscribe();
    const second = producer.subscribe(new Queue<string>());
    const called: string[] = [];
    producer.subscribe((value: string) => called.push(value));
    const got = producer.get();
    producer.put('x');
    expect([await first.get(), await second.get(), await got]).toEqual(['x', 'x', 'x']);
    expect(called).toEqual(['x']);
  });

  it('shares one subscription between calls of get, made anew after unsubscribe()', async () => {
    const producer = new Producer<number>();
    const pending = producer.get();
    producer.put(1);
    producer.put(2);
    await expect(pending).resolves.toBe(1);
    producer.unsubscribe();
    producer.unsubscribe();
    const next = producer.get();
    producer.put(3);
    await expect(next).resolves.toBe(3);
  });

  it('stops feeding what is unsubscribed, and refuses to unsubscribe a stranger', () => {
    const producer = new Producer<number>();
    const called: number[] = [];
    const listener = producer.subscribe((value: number) => called.push(value));
    producer.put(1);
    producer.unsubscribe(listener);
    producer.put(2);
    expect(called).toEqual([1]);
    expect(() => {
      producer.unsubscribe(listener);
    }).toThrow(/not subscribed/);
  });

  it('reports the error of one subscriber and serves the others', async () => {
    const reported = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const producer = new Producer<number>();
    const seen: number[] = [];
    producer.subscribe(() => {
      throw new Error('mine');
    });
    producer.subscribe(() => Promise.reject(new Error('mine, later')));
    producer.subscribe((value: number) => seen.push(value));
    producer.put(7);
    await Promise.resolve();
    expect(seen).toEqual([7]);
    expect(reported).toHaveBeenCalledTimes(2);
    reported.mockRestore();
  });

  it('forgets a subscription that was closed, and goes on', () => {
    const producer = new Producer<number>();
    const queue = producer.subscribe();
    queue.close();
    producer.put(1);
    expect(() => {
      producer.unsubscribe(queue);
    }).toThrow();
  });

  it('ends those who wait when it closes', async () => {
    const producer = new Producer<number>();
    const pending = producer.get();
    const queue = producer.subscribe();
    const waiting = queue.get();
    await producer.close();
    await expect(pending).rejects.toBeInstanceOf(SubscriptionClosed);
    await expect(waiting).rejects.toBeInstanceOf(SubscriptionClosed);
    await expect(producer.get()).rejects.toBeInstanceOf(SubscriptionClosed);
    await expect(producer.subscribe().get()).rejects.toBeInstanceOf(SubscriptionClosed);
  });

  it('rejects what is not a subscriber', () => {
    const producer = new Producer<number>();
    expect(() => producer.subscribe({} as never)).toThrow(/put_nowait/);
  });
});

describe('Lifecycle', () => {
  it('tells of ready, error and close, to callbacks and to those who await', async () => {
    const producer = new Producer<number>();
    const ready = producer.onReady();
    const seen: unknown[] = [];
    producer.onReady((value: boolean) => seen.push(value));
    producer.onError((error: Error) => seen.push(error.message));
    producer.onClose(() => seen.push('closed'));
    producer.setReady(true);
    await ready;
    await producer.onReady();
    producer.fail(new Error('first'));
    producer.fail(new Error('second'));
    expect(producer.error?.message).toBe('first');
    await expect(producer.onError()).resolves.toBe(producer.error);
    await Promise.all([producer.close(), producer.close()]);
    await producer.onClose();
    expect(seen).toEqual([true, 'first', false, 'closed']);
    expect([producer.ready, producer.closed]).toEqual([false, true]);
  });

  it('calls late listeners back soon', async () => {
    const producer = new Producer<number>();
    producer.setReady(true);
    producer.fail(new Error('known'));
    await producer.close();
    const seen: unknown[] = [];
    producer.onError((error: Error) => seen.push(error.message));
    producer.onClose(() => seen.push('closed'));
    expect(seen).toEqual([]);
    await Promise.resolve();
    expect(seen).toEqual(['known', 'closed']);
  });

  it('never leaves one waiting who awaits ready or error of what is closed', async () => {
    const early = new Producer<number>();
    const ready = early.onReady();
    const error = early.onError();
    await early.close();
    await expect(ready).rejects.toBeInstanceOf(SubscriptionClosed);
    await expect(error).resolves.toBeUndefined();
    await expect(early.onReady()).rejects.toBeInstanceOf(SubscriptionClosed);
  });
});
