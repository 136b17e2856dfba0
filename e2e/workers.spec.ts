/** Producers and consumers whose code runs in workers; the first two are RTCBot's TestThreadedClasses. */
import type * as Rtcbot from '@rtcbot-web/sdk';
import { expect, test } from './sdk-page.js';
import { expectWithinIn } from './late-pages.js';

declare const rtcbot: typeof Rtcbot;

test('RTCBot: test_ThreadedConsumer', async ({ sdkPage }) => {
  const result = await sdkPage.evaluate(async () => {
    const channel = new BroadcastChannel('received');
    const received = new rtcbot.Queue<string>();
    channel.onmessage = ({ data }: MessageEvent<string>) => received.put_nowait(data);
    const consumer = new rtcbot.WorkerSubscriptionConsumer<string>(async (page) => {
      const out = new BroadcastChannel('received');
      page.setReady(true);
      try {
        for (;;) out.postMessage(await page.get());
      } finally {
        out.postMessage(`<<END>> ${String(page.shouldClose)}`);
      }
    });
    consumer.put_nowait('directly');
    await consumer.onReady();
    const seen: unknown[] = [consumer.ready, await received.get()];
    const queue = new rtcbot.Queue<string>();
    queue.put_nowait('from a queue');
    consumer.putSubscription(queue);
    seen.push(await received.get());
    consumer.put_nowait('directly again');
    seen.push(await received.get());
    await consumer.close();
    return [...seen, consumer.ready, await received.get(), consumer.error === undefined];
  });
  expect(result).toEqual([
    true,
    'directly',
    'from a queue',
    'directly again',
    false,
    '<<END>> true',
    true,
  ]);
});

test('RTCBot: test_ThreadedProducer', async ({ sdkPage }) => {
  const result = await sdkPage.evaluate(async () => {
    const orders = new BroadcastChannel('orders');
    const producer = new rtcbot.WorkerSubscriptionProducer<string>(async (page) => {
      const take = ({ data }: MessageEvent<string>): void => {
        page.put_nowait(data);
      };
      new BroadcastChannel('orders').addEventListener('message', take, { once: true });
      page.setReady(true);
      await new Promise((resolve) => page.signal.addEventListener('abort', resolve));
      page.put_nowait('<<END>>');
    });
    await producer.onReady();
    const { ready } = producer;
    // A new channel takes a moment to be known everywhere, so the order is repeated; the first one counts.
    const repeat = setInterval(() => orders.postMessage('ordered'), 20);
    const seen = [await producer.get()];
    clearInterval(repeat);
    const rest = producer.subscribe();
    await producer.close();
    return [ready, ...seen, producer.ready, await rest.get(), producer.closed];
  });
  expect(result).toEqual([true, 'ordered', false, '<<END>>', true]);
});

test('a module worker, given by URL or as a Worker, moves buffers there and back', async ({
  sdkPage,
}) => {
  const result = await sdkPage.evaluate(async () => {
    const text = `
      import { runInWorker } from '${location.origin}/subscriptions.js';
      runInWorker(async (page) => {
        for (;;) {
          const samples = await page.get();
          samples.forEach((sample, i) => { samples[i] = -sample; });
          page.put_nowait(samples, [samples.buffer]);
        }
      });`;
    const url = URL.createObjectURL(new Blob([text], { type: 'text/javascript' }));
    const seen: unknown[] = [];
    for (const code of [url, new URL(url), new Worker(url, { type: 'module' })]) {
      const inverter = new rtcbot.WorkerSubscriptionProducerConsumer<Float32Array, Float32Array>(
        code,
        (samples) => [samples.buffer as ArrayBuffer],
      );
      const samples = Float32Array.of(1, 2);
      const got = inverter.get();
      inverter.put_nowait(samples);
      seen.push([...(await got)], samples.length);
      await inverter.close();
    }
    return seen;
  });
  expect(result).toEqual([[-1, -2], 0, [-1, -2], 0, [-1, -2], 0]);
});

