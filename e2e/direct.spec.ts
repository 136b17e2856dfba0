/** Two RTCConnections without a relay, as in RTCBot's tutorial: one offer, one answer. */
import { createSocket } from 'node:dgram';
import type * as Rtcbot from '@rtcbot-web/sdk';
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.js';
import { expectWithinIn } from './late-pages.js';

declare const rtcbot: typeof Rtcbot;
declare const left: Rtcbot.RTCConnection;
declare const right: Rtcbot.RTCConnection;

async function twoConnections(page: Page, url: string): Promise<void> {
  await page.goto(url + '/operator.html');
  await page.evaluate(() => {
    const make = (): Rtcbot.RTCConnection =>
      new rtcbot.RTCConnection({ rtcConfiguration: { iceServers: [] } });
    Object.assign(window, { left: make(), right: make() });
  });
}

const handshake = (page: Page) =>
  page.evaluate(async () => {
    const offer = await left.getLocalDescription();
    const answer = await right.getLocalDescription(offer);
    await left.setRemoteDescription(answer);
    await Promise.all([left.onReady(), right.onReady()]);
    return { offer, answer };
  });

test('messages go both ways in order, those put before connecting too', async ({ page, relay }) => {
  await twoConnections(page, relay.url);
  await page.evaluate(() => {
    left.put_nowait('first');
    left.send({ second: [1, 2] });
    Object.assign(window, { seen: right.subscribe(), back: left.subscribe() });
  });
  const { offer, answer } = await handshake(page);
  expect(Object.keys(offer)).toEqual(['type', 'sdp']);
  expect(Object.keys(answer)).toEqual(['type', 'sdp']);
  const result = await page.evaluate(async () => {
    const { seen, back } = window as never as Record<'seen' | 'back', Rtcbot.Subscription<unknown>>;
    const queue = new rtcbot.Queue<unknown>();
    right.putSubscription(queue);
    queue.put_nowait('through a subscription');
    const first = await back.get();
    right.put_nowait('directly');
    return [
      await seen.get(),
      await seen.get(),
      first,
      await back.get(),
      right.subscription === undefined,
    ];
  });
  expect(result).toEqual(['first', { second: [1, 2] }, 'through a subscription', 'directly', true]);
});

test('the offer asks for what is subscribed and sends what is put, no more', async ({
  page,
  relay,
}) => {
  await twoConnections(page, relay.url);
  const sections = (sdp: string) =>
    sdp
      .split(/^m=/m)
      .slice(1)
      .map((section) => {
        const [kind] = section.split(' ', 1);
        return kind === 'application' ? kind : [kind, /^a=((send|recv)\w*)/m.exec(section)?.[1]];
      });
  await page.evaluate(async () => {
    const camera = await navigator.mediaDevices.getUserMedia({ video: true });
    left.video.subscribe(() => undefined);
    right.video.putSubscription(camera);
  });
  const { offer, answer } = await handshake(page);
  expect(sections(offer.sdp)).toEqual([['video', 'recvonly'], 'application']);
  expect(sections(answer.sdp)).toEqual([['video', 'sendonly'], 'application']);
  expect(offer.sdp).toMatch(/^a=candidate/m);
});

test('closing one side closes the other, in an orderly way, once', async ({ page, relay }) => {
  await twoConnections(page, relay.url);
  await handshake(page);
  const result = await page.evaluate(async () => {
    let calls = 0;
    right.onClose(() => calls++);
    const over = right.onClose();
    left.put_nowait('last words');
    const heard = right.get();
    await Promise.all([left.close(), left.close()]);
    await over;
    await right.close();
    let afterwards = '';
    try {
      left.put_nowait('too late');
    } catch (error) {
      afterwards = (error as Rtcbot.RtcError).code;
    }
    return [
      calls,
      await heard,
      afterwards,
      right.error,
      left.connectionState,
      right.connectionState,
    ];
  });
  expect(result).toEqual([1, 'last words', 'closed', undefined, 'closed', 'closed']);
});

