/** The subscriptions' built entry, in plain Node: no DOM, no bundler, no test runner around it. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from '@playwright/test';

const cwd = fileURLToPath(new URL('.', import.meta.url));

async function runInNode(program: string): Promise<unknown> {
  const text = `import * as sdk from '@rtcbot-web/sdk/subscriptions'; ${program}`;
  const args = ['--input-type=module', '-e', text];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd });
  return JSON.parse(stdout);
}

test('every subscription type is exported and works without a DOM', async () => {
  const result = await runInNode(`
    class Producer extends sdk.SubscriptionProducer { put(value) { this._put_nowait(value); } }
    class Consumer extends sdk.SubscriptionConsumer { get() { return this._get(); } }
    const producer = new Producer();
    const consumer = new Consumer();
    const delayed = new sdk.DelayedSubscription(producer);
    consumer.putSubscription(delayed);
    const first = consumer.get();
    const event = producer.subscribe(new sdk.EventSubscription());
    const newest = producer.subscribe(new sdk.MostRecentSubscription());
    const blocks = producer.subscribe(new sdk.RebatchSubscription(3));
    const called = [];
    producer.subscribe(new sdk.CallbackSubscription((block) => called.push(...block), true));
    producer.put(Float32Array.of(1, 2));
    producer.put(Float32Array.of(3, 4));
    const results = [first, event.get(), newest.get(), blocks.get()];
    results.push(new sdk.GetterSubscription(async () => [5]).get());
    const values = (await Promise.all(results)).map((block) => [...block]);
    await producer.close();
    values.push([...(await delayed.get())]); // what waits is still handed out
    const code = await delayed.get().catch((error) => error.code);
    console.log(JSON.stringify({ values, called, code, dom: typeof document }));
  `);
  expect(result).toEqual({
    values: [[1, 2], [1, 2], [3, 4], [1, 2, 3], [5], [3, 4]],
    called: [1, 2, 3, 4],
    code: 'closed',
    dom: 'undefined',
  });
});
