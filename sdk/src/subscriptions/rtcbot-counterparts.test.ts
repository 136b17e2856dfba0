/** Counterparts, one for one, of RTCBot's own unit tests in tests/test_base.py and tests/test_subscriptions.py. */
import { describe, expect, it } from 'vitest';
import { Queue } from './queue.js';
import { RebatchSubscription } from './rebatch-subscription.js';
import { SubscriptionConsumer } from './subscription-consumer.js';
import { SubscriptionProducer } from './subscription-producer.js';

class Consumer<T> extends SubscriptionConsumer<T> {
  get(): Promise<T> {
    return this._get();
  }
}

class Producer<T> extends SubscriptionProducer<T> {
  put_nowait(value: T): void {
    this._put_nowait(value);
  }
}

describe('RTCBot: TestBaseClasses', () => {
  it('test_SubscriptionConsumer', async () => {
    const consumer = new Consumer<string>();
    consumer.put_nowait('put directly');
    await expect(consumer.get()).resolves.toBe('put directly');

    const queue = new Queue<string>();
    queue.put_nowait('in the queue before');
    consumer.putSubscription(queue);
    await expect(consumer.get()).resolves.toBe('in the queue before');

    const pending = consumer.get();
    consumer.put_nowait('directly again');
    await expect(pending).resolves.toBe('directly again');

    consumer.put_nowait('never read');
    const end = consumer.onClose();
    void consumer.close();
    await end;
    expect(consumer.closed).toBe(true);
  });

  it('test_SubscriptionProducer', async () => {
    const producer = new Producer<number>(undefined, true);
    producer.put_nowait(1);
    await expect(producer.get()).resolves.toBe(1);

    const first = producer.subscribe();
    const second = producer.subscribe();
    producer.put_nowait(2);
    expect([await producer.get(), await first.get(), await second.get()]).toEqual([2, 2, 2]);

    producer.unsubscribe(second);
    producer.put_nowait(3);
    second.put_nowait(12);
    expect([await producer.get(), await first.get(), await second.get()]).toEqual([3, 3, 12]);

    producer.unsubscribe();
    producer.put_nowait(4);
    const pending = producer.get();
    producer.put_nowait(5);
    await expect(pending).resolves.toBe(5);
    expect([await first.get(), await first.get()]).toEqual([4, 5]);

    producer.unsubscribeAll();
    producer.put_nowait(6);
    first.put_nowait(8);
    await expect(first.get()).resolves.toBe(8);

    producer.unsubscribe();
    producer.unsubscribe();
    const end = producer.onClose();
    void producer.close();
    await end;
  });
});

describe('RTCBot: TestSubscriptions', () => {
  const stereo = (samples: number, value: number): Float32Array[] =>
    [value, -value].map((side) => new Float32Array(samples).fill(side));

  it('test_rebatch', async () => {
    const blocks = new RebatchSubscription<Float32Array[]>(1024, 1);
    blocks.put_nowait(stereo(960, 0.5));
    blocks.put_nowait(stereo(960, 0.25));
    const first = await blocks.get();
    expect(first.map(({ length }) => length)).toEqual([1024, 1024]);
    const [left, right] = first as [Float32Array, Float32Array];
    expect([left[0], left[959], left[960], left[1023]]).toEqual([0.5, 0.5, 0.25, 0.25]);
    expect([right[959], right[960]]).toEqual([-0.5, -0.25]);

    // 896 are left over; 128 more fill a block, and 1920 of the double one make another and 896 again.
    blocks.put_nowait(stereo(2048, 1));
    const [second] = (await blocks.get()) as [Float32Array];
    expect([second[895], second[896], second[1023]]).toEqual([0.25, 1, 1]);
    const [third] = (await blocks.get()) as [Float32Array];
    expect([third.length, third[0], third[1023]]).toEqual([1024, 1, 1]);
    const none = blocks.get();
    blocks.close();
    await expect(none).rejects.toThrow(/closed/);
  });

  it('test_rebatch: a double block gives two, an exact one passes through without a copy', async () => {
    const blocks = new RebatchSubscription<Float32Array[]>(1024, 1);
    const exact = stereo(1024, 0.5);
    blocks.put_nowait(exact);
    expect(await blocks.get()).toBe(exact);
    blocks.put_nowait(stereo(2048, 1));
    const both = [await blocks.get(), await blocks.get()];
    expect(both.map((block) => block.map(({ length }) => length))).toEqual([
      [1024, 1024],
      [1024, 1024],
    ]);
    expect(both[1]?.[0]?.every((sample) => sample === 1)).toBe(true);
  });
});