test('code that asks for the newest value when it is done gets that, and skips the others', async ({
  sdkPage,
}) => {
  const result = await sdkPage.evaluate(async () => {
    const slow = new rtcbot.WorkerSubscriptionProducerConsumer<number, number>(
      async (page) => {
        for (;;) {
          page.put_nowait(await page.get());
          await new Promise((resolve) => {
            new BroadcastChannel('next').onmessage = resolve;
          });
        }
      },
      undefined,
      undefined,
      () => new rtcbot.MostRecentSubscription(),
    );
    const next = new BroadcastChannel('next');
    const got = slow.get();
    slow.put_nowait(1);
    const first = await got;
    for (const value of [2, 3, 4]) slow.put_nowait(value);
    const second = slow.get();
    const timer = setInterval(() => next.postMessage('go'), 10);
    const newest = await second;
    clearInterval(timer);
    await slow.close();
    return [first, newest];
  });
  expect(result).toEqual([1, 4]);
});

test('what goes wrong in a worker is an error of the object, and its end', async ({ sdkPage }) => {
  const result = await sdkPage.evaluate(async () => {
    const outcome = async (code: ConstructorParameters<typeof Producer>[0]) => {
      const producer = new Producer(code);
      const pending = producer.get().catch((error: unknown) => (error as Rtcbot.RtcError).code);
      await producer.onClose();
      const error = producer.error as Rtcbot.RtcError | undefined;
      const cause = error?.cause instanceof Error ? error.cause.name : undefined;
      return [error?.code, error?.message, cause, await pending];
    };
    const Producer = rtcbot.WorkerSubscriptionProducer<unknown>;
    return {
      throws: await outcome(() => {
        throw new RangeError('no sensor');
      }),
      rejects: await outcome(() => Promise.reject(new TypeError('wrong sensor'))),
      uncloneable: await outcome((page) => {
        page.put_nowait(() => 0);
      }),
      surroundings: await outcome(() => outcome),
      missing: await outcome('/missing.js'),
      returns: await outcome(() => undefined),
    };
  });
  expect(result).toEqual({
    throws: ['worker-failed', expect.stringContaining('no sensor'), 'RangeError', 'closed'],
    rejects: ['worker-failed', expect.stringContaining('wrong sensor'), 'TypeError', 'closed'],
    uncloneable: ['worker-failed', expect.any(String), 'DataCloneError', 'closed'],
    surroundings: ['worker-failed', expect.stringContaining('defined'), 'ReferenceError', 'closed'],
    missing: ['worker-failed', expect.stringContaining('loaded'), 'Error', 'closed'],
    returns: [undefined, undefined, undefined, 'closed'],
  });
});

test('a value that cannot be cloned is reported and left out', async ({ sdkPage }) => {
  const result = await sdkPage.evaluate(async () => {
    const reported = new Promise<string>((resolve) => {
      addEventListener('error', ({ error }) => resolve((error as Error).name));
    });
    const echo = new rtcbot.WorkerSubscriptionProducerConsumer<unknown, unknown>(async (page) => {
      for (;;) page.put_nowait(await page.get());
    });
    const got = echo.get();
    echo.put_nowait(() => 0);
    echo.put_nowait('fine');
    const seen = [await reported, await got];
    await echo.close();
    return seen;
  });
  expect(result).toEqual(['DataCloneError', 'fine']);
});

test('a worker that does not listen is ended after a second', async ({ sdkPage }) => {
  const close = async () => {
    const busy = new rtcbot.WorkerSubscriptionProducer<number>((page) => {
      page.setReady(true);
      for (;;) Math.random();
    });
    await busy.onReady();
    const startMs = performance.now();
    await busy.close();
    return performance.now() - startMs;
  };
  const ms = await expectWithinIn([sdkPage], 5000, () => sdkPage.evaluate(close));
  expect(ms).toBeGreaterThan(900);
  await expect.poll(() => sdkPage.workers().length).toBe(0);
});
