import { describe, expect, it, vi } from 'vitest';
import { SubscriptionClosed } from '../errors.js';
import { CallbackSubscription } from './callback-subscription.js';
import { DelayedSubscription } from './delayed-subscription.js';
import { EventSubscription } from './buffered-subscription.js';
import { GetterSubscription } from './getter-subscription.js';
import { MostRecentSubscription } from './buffered-subscription.js';
import { Queue } from './queue.js';
import { RebatchSubscription } from './rebatch-subscription.js';
import { SubscriptionConsumer } from './subscription-consumer.js';
import { SubscriptionProducer } from './subscription-producer.js';

class Producer<T> extends SubscriptionProducer<T> {
  put(value: T): void {
    this._put_nowait(value);
  }
}

class Consumer<T> extends SubscriptionConsumer<T> {
  get(): Promise<T> {
    return this._get();
  }
  get shouldClose(): boolean {
    return this._shouldClose;
  }
}

describe('CallbackSubscription', () => {
  it('calls back soon, in order; or at once', async () => {
    const seen: string[] = [];
    const soon = new CallbackSubscription((value: string) => seen.push(`soon ${value}`));
    const direct = new CallbackSubscription((value: string) => seen.push(`direct ${value}`), true);
    for (const value of ['1', '2']) {
      soon.put_nowait(value);
      direct.put_nowait(value);
    }
    expect(seen).toEqual(['direct 1', 'direct 2']);
    await Promise.resolve();
    expect(seen).toEqual(['direct 1', 'direct 2', 'soon 1', 'soon 2']);
  });

  it('reports an error of the callback, and goes on', () => {
    const reported = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const subscription = new CallbackSubscription<number>(() => {
      throw new Error('mine');
    }, true);
    subscription.put_nowait(1);
    subscription.put_nowait(2);
    expect(reported).toHaveBeenCalledTimes(2);
    reported.mockRestore();
  });

  it('is forgotten by its producer once what it hands values on to is closed', () => {
    const producer = new Producer<number>();
    const queue = new Queue<number>();
    const callback = producer.subscribe(new CallbackSubscription(queue.put_nowait, true));
    queue.close();
    producer.put(1);
    producer.put(2);
    expect(() => {
      producer.unsubscribe(callback);
    }).toThrow(/not subscribed/);
  });
});

describe('EventSubscription', () => {
  it('hands its first value to all who wait and all who come later', async () => {
    const event = new EventSubscription<string>();
    const early = [event.get(), event.get()];
    event.put_nowait('it happened');
    event.put_nowait('again');
    await expect(Promise.all(early)).resolves.toEqual(['it happened', 'it happened']);
    await expect(event.get()).resolves.toBe('it happened');
    const seen: string[] = [];
    for await (const value of event) seen.push(value);
    expect(seen).toEqual(['it happened']);
  });

  it('tells those who wait that it will not happen any more', async () => {
    const event = new EventSubscription();
    const pending = event.get();
    event.close();
    await expect(pending).rejects.toBeInstanceOf(SubscriptionClosed);
    for await (const value of event) expect.fail(`got ${String(value)}`);
  });
});

describe('GetterSubscription', () => {
  it('is read by a consumer, one call for each value', async () => {
    let calls = 0;
    const consumer = new Consumer<number>();
    consumer.putSubscription(new GetterSubscription(() => Promise.resolve(++calls)));
    expect([await consumer.get(), await consumer.get()]).toEqual([1, 2]);
    expect(calls).toBe(2);
  });

  it('hands errors on, and ends a loop with SubscriptionClosed', async () => {
    const values = [1, 2];
    const getter = new GetterSubscription(() => {
      const value = values.shift();
      return value ? Promise.resolve(value) : Promise.reject(new SubscriptionClosed());
    });
    const seen: number[] = [];
    for await (const value of getter) seen.push(value);
    expect(seen).toEqual([1, 2]);
    const failing = new GetterSubscription(() => {
      throw new Error('no sensor');
    });
    await expect(failing.get()).rejects.toThrow('no sensor');
  });
});

describe('DelayedSubscription', () => {
  it('subscribes at the first get, so nothing old is kept', async () => {
    const producer = new Producer<number>();
    const delayed = new DelayedSubscription(producer);
    delayed.unsubscribe();
    producer.put(1);
    const pending = delayed.get();
    producer.put(2);
    await expect(pending).resolves.toBe(2);
  });

  it('unsubscribes, telling those who wait, and subscribes anew at the next get', async () => {
    const producer = new Producer<number>();
    const delayed = new DelayedSubscription(producer);
    const pending = delayed.get();
    delayed.unsubscribe();
    producer.put(1);
    await expect(pending).rejects.toBeInstanceOf(SubscriptionClosed);
    const next = delayed.get();
    producer.put(2);
    await expect(next).resolves.toBe(2);
    producer.unsubscribeAll();
    expect(delayed.unsubscribe).not.toThrow();
  });

  it('feeds the subscription that it is given', async () => {
    const producer = new Producer<number>();
    const newest = new MostRecentSubscription<number>();
    const delayed = new DelayedSubscription(producer, newest);
    const first = delayed.get();
    for (const value of [1, 2, 3]) producer.put(value);
    expect([await first, await newest.get()]).toEqual([1, 3]);
  });

  it('unsubscribes when a loop is left', async () => {
    const producer = new Producer<number>();
    const unsubscribe = vi.spyOn(producer, 'unsubscribe');
    setImmediate(() => {
      producer.put(1);
    });
    for await (const value of new DelayedSubscription(producer)) {
      expect(value).toBe(1);
      break;
    }
    expect(unsubscribe).toHaveBeenCalledTimes(1);
  });
});

