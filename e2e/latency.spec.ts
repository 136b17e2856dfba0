/** How soon a picture is shown after it has come: as robots ask for it, and as a viewer wishes. */
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from '@playwright/test';
import type * as Rtcbot from '@rtcbot-web/sdk';
import { givePrecedence } from '../scripts/testing/precedence.mjs';
import { expect, ROBOT, test } from './fixtures.js';
import { recordPeers } from './pages/recorded-peers.js';
import type * as Clock from './site/cameras/clock.mjs';

declare const rtcbot: typeof Rtcbot;
declare const conn: Rtcbot.OperatorConnection;
declare const peers: RTCPeerConnection[];

/** The process of a browser. */
async function pidOf(browser: Browser): Promise<number> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  return processInfo.find(({ type }) => type === 'browser')!.id;
}

const cameraAt = (name: string) => fileURLToPath(new URL(`site/cameras/${name}`, import.meta.url));

/** How much sooner or later than its picture a sound may be heard. */
const LIPS_MS = 80;

/** How often it beeps, see cameras/beeps.mjs. */
const BEEP_EVERY_MS = 1000;

/** What a viewer holds back by `smooth`. */
const SMOOTH_MS = 200;

/** Connects and plays what comes in; every peer connection is in `peers`. */
async function watch(page: Page, url: string): Promise<void> {
  await page.addInitScript(recordPeers);
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
  await startRobot({
    camera: { source: { script: cameraAt('motion.mjs') }, width: 320, height: 240 },
  });
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

/**
 * How far a sound and its picture are apart, in ms, when the browser hands them to loudspeaker and screen: of medians of
 * some seconds. Blocks of sound come when they are taken to be played.
 */
const lipsMs = (page: Page) =>
  page.evaluate(
    async ({ beepEveryMs, beeps, clock }) => {
      const { nextPicture } = (await import(clock)) as typeof Clock;
      const median = (numbers: number[]) =>
        numbers.sort((one, other) => one - other)[Math.floor(numbers.length / 2)]!;
      const soundsMs: number[] = [];
      const picturesMs: number[] = [];
      let loudMs = Date.now();
      const onBlock = conn.audio.frames.subscribe((block) => {
        const nowMs = Date.now();
        const samples = new Float32Array(block.numberOfFrames);
        block.copyTo(samples, { planeIndex: 0, format: 'f32-planar' });
        const loud = samples.findIndex((sample) => Math.abs(sample) > 0.1);
        if (loud < 0) return;
        const ms = nowMs + (loud * 1000) / block.sampleRate;
        if (ms - loudMs > beepEveryMs / 4) soundsMs.push(ms % beepEveryMs);
        loudMs = ms;
      });
      const video = document.querySelector('video')!;
      while (soundsMs.length < beeps) picturesMs.push((await nextPicture(video)).ageMs);
      conn.audio.frames.unsubscribe(onBlock);
      return Math.abs(median(soundsMs) - median(picturesMs));
    },
    { beepEveryMs: BEEP_EVERY_MS, beeps: 3, clock: '/cameras/clock.mjs' },
  );

test('a sound is heard with its picture, though neither waits for the other', async ({
  browser,
  page,
  relay,
  startRobot,
}) => {
  const camera = { source: { script: cameraAt('lips.mjs') }, width: 320, height: 240 };
  const robot = await startRobot({ camera, microphone: 'test' });
  await robot.setMicrophone({ enabled: false });
  await robot.setMicrophone({ enabled: true });
  // Sound is buffered for as long as a machine that is busy may be late with it.
  const before = [robot.chromiumPid!, await pidOf(browser)].map((pid) => givePrecedence(pid, 1));
  try {
    await watch(page, relay.url);
    for (const latency of ['low', 'smooth'] as const) {
      await page.evaluate((given) => (conn.video.latency = given), latency);
      // A buffer that has grown while all was being set up shrinks again within seconds.
      await expect.poll(() => lipsMs(page), { message: latency }).toBeLessThan(LIPS_MS);
    }
  } finally {
    for (const takeAway of before) takeAway();
  }
});
