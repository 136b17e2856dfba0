import type * as Rtcbot from '@rtcbot-web/sdk';
import type { Page } from '@playwright/test';
import { expect, ROBOT, test } from './fixtures.js';

declare const rtcbot: typeof Rtcbot;
declare const left: Rtcbot.RTCConnection;
declare const right: Rtcbot.RTCConnection;

async function open(page: Page, url: string): Promise<void> {
  await page.goto(url + '/operator.html');
  await page.evaluate(() => {
    const make = (): Rtcbot.RTCConnection =>
      new rtcbot.RTCConnection({ rtcConfiguration: { iceServers: [] } });
    Object.assign(window, { left: make(), right: make() });
  });
}

const connect = (page: Page) =>
  page.evaluate(async () => {
    const answer = await right.getLocalDescription(await left.getLocalDescription());
    await left.setRemoteDescription(answer);
    await Promise.all([left.onReady(), right.onReady()]);
  });

test('named channels carry their own messages, opened before and after connecting, by either side', async ({
  page,
  relay,
}) => {
  await open(page, relay.url);
  await page.evaluate(() => {
    Object.assign(window, { incoming: right.onDataChannel(new rtcbot.Queue()) });
    left.addDataChannel('early').put_nowait('one');
  });
  await connect(page);
  const result = await page.evaluate(async () => {
    const { incoming } = window as never as { incoming: Rtcbot.Queue<Rtcbot.DataChannel> };
    const early = await incoming.get();
    const atRight = [early.name, await early.get()];
    early.put_nowait({ back: 1 });
    const atLeft = await left.getDataChannel('early').get();
    const wait = left.onDataChannel(new rtcbot.Queue<Rtcbot.DataChannel>());
    right.addDataChannel('late', { ordered: false, maxRetransmits: 0 }).put_nowait('two');
    const late = await wait.get();
    const main = left.get();
    right.put_nowait('main');
    return { atRight, atLeft, late: [late.name, await late.get()], main: await main };
  });
  expect(result).toEqual({
    atRight: ['early', 'one'],
    atLeft: { back: 1 },
    late: ['late', 'two'],
    main: 'main',
  });
});

test('bytes go through as bytes', async ({ page, relay }) => {
  await open(page, relay.url);
  await connect(page);
  const bytes = await page.evaluate(async () => {
    const got = right.get();
    left.put_nowait(new Uint8Array([9, 1, 2, 255]).subarray(1));
    return [...new Uint8Array((await got) as ArrayBuffer)];
  });
  expect(bytes).toEqual([1, 2, 255]);
});

test('closing a channel closes its other end and leaves the connection; its name is free again', async ({
  page,
  relay,
}) => {
  await open(page, relay.url);
  await connect(page);
  const result = await page.evaluate(async () => {
    const incoming = right.onDataChannel(new rtcbot.Queue<Rtcbot.DataChannel>());
    const mine = left.addDataChannel('short');
    mine.put_nowait('x');
    const theirs = await incoming.get();
    const value = await theirs.get();
    await mine.close();
    await theirs.onClose();
    left.addDataChannel('short').put_nowait('again');
    const second = await incoming.get();
    return [value, theirs.closed, await second.get(), left.closed, right.closed];
  });
  expect(result).toEqual(['x', true, 'again', false, false]);
});

test('a name that is taken, or unknown, is refused', async ({ page, relay }) => {
  await open(page, relay.url);
  const codes = await page.evaluate(() => {
    left.addDataChannel('x');
    const attempts = [
      () => left.addDataChannel('x'),
      () => left.addDataChannel('default'),
      () => left.getDataChannel('default'),
      () => left.getDataChannel('y'),
    ];
    return attempts.map((attempt) => {
      try {
        attempt();
        return 'accepted';
      } catch (error) {
        return (error as Rtcbot.RtcError).code;
      }
    });
  });
  expect(codes).toEqual(Array(4).fill('bad-argument'));
});

test('a channel outlives a link that is dialled anew', async ({ page, relay, browser }) => {
  await page.goto(relay.url + '/operator.html');
  await page.evaluate((id) => {
    const conn = new rtcbot.Relay(location.origin).connect(id);
    const channel = conn.addDataChannel('log');
    Object.assign(window, { conn, channel, got: channel.subscribe() });
  }, ROBOT);
  const serve = async (): Promise<Page> => {
    const robot = await (await browser.newContext()).newPage();
    await robot.goto(relay.url + '/operator.html');
    await robot.evaluate((id) => {
      new rtcbot.Relay(location.origin).serve(id, (conn) => {
        conn.onDataChannel((channel: Rtcbot.DataChannel) => {
          channel.subscribe((message) => {
            channel.put_nowait({ echo: message });
          });
        });
      });
    }, ROBOT);
    return robot;
  };
  const exchange = (message: string) =>
    page.evaluate((value) => {
      const { channel, got } = window as never as {
        channel: Rtcbot.DataChannel;
        got: Rtcbot.Subscription<unknown>;
      };
      channel.put_nowait(value);
      return got.get();
    }, message);
  const first = await serve();
  expect(await exchange('one')).toEqual({ echo: 'one' });
  await first.context().close();
  await page.evaluate(async () => {
    const { conn } = window as never as { conn: Rtcbot.OperatorConnection };
    while (conn.ready) await new Promise((resolve) => setTimeout(resolve, 20));
  });
  const second = await serve();
  expect(await exchange('two')).toEqual({ echo: 'two' });
  await second.context().close();
});