test('what is sent is exchanged live, and stops and starts again', async ({ page, relay }) => {
  await twoConnections(page, relay.url);
  await page.evaluate(() => {
    const paint = (colour: string): MediaStream => {
      const canvas = Object.assign(document.createElement('canvas'), { width: 64, height: 48 });
      const context = canvas.getContext('2d')!;
      setInterval(() => {
        context.fillStyle = colour;
        context.fillRect(0, 0, 64, 48);
      }, 30);
      return canvas.captureStream(30);
    };
    Object.assign(window, { red: paint('#f00'), blue: paint('#00f') });
    const video = Object.assign(document.createElement('video'), { muted: true, autoplay: true });
    document.querySelector('main')!.append(video);
    left.video.subscribe((stream) => {
      video.srcObject = stream;
    });
    right.video.putSubscription((window as never as { red: MediaStream }).red);
  });
  await handshake(page);
  const colour = () =>
    page.evaluate(async () => {
      const video = document.querySelector('video')!;
      await new Promise((resolve) => video.requestVideoFrameCallback(resolve));
      const context = new OffscreenCanvas(1, 1).getContext('2d')!;
      context.drawImage(video, 0, 0, 1, 1);
      const [red = 0, , blue = 0] = context.getImageData(0, 0, 1, 1).data;
      return red > 200 ? 'red' : blue > 200 ? 'blue' : 'other';
    });
  await expect.poll(colour).toBe('red');
  await page.evaluate(() => {
    right.video.putSubscription((window as never as { blue: MediaStream }).blue);
  });
  await expect.poll(colour).toBe('blue');
  await page.evaluate(() => {
    right.video.stopSubscription();
    right.video.putSubscription((window as never as { red: MediaStream }).red);
  });
  await expect.poll(colour).toBe('red');
});

test('misuse is refused with a code', async ({ page, relay }) => {
  await twoConnections(page, relay.url);
  const codes = await page.evaluate(async () => {
    const codeOf = async (attempt: () => unknown): Promise<string> => {
      try {
        await attempt();
        return 'accepted';
      } catch (error) {
        return (error as Rtcbot.RtcError).code;
      }
    };
    const circular: Record<string, unknown> = {};
    circular['self'] = circular;
    return {
      notAnOffer: await codeOf(() => right.getLocalDescription({ type: 'offer' })),
      stringOffer: await codeOf(() => right.getLocalDescription('{"type":"offer"}')),
      brokenSdp: await codeOf(() =>
        new rtcbot.RTCConnection().getLocalDescription({ type: 'offer', sdp: 'nonsense' }),
      ),
      answerFirst: await codeOf(() => left.setRemoteDescription({ type: 'answer', sdp: 'v=0' })),
      twice: await codeOf(() => left.getLocalDescription().then(() => left.getLocalDescription())),
      brokenAnswer: await codeOf(() => left.setRemoteDescription({ type: 'answer', sdp: 'v=0' })),
      circular: await codeOf(() => {
        right.put_nowait(circular);
      }),
      closedMeanwhile: await codeOf(() => {
        const conn = new rtcbot.RTCConnection();
        const pending = conn.getLocalDescription();
        void conn.close();
        return pending;
      }),
      wrongKind: await codeOf(async () => {
        const { video } = new rtcbot.RTCConnection();
        video.putSubscription(await navigator.mediaDevices.getUserMedia({ audio: true }));
      }),
      noUrl: await codeOf(() => new rtcbot.Relay('http://')),
    };
  });
  expect(codes).toEqual({
    notAnOffer: 'bad-description',
    stringOffer: 'bad-description',
    brokenSdp: 'bad-description',
    answerFirst: 'bad-state',
    twice: 'bad-state',
    brokenAnswer: 'bad-description',
    circular: 'not-serializable',
    closedMeanwhile: 'bad-state',
    wrongKind: 'bad-argument',
    noUrl: 'bad-argument',
  });
});

test('a STUN server that swallows packets costs a second at most', async ({ page, relay }) => {
  const sink = createSocket('udp4');
  let packets = 0;
  sink.on('message', () => packets++);
  await new Promise<void>((resolve) => sink.bind(0, '127.0.0.1', resolve));
  await page.goto(relay.url + '/operator.html');
  await expectWithinIn([page], 3000, async () => {
    const { ms, sdp } = await page.evaluate(async (port) => {
      // Loopback candidates, which can reach the sink, are gathered after a grant only.
      await navigator.mediaDevices.getUserMedia({ audio: true });
      const conn = new rtcbot.RTCConnection(true, {
        iceServers: [{ urls: `stun:127.0.0.1:${String(port)}` }],
      });
      const startMs = performance.now();
      const { sdp } = await conn.getLocalDescription();
      return { ms: performance.now() - startMs, sdp };
    }, sink.address().port);
    expect(sdp).toMatch(/^a=candidate.* typ host/m);
    expect(ms).toBeGreaterThan(500);
    return ms;
  });
  sink.close();
  expect(packets).toBeGreaterThan(0);
});