describe('RebatchSubscription', () => {
  it('cuts one array of interleaved channels along axis 0', async () => {
    const newest = new MostRecentSubscription<Int16Array>();
    const blocks = new RebatchSubscription(2, 0, newest, 2);
    blocks.put_nowait(Int16Array.of(1, -1, 2, -2, 3, -3));
    await expect(blocks.get()).resolves.toEqual(Int16Array.of(1, -1, 2, -2));
    blocks.put_nowait(Int16Array.of(4, -4));
    await expect(blocks.get()).resolves.toEqual(Int16Array.of(3, -3, 4, -4));
  });

  it('drops what was left over when the number of channels or the type changes', async () => {
    const blocks = new RebatchSubscription<(Float32Array | Float64Array)[]>(2, 1);
    blocks.put_nowait([Float32Array.of(1)]);
    blocks.put_nowait([Float32Array.of(2), Float32Array.of(3)]);
    blocks.put_nowait([Float64Array.of(4, 5), Float64Array.of(6, 7)]);
    await expect(blocks.get()).resolves.toEqual([Float64Array.of(4, 5), Float64Array.of(6, 7)]);
  });

  it('leaves blocks without samples out', async () => {
    const blocks = new RebatchSubscription<Float32Array[]>(1, 1);
    blocks.put_nowait([]);
    blocks.put_nowait([new Float32Array(0)]);
    blocks.put_nowait([Float32Array.of(1)]);
    blocks.close();
    await expect(blocks.get()).resolves.toEqual([Float32Array.of(1)]);
    await expect(blocks.get()).rejects.toBeInstanceOf(SubscriptionClosed);
  });

  it.each([
    ['a planar block along axis 0', 0, [Float32Array.of(1)], 1],
    ['one array along axis 1', 1, Float32Array.of(1), 1],
    ['half a sample', 0, Float32Array.of(1, 2, 3), 2],
    ['channels of different length', 1, [Float32Array.of(1), Float32Array.of(1, 2)], 1],
    ['plain arrays', 1, [[1, 2]] as never, 1],
  ] as const)('refuses %s', (_, axis, block, channels) => {
    const blocks = new RebatchSubscription(4, axis, undefined, channels);
    expect(() => {
      blocks.put_nowait(block);
    }).toThrow(/A block is one typed array/);
  });

  it.each([0, -1, 1.5, NaN])('refuses %s samples', (samples) => {
    expect(() => new RebatchSubscription(samples)).toThrow(/positive counts/);
  });
});

describe('base classes', () => {
  it('lets a consumer choose what keeps values that are put directly', async () => {
    const consumer = new Consumer<number>(() => new MostRecentSubscription());
    for (const value of [1, 2, 3]) consumer.put_nowait(value);
    await expect(consumer.get()).resolves.toBe(3);
  });

  it('goes back to an empty direct queue after stopSubscription', async () => {
    const consumer = new Consumer<string>();
    consumer.put_nowait('outdated');
    consumer.putSubscription(new Queue());
    consumer.stopSubscription();
    const pending = consumer.get();
    consumer.put_nowait('new');
    await expect(pending).resolves.toBe('new');
  });

  it('replaces a producer whose subscriptions were all dropped', async () => {
    const consumer = new Consumer<number>();
    const before = new Producer<number>();
    const after = new Producer<number>();
    consumer.putSubscription(before);
    const pending = consumer.get();
    before.unsubscribeAll();
    consumer.putSubscription(after);
    after.put(1);
    await expect(pending).resolves.toBe(1);
  });

  it('tells those who wait in get when its subscription is dropped', async () => {
    const producer = new Producer<number>();
    const first = producer.get();
    producer.unsubscribe();
    await expect(first).rejects.toBeInstanceOf(SubscriptionClosed);
    const second = producer.get();
    producer.unsubscribeAll();
    await expect(second).rejects.toBeInstanceOf(SubscriptionClosed);
  });

  it('tells loops of subclasses to end', () => {
    const consumer = new Consumer<number>();
    expect(consumer.shouldClose).toBe(false);
    void consumer.close();
    expect(consumer.shouldClose).toBe(true);
  });
});
