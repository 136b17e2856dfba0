import { describe, expect, it, vi } from 'vitest';
import { SubscriptionClosed } from '../errors.js';
import { Queue } from './queue.js';
import { SubscriptionConsumer } from './subscription-consumer.js';
import { SubscriptionProducer } from './subscription-producer.js';
import { SubscriptionProducerConsumer } from './subscription-consumer.js';

class Producer<T> extends SubscriptionProducer<T> {
  put(value: T): void {
    this._put_nowait(value);
  }
}

class Consumer<T> extends SubscriptionConsumer<T> {
  get(): Promise<T> {
    return this._get();
  }
}

class Both extends SubscriptionProducerConsumer<number> {
  async echo(): Promise<void> {
    this._put_nowait(await this._get());
  }
}

describe('SubscriptionConsumer', () => {
  it('takes direct values, then those of a source, then direct ones again', async () => {
    const consumer = new Consumer<string>();
    consumer.put_nowait('direct');
    await expect(consumer.get()).resolves.toBe('direct');
    const queue = new Queue<string>();
    consumer.putSubscription(queue);
    expect(consumer.subscription).toBe(queue);
    queue.put_nowait('queued');
    await expect(consumer.get()).resolves.toBe('queued');
    const pending = consumer.get();
    consumer.put_nowait('direct again');
    await expect(pending).resolves.toBe('direct again');
    expect(consumer.subscription).toBeUndefined();
    queue.put_nowait('unread');
    expect(queue.size).toBe(1);
  });

  it('moves a pending get over to a new source without losing a value of the old one', async () => {
    const consumer = new Consumer<string>();
    const before = new Queue<string>();
    const after = new Queue<string>();
    consumer.putSubscription(before);
    const pending = consumer.get();
    consumer.putSubscription(after);
    before.put_nowait('stays');
    after.put_nowait('comes');
    await expect(pending).resolves.toBe('comes');
    await expect(before.get()).resolves.toBe('stays');
  });

  it('reads a producer, and unsubscribes from it when replaced', async () => {
    const consumer = new Consumer<number>();
    const producer = new Producer<number>();
    consumer.putSubscription(producer);
    producer.put(1);
    await expect(consumer.get()).resolves.toBe(1);
    const unsubscribe = vi.spyOn(producer, 'unsubscribe');
    consumer.stopSubscription();
    expect(unsubscribe).toHaveBeenCalledTimes(1);
  });

  it('reads an async iterable, and goes back to direct values at its end', async () => {
    const consumer = new Consumer<number>();
    async function* two(): AsyncGenerator<number> {
      yield await Promise.resolve(1);
      yield 2;
    }
    consumer.putSubscription(two());
    expect([await consumer.get(), await consumer.get()]).toEqual([1, 2]);
    const pending = consumer.get();
    await vi.waitFor(() => {
      expect(consumer.subscription).toBeUndefined();
    });
    consumer.put_nowait(3);
    await expect(pending).resolves.toBe(3);
  });

  it('keeps the value of a source that knows no signal for its next reader', async () => {
    const resolvers: ((value: string) => void)[] = [];
    const source = { get: () => new Promise<string>((resolve) => resolvers.push(resolve)) };
    const consumer = new Consumer<string>();
    consumer.putSubscription(source);
    const pending = consumer.get();
    consumer.put_nowait('direct');
    await expect(pending).resolves.toBe('direct');
    resolvers[0]!('late');
    consumer.putSubscription(source);
    await expect(consumer.get()).resolves.toBe('late');
    expect(resolvers).toHaveLength(1);
  });

  it('ends a pending get with close, and refuses what comes after', async () => {
    const consumer = new Consumer<number>();
    const pending = consumer.get();
    const closed = consumer.onClose();
    await consumer.close();
    await expect(pending).rejects.toBeInstanceOf(SubscriptionClosed);
    await closed;
    expect(() => {
      consumer.put_nowait(1);
    }).toThrow(SubscriptionClosed);
    expect(() => {
      consumer.putSubscription(new Queue());
    }).toThrow(SubscriptionClosed);
  });

  it('rejects what is not a source', () => {
    expect(() => {
      new Consumer<number>().putSubscription({} as never);
    }).toThrow(/putSubscription/);
  });
});

describe('SubscriptionProducerConsumer', () => {
  it('does both, with bound methods', async () => {
    const both = new Both();
    const { put_nowait, get } = both;
    const echoed = both.echo();
    const got = get();
    put_nowait(5);
    await echoed;
    await expect(got).resolves.toBe(5);
  });
});
