import { describe, expect, it } from 'vitest';
import { SubscriptionProducer } from './subscription-producer.js';

class Sensor extends SubscriptionProducer<number> {
  readonly setReady = (ready: boolean): void => {
    this._setReady(ready);
  };
  readonly fail = (error: Error): void => {
    this._setError(error);
  };
  readonly catchUp = (subscriber: (value: number) => void): void => {
    this._catchUp(subscriber, 1);
  };
}

describe('a listener', () => {
  it('is told nothing after its signal has aborted, not even what was known already', async () => {
    const sensor = new Sensor();
    const heard: string[] = [];
    const ending = new AbortController();
    sensor.setReady(true);
    sensor.fail(new Error('dusty'));
    const listen = (): void => {
      sensor.onReady(() => heard.push('ready'), ending);
      sensor.onError(() => heard.push('error'), ending);
      sensor.onClose(() => heard.push('close'), ending);
    };
    listen();
    ending.abort();
    await sensor.close();
    listen();
    await Promise.resolve();
    expect(heard).toEqual([]);
  });

  it('to readiness is not told of one that is over by then', async () => {
    const sensor = new Sensor();
    const heard: boolean[] = [];
    sensor.setReady(true);
    sensor.onReady((ready: boolean) => heard.push(ready));
    sensor.setReady(false);
    await Promise.resolve();
    expect(heard).toEqual([false]);
  });

  it('to the end is called once, also when it comes while the end is under way', async () => {
    const sensor = new Sensor();
    let count = 0;
    const closing = sensor.close();
    sensor.onClose(() => (count += 1));
    await closing;
    expect(count).toBe(1);
  });
});

it('a subscriber that is taken off at once is not told what was known already', async () => {
  const sensor = new Sensor();
  const heard: number[] = [];
  const [staying, leaving] = [1, 2].map((factor) => (value: number) => {
    heard.push(value * factor);
  });
  for (const subscriber of [staying, leaving]) sensor.catchUp(sensor.subscribe(subscriber!));
  sensor.unsubscribe(leaving);
  await Promise.resolve();
  expect(heard).toEqual([1]);
});
