/** Messages of any size, and more of them than the network takes at once. */
import type * as Rtcbot from '@rtcbot-web/sdk';
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.js';
import { connectPair, openPair } from './pages/connection-pair.js';

declare const rtcbot: typeof Rtcbot;
declare const left: Rtcbot.RTCConnection;
declare const right: Rtcbot.RTCConnection;

const MIB = 1024 * 1024;

/** Puts into the page what makes and compares large messages. */
async function installMessages(page: Page): Promise<void> {
  await page.evaluate(() => {
    Object.assign(window, {
      bytesOf: (length: number, seed: number) =>
        Uint8Array.from({ length }, (_, i) => (i * 31 + seed) & 255),
      isEqual: (a: unknown, b: unknown): boolean => {
        if (!(a instanceof ArrayBuffer) || !(b instanceof Uint8Array)) return a === b;
        const bytes = new Uint8Array(a);
        return bytes.length === b.length && bytes.every((byte, i) => byte === b[i]);
      },
    });
  });
}
declare const bytesOf: (length: number, seed: number) => Uint8Array;
declare const isEqual: (a: unknown, b: unknown) => boolean;

const CHANNELS: [string, Rtcbot.DataChannelOptions | undefined][] = [
  ['the default channel', undefined],
  ['an ordered channel', {}],
  ['an unordered channel', { ordered: false }],
];

for (const [name, options] of CHANNELS) {
  test(`large texts and bytes go both ways over ${name}, among small ones`, async ({
    page,
    relay,
  }) => {
    await openPair(page, relay.url);
    await installMessages(page);
    await connectPair(page);
    const result = await page.evaluate(async (channelOptions) => {
      const incoming = right.onDataChannel(new rtcbot.Queue<Rtcbot.DataChannel>());
      const mine = channelOptions ? left.addDataChannel('big', channelOptions) : left;
      const theirs = channelOptions ? await incoming.get() : right;
      const messages = [
        'small',
        'añ€😀'.repeat(300_000),
        bytesOf(3_000_001, 1),
        { list: Array.from({ length: 200_000 }, (_, i) => i) },
        bytesOf(262_144, 2),
        bytesOf(262_145, 3),
        'last',
      ];
      const exchange = async (from: typeof mine, to: typeof mine): Promise<string[]> => {
        const got = to.subscribe();
        for (const message of messages) from.put_nowait(message);
        const missing = new Set(messages);
        while (missing.size > 0) {
          const message = await got.get();
          const isObject = typeof message === 'object' && !(message instanceof ArrayBuffer);
          const same = [...missing].find((one) =>
            isObject ? JSON.stringify(one) === JSON.stringify(message) : isEqual(message, one),
          );
          if (!same) return ['a message that was not sent'];
          missing.delete(same);
        }
        to.unsubscribe(got);
        return [];
      };
      return [await exchange(mine, theirs), await exchange(theirs, mine)];
    }, options);
    expect(result).toEqual([[], []]);
  });
}

for (const ordered of [true, false]) {
  test(`over a channel that may lose parts a large message arrives whole or not at all, ordered ${String(ordered)}`, async ({
    page,
    relay,
  }) => {
    await openPair(page, relay.url);
    await connectPair(page);
    const result = await page.evaluate(async (isOrdered) => {
      const incoming = right.onDataChannel(new rtcbot.Queue<Rtcbot.DataChannel>());
      const mine = left.addDataChannel('lossy', { ordered: isOrdered, maxRetransmits: 0 });
      const received: number[] = [];
      let torn = 0;
      (await incoming.get()).subscribe((message) => {
        const numbers = new Uint32Array(message as ArrayBuffer);
        if (numbers.length !== 100_000 || numbers.some((one) => one !== numbers[0])) torn++;
        received.push(numbers[0]!);
      });
      let sent = 0;
      while (received.length < 3 && sent < 1000) {
        mine.put_nowait(new Uint32Array(100_000).fill(sent++));
        await mine.drained();
        await new Promise((resolve) => setTimeout(resolve));
      }
      return {
        torn,
        received: received.length,
        repeated: received.length - new Set(received).size,
      };
    }, ordered);
    expect(result).toMatchObject({ torn: 0, repeated: 0 });
    expect(result.received).toBeGreaterThanOrEqual(3);
  });
}

test('order is kept between large and small messages, and between what waits and what comes', async ({
  page,
  relay,
}) => {
  await openPair(page, relay.url);
  await page.evaluate(() => {
    const got = right.subscribe();
    for (let i = 0; i < 5; i++) left.put_nowait(i % 2 ? 'x'.repeat(1_000_000) + String(i) : i);
    Object.assign(window, { got });
  });
  await connectPair(page);
  const order = await page.evaluate(async () => {
    const { got } = window as never as { got: Rtcbot.Subscription<number | string> };
    for (let i = 5; i < 12; i++) left.put_nowait(i % 2 ? 'x'.repeat(1_000_000) + String(i) : i);
    const seen: number[] = [];
    while (seen.length < 12) seen.push(Number(String(await got.get()).replaceAll('x', '')));
    return [seen, left.bufferedBytes];
  });
  expect(order).toEqual([[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], 0]);
});

