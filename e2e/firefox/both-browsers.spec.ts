/** Firefox and Chromium with one another: operators on the same robot, and two pages without a relay. */
import type { Page } from '@playwright/test';
import type * as Rtcbot from '@rtcbot-web/sdk';
import { expect, ROBOT, test } from '../fixtures.js';
import { TONE_HZ } from '../media-files.js';

declare const rtcbot: typeof Rtcbot;
declare const conn: Rtcbot.RTCConnection;

test('an operator in each sees, hears and messages the same robot at the same time', async ({
  startRobot,
  openOperator,
  relay,
  browser,
  chromium,
}) => {
  const robot = await startRobot({ encoding: 'shared' });
  robot.subscribe((message, from) => {
    from.put_nowait({ echo: message });
  });
  const operators = await Promise.all([browser, chromium].map((b) => openOperator(relay, b)));
  const agents = await Promise.all(
    operators.map(({ page }) => page.evaluate(() => navigator.userAgent)),
  );
  expect(agents).toEqual([expect.stringContaining('Firefox/'), expect.stringContaining('Chrome/')]);
  await Promise.all(operators.map((operator) => operator.connect(ROBOT)));
  await Promise.all(operators.map((operator) => operator.expectMovingPicture()));
  // Whoever has H.264 shares an encoder, and the other has one of its own: there are two, or one for both.
  const viewers = async () => (await robot.status()).encoders.map((one) => one.viewers);
  await expect.poll(async () => (await viewers()).reduce((sum, one) => sum + one, 0)).toBe(2);
  for (const [index, operator] of operators.entries()) {
    await expect(async () => {
      expect(Math.abs((await operator.toneHz()) - TONE_HZ)).toBeLessThan(10);
    }).toPass({ timeout: 60_000 });
    await operator.send({ from: index });
    await expect.poll(() => operator.received()).toEqual([{ echo: { from: index } }]);
  }
  robot.put_nowait('to both');
  for (const operator of operators) {
    await expect.poll(async () => (await operator.received()).at(-1)).toBe('to both');
    expect(operator.errors).toEqual([]);
  }
});

interface Ends {
  /** Makes the offer. */
  readonly offerer: Page;
  readonly answerer: Page;
}

/** A connection in each page that sends the pictures of a canvas and shows what it receives. */
const prepare = (page: Page, url: string, colour: string) =>
  page.goto(url).then(() =>
    page.evaluate((fill) => {
      const canvas = Object.assign(document.createElement('canvas'), { width: 64, height: 48 });
      const context = canvas.getContext('2d')!;
      setInterval(() => {
        context.fillStyle = fill;
        context.fillRect(0, 0, 64, 48);
      }, 30);
      const video = Object.assign(document.createElement('video'), { muted: true, autoplay: true });
      document.querySelector('main')!.append(video);
      const own = new rtcbot.RTCConnection({ rtcConfiguration: { iceServers: [] } });
      own.video.putSubscription(canvas.captureStream(30));
      own.video.subscribe((stream) => {
        video.srcObject = stream;
      });
      Object.assign(window, { conn: own, seen: own.subscribe() });
    }, colour),
  );

async function connect({ offerer, answerer }: Ends): Promise<void> {
  const offer = await offerer.evaluate(() => conn.getLocalDescription());
  const answer = await answerer.evaluate((theirs) => conn.getLocalDescription(theirs), offer);
  await offerer.evaluate(async (theirs) => {
    await conn.setRemoteDescription(theirs);
    await conn.onReady();
  }, answer);
  await answerer.evaluate(() => conn.onReady());
}

/** The colour of the next picture: which of its parts is strong. */
const nextColour = (page: Page) =>
  page.evaluate(async () => {
    const video = document.querySelector('video')!;
    await new Promise((resolve) => video.requestVideoFrameCallback(resolve));
    const context = new OffscreenCanvas(1, 1).getContext('2d')!;
    context.drawImage(video, 0, 0, 1, 1);
    const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data;
    return [red, green, blue].map((part) => part > 200);
  });

const RED = [true, false, false];
const BLUE = [false, false, true];

for (const offers of ['Firefox', 'Chromium'] as const) {
  for (const closes of ['offerer', 'answerer'] as const) {
    test(`without a relay, ${offers} offers: pictures, messages and bytes both ways, the ${closes} closes`, async ({
      page,
      chromium,
      relay,
    }) => {
      const context = await chromium.newContext();
      const other = await context.newPage();
      const ends: Ends =
        offers === 'Firefox'
          ? { offerer: page, answerer: other }
          : { offerer: other, answerer: page };
      const url = `${relay.url}/operator.html`;
      await prepare(ends.offerer, url, '#f00');
      await prepare(ends.answerer, url, '#00f');
      await connect(ends);
      await expect.poll(() => nextColour(ends.offerer)).toEqual(BLUE);
      await expect.poll(() => nextColour(ends.answerer)).toEqual(RED);
      for (const [from, to] of [
        [ends.offerer, ends.answerer],
        [ends.answerer, ends.offerer],
      ] as const) {
        const got = await exchange(from, to);
        expect(got).toEqual([{ text: 'ünïcödé 🤖' }, [1, 2, 255], 'extra']);
      }
      const [leaving, staying] =
        closes === 'offerer' ? [ends.offerer, ends.answerer] : [ends.answerer, ends.offerer];
      await leaving.evaluate(() => conn.close());
      const end = await staying.evaluate(async () => {
        await conn.onClose();
        return [conn.connectionState, conn.error === undefined];
      });
      expect(end).toEqual(['closed', true]);
      await context.close();
    });
  }
}

/** Sends an object, bytes and a message on a channel of its own; what has arrived. */
async function exchange(from: Page, to: Page): Promise<unknown[]> {
  await to.evaluate(() => {
    Object.assign(window, { channels: conn.onDataChannel(new rtcbot.Queue()) });
  });
  await from.evaluate(() => {
    conn.put_nowait({ text: 'ünïcödé 🤖' });
    conn.put_nowait(new Uint8Array([1, 2, 255]));
    const name = `extra ${navigator.userAgent}`;
    conn.addDataChannel(name, { ordered: false, maxRetransmits: 0 }).put_nowait('extra');
  });
  return to.evaluate(async () => {
    const { seen, channels } = window as never as {
      seen: Rtcbot.Subscription<unknown>;
      channels: Rtcbot.Queue<Rtcbot.DataChannel>;
    };
    const message = await seen.get();
    const bytes = [...new Uint8Array((await seen.get()) as ArrayBuffer)];
    const channel = await channels.get();
    return [message, bytes, await channel.get()];
  });
}
