/** How soon a picture is shown after it has come: as robots ask for it, and as a viewer wishes. */
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import type * as Rtcbot from '@rtcbot-web/sdk';
import { expect, ROBOT, test } from './fixtures.js';

declare const rtcbot: typeof Rtcbot;
declare const conn: Rtcbot.OperatorConnection;
declare const peers: RTCPeerConnection[];

const CAMERA = fileURLToPath(new URL('cameras/motion.mjs', import.meta.url));

/** What a viewer holds back by `smooth`. */
const SMOOTH_MS = 200;

/** Connects and plays what comes in; every peer connection is in `peers`. */
async function watch(page: Page, url: string): Promise<void> {
  await page.addInitScript(() => {
    const made: RTCPeerConnection[] = [];
    const Native = RTCPeerConnection;
    Object.assign(window, {
      peers: made,
      RTCPeerConnection: class extends Native {
        constructor(configuration?: RTCConfiguration) {
          super(configuration);
          made.push(this);
        }
      },
    });
  });
  await page.goto(url + '/operator.html');
  await page.evaluate(async (robot) => {
    const own = new rtcbot.Relay(location.origin).connect(robot);
    const [video, audio] = ['video', 'audio'].map((name) => document.createElement(name));
    document.querySelector('main')!.append(video!, audio!);
    for (const [element, media] of [[video, own.video] as const, [audio, own.audio] as const]) {
      media.subscribe((stream) => {
        (element as HTMLMediaElement).srcObject = stream;
        void (element as HTMLMediaElement).play();
      });
    }
    Object.assign(window, { conn: own });
    await own.onReady();
  }, ROBOT);
}

/** The buffers that the newest peer connection has been told to have, in ms. */
const targets = (page: Page) =>
  page.evaluate(() =>
    Object.fromEntries(
      peers
        .at(-1)!
        .getReceivers()
        .map(({ track, jitterBufferTarget }) => [track.kind, jitterBufferTarget]),
    ),
  );

/** For how long a picture of the last second was held back, in ms. */
const heldMs = (page: Page) =>
  page.evaluate(async () => {
    const read = async () => {
      const report = await peers.at(-1)!.getStats();
      const entries = (report as ReadonlyMap<string, RTCInboundRtpStreamStats>).values();
      return [...entries].find(({ type, kind }) => type === 'inbound-rtp' && kind === 'video')!;
    };
    const before = await read();
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const after = await read();
    const grown = (key: 'jitterBufferDelay' | 'jitterBufferEmittedCount') =>
      (after[key] ?? 0) - (before[key] ?? 0);
    return (grown('jitterBufferDelay') * 1000) / grown('jitterBufferEmittedCount');
  });

/** Where the middle of the picture is green, the robot's browser sends it as one of motion. */
const isSentAsMotion = (page: Page) =>
  page.evaluate(() => {
    const context = new OffscreenCanvas(1, 1).getContext('2d')!;
    context.drawImage(document.querySelector('video')!, 0, 0, 1, 1);
    const [red = 0, green = 0] = context.getImageData(0, 0, 1, 1).data;
    return green > 200 && red < 50;
  });

test('a picture is shown at once, or held back with its sound as a viewer wishes', async ({
  page,
  relay,
  startRobot,
}) => {
  await startRobot({ camera: { source: { script: CAMERA }, width: 320, height: 240 } });
  await watch(page, relay.url);
  const held = () => heldMs(page);
  const setLatency = (latency: string) =>
    page.evaluate((given) => {
      conn.video.latency = given as 'low';
    }, latency);

  await expect.poll(() => isSentAsMotion(page)).toBe(true);
  expect(await targets(page)).toEqual({ video: 0, audio: null });
  await expect.poll(held).toBeLessThan(SMOOTH_MS / 2);

  await setLatency('smooth');
  expect(await targets(page)).toEqual({ video: SMOOTH_MS, audio: SMOOTH_MS });
  await expect.poll(held).toBeGreaterThan(SMOOTH_MS / 2);

  await setLatency('low');
  expect(await targets(page)).toEqual({ video: 0, audio: null });
  await expect.poll(held).toBeLessThan(SMOOTH_MS / 2);
  await expect(setLatency('none')).rejects.toThrow(
    'conn.video.latency cannot be "none". Available: low, smooth.',
  );

  await setLatency('smooth');
  await page.evaluate(async () => {
    const healed = new Promise<void>((resolve) => {
      conn.onReady((ready) => {
        if (ready && peers.length > 1) resolve();
      });
    });
    peers[0]!.close();
    await healed;
  });
  await expect.poll(() => targets(page)).toEqual({ video: SMOOTH_MS, audio: SMOOTH_MS });
});