test('bytes that look like a part of a larger message arrive as they are', async ({
  page,
  relay,
}) => {
  await openPair(page, relay.url);
  await connectPair(page);
  const result = await page.evaluate(async () => {
    const bytes = new Uint8Array(40);
    bytes.set(new TextEncoder().encode('RTCB'));
    const sent = [bytes, bytes.subarray(0, 16), bytes.subarray(0, 4)];
    const got = right.subscribe();
    for (const one of sent) left.put_nowait(one);
    const received: number[][] = [];
    for (const one of sent) {
      received.push([...new Uint8Array((await got.get()) as ArrayBuffer)], [...one]);
    }
    return received;
  });
  for (let i = 0; i < result.length; i += 2) expect(result[i]).toEqual(result[i + 1]);
});

test('to a peer of another kind a message above its limit is refused, and the next one goes', async ({
  page,
  relay,
}) => {
  await openPair(page, relay.url);
  await connectPair(page, 'a=x-rtcbot-web:1\\r\\n');
  const result = await page.evaluate(async () => {
    const codes = [262_144, 262_145].map((length) => {
      try {
        left.put_nowait(new ArrayBuffer(length));
        return 'sent';
      } catch (error) {
        return (error as Rtcbot.RtcError).code;
      }
    });
    left.put_nowait('next');
    const got = right.subscribe();
    return [codes, ((await got.get()) as ArrayBuffer).byteLength, await got.get()];
  });
  expect(result).toEqual([['sent', 'message-too-large'], 262_144, 'next']);
});

test('200 MB from an async generator flow without filling memory, and the channel lives on', async ({
  page,
  relay,
}) => {
  test.setTimeout(120_000);
  await openPair(page, relay.url);
  await connectPair(page);
  const result = await page.evaluate(async () => {
    const count = 400;
    let maxBuffered = 0;
    let ahead = 0;
    let received = 0;
    let bytes = 0;
    let inOrder = true;
    const all = new Promise<void>((resolve) => {
      right.subscribe((message) => {
        if (!(message instanceof ArrayBuffer)) return;
        inOrder &&= new Uint32Array(message)[0] === received;
        bytes += message.byteLength;
        if (++received === count) resolve();
      });
    });
    async function* scans(): AsyncGenerator<Uint32Array> {
      for (let i = 0; i < count; i++) {
        maxBuffered = Math.max(maxBuffered, left.bufferedBytes);
        ahead = Math.max(ahead, i - received);
        yield await Promise.resolve(new Uint32Array(131_072).fill(i));
      }
    }
    const startMs = performance.now();
    left.putSubscription(scans());
    await all;
    const ms = performance.now() - startMs;
    const last = right.get();
    left.put_nowait('still there');
    return { bytes, inOrder, maxBuffered, ahead, last: await last, ms };
  });
  const mbPerSec = result.bytes / 1e6 / (result.ms / 1000);
  test.info().annotations.push({ type: 'speed', description: `${mbPerSec.toFixed(0)} MB/s` });
  expect(result).toMatchObject({ bytes: 400 * 524_288, inOrder: true, last: 'still there' });
  expect(result.maxBuffered, 'before each message').toBeLessThan(2 * MIB);
  expect(result.ahead, 'messages on their way').toBeLessThan(40);
});

test('put_nowait never waits: it refuses when too much is on its way, and all that it took arrives', async ({
  page,
  relay,
}) => {
  await openPair(page, relay.url);
  await connectPair(page);
  const result = await page.evaluate(async () => {
    const got = right.subscribe();
    let taken = 0;
    let code = '';
    while (!code && taken < 1000) {
      try {
        left.put_nowait(new Uint32Array(25_000).fill(taken));
        taken++;
      } catch (error) {
        code = (error as Rtcbot.RtcError).code;
      }
    }
    const buffered = left.bufferedBytes;
    await left.drained();
    left.put_nowait(new Uint32Array(1).fill(taken));
    const seen: number[] = [];
    while (seen.length <= taken) {
      seen.push(new Uint32Array((await got.get()) as ArrayBuffer)[0]!);
    }
    return { code, taken, buffered, inOrder: seen.every((value, i) => value === i) };
  });
  expect(result).toMatchObject({ code: 'channel-full', inOrder: true });
  expect(result.taken).toBeGreaterThan((16 * MIB) / 100_000);
  expect(result.buffered).toBeLessThan(18 * MIB);
});
