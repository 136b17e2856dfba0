/** Each frame in hand: what comes in, and what goes out frame by frame. */
import type * as Rtcbot from '@rtcbot-web/sdk';
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.js';
import { TrackPage } from './pages/track-page.js';

declare const rtcbot: typeof Rtcbot;
declare const left: Rtcbot.RTCConnection;
declare const right: Rtcbot.RTCConnection;
declare const handshake: () => Promise<void>;
declare const paint: (colour: string) => MediaStreamTrack;
declare const colourOf: (frame: VideoFrame) => string;

const BROWSERS = ['Chromium', 'a browser without insertable streams'] as const;

/** Two connections without a relay, in a page that may be told that it has no insertable streams. */
async function openPair(page: Page, url: string, kind: (typeof BROWSERS)[number]): Promise<void> {
  await new TrackPage(page).open(url);
  await page.evaluate((isChromium) => {
    if (!isChromium) {
      Object.assign(window, {
        MediaStreamTrackProcessor: undefined,
        MediaStreamTrackGenerator: undefined,
      });
    }
    const make = () => new rtcbot.RTCConnection({ rtcConfiguration: { iceServers: [] } });
    const [left, right] = [make(), make()];
    const handshake = async (): Promise<void> => {
      const answer = await right.getLocalDescription(await left.getLocalDescription());
      await left.setRemoteDescription(answer);
      await Promise.all([left.onReady(), right.onReady()]);
    };
    Object.assign(window, { left, right, handshake });
  }, kind === 'Chromium');
}

for (const browser of BROWSERS) {
  test(`frames asked for before connecting come, and are closed, in ${browser}`, async ({
    page,
    relay,
  }) => {
    await openPair(page, relay.url, browser);
    const result = await page.evaluate(async () => {
      right.video.putSubscription(paint('cyan'));
      const seen: VideoFrame[] = [];
      const colours: string[] = [];
      await new Promise<void>((resolve) => {
        left.video.frames.subscribe((frame) => {
          seen.push(frame);
          colours.push(colourOf(frame));
          if (colours.length === 20) resolve();
        });
        void handshake();
      });
      const kept = (await left.video.frames.get()).clone();
      left.video.frames.unsubscribeAll();
      const count = colours.length;
      for (let tick = 0; tick < 10; tick++) {
        await new Promise((resolve) => requestAnimationFrame(resolve));
      }
      const open = seen.filter(({ codedWidth }) => codedWidth > 0).length;
      const size = [kept.displayWidth, kept.displayHeight];
      const result = { open, size, colour: colourOf(kept), more: colours.length - count };
      kept.close();
      await left.close();
      return { ...result, colours: [...new Set(colours)] };
    });
    expect(result).toEqual({
      open: 0,
      size: [160, 120],
      colour: 'cyan',
      more: 0,
      colours: ['cyan'],
    });
  });

  test(`pictures that are made one by one go out as video, in ${browser}`, async ({
    page,
    relay,
  }) => {
    await openPair(page, relay.url, browser);
    const colours = await page.evaluate(async () => {
      const frames = left.video.frames.subscribe();
      const shows = async (wanted: string): Promise<string> => {
        for (;;) if (colourOf(await frames.get()) === wanted) return wanted;
      };
      const canvas = new OffscreenCanvas(160, 120);
      const context = canvas.getContext('2d')!;
      const fill = (colour: string): OffscreenCanvas => {
        context.fillStyle = colour;
        context.fillRect(0, 0, 160, 120);
        return canvas;
      };
      async function* pictures(colour: string) {
        for (;;) {
          await new Promise((resolve) => setTimeout(resolve, 30));
          yield new VideoFrame(fill(colour), { timestamp: 0 });
        }
      }
      right.video.putSubscription(pictures('red'));
      await handshake();
      const seen = [await shows('red')];
      right.video.putSubscription(paint('blue'));
      seen.push(await shows('blue'));
      right.video.putSubscription(pictures('lime'));
      seen.push(await shows('green'));
      const putting = setInterval(() => {
        right.video.put_nowait(fill('yellow'));
      }, 30);
      seen.push(await shows('yellow'));
      clearInterval(putting);
      await left.close();
      return seen;
    });
    expect(colours).toEqual(['red', 'blue', 'green', 'yellow']);
  });

  test(`sound goes out and comes in block by block, in ${browser}`, async ({ page, relay }) => {
    await openPair(page, relay.url, browser);
    const hz = await page.evaluate(async () => {
      const RATE = 48_000;
      const SIZE = 480;
      async function* tone() {
        const startMs = performance.now();
        for (let block = 0; ; block++) {
          const dueMs = startMs + (block * SIZE * 1000) / RATE;
          while (performance.now() < dueMs) await new Promise((resolve) => setTimeout(resolve, 1));
          const data = Float32Array.from({ length: SIZE }, (_, i) =>
            Math.sin((2 * Math.PI * 500 * (block * SIZE + i)) / RATE),
          );
          const timestamp = Math.round((block * SIZE * 1e6) / RATE);
          const shape = { sampleRate: RATE, numberOfFrames: SIZE, numberOfChannels: 1 };
          yield new AudioData({ ...shape, format: 'f32-planar', timestamp, data });
        }
      }
      right.audio.putSubscription(tone());
      const blocks = left.audio.frames.subscribe();
      await handshake();
      // Chromium feeds a remote track into Web Audio only while a media element has it too.
      left.audio.subscribe((stream) => {
        Object.assign(new Audio(), { muted: true, srcObject: stream });
      });
      for (;;) {
        const samples: number[] = [];
        let rate = 0;
        while (samples.length < 24_000) {
          const block = await blocks.get();
          const data = new Float32Array(block.numberOfFrames);
          block.copyTo(data, { planeIndex: 0, format: 'f32-planar' });
          samples.push(...data);
          rate = block.sampleRate;
        }
        let crossings = 0;
        for (let i = 1; i < samples.length; i++) {
          if (samples[i - 1]! < 0 && samples[i]! >= 0) crossings++;
        }
        const hz = (crossings * rate) / samples.length;
        if (Math.max(...samples) > 0.2 && Math.abs(hz - 500) < 100) return hz;
      }
    });
    expect(hz).toBeGreaterThan(400);
    expect(hz).toBeLessThan(600);
  });
}

test('a slow subscriber gets the newest frame and holds up nobody', async ({ page, relay }) => {
  await openPair(page, relay.url, 'Chromium');
  const { first, newest, slow } = await page.evaluate(async () => {
    right.video.putSubscription(paint('red'));
    const timestamps: number[] = [];
    const slow = left.video.frames.subscribe();
    const enough = new Promise<void>((resolve) => {
      left.video.frames.subscribe(({ timestamp }) => {
        if (timestamps.push(timestamp) === 60) resolve();
      });
    });
    await handshake();
    const first = (await slow.get()).timestamp;
    await enough;
    const newest = timestamps.at(-1)!;
    const result = { first, newest, slow: (await slow.get()).timestamp };
    await left.close();
    return result;
  });
  expect(newest).toBeGreaterThan(first);
  expect(slow).toBeGreaterThanOrEqual(newest);
});

test('a value that is not a frame of the kind is refused with a code', async ({ page, relay }) => {
  await openPair(page, relay.url, 'Chromium');
  const codes = await page.evaluate(async () => {
    const data = new Float32Array(480);
    const shape = { sampleRate: 48_000, numberOfFrames: 480, numberOfChannels: 1 };
    right.video.put_nowait(new AudioData({ ...shape, format: 'f32', timestamp: 0, data }));
    const canvas = new OffscreenCanvas(2, 2);
    canvas.getContext('2d');
    left.audio.put_nowait(new VideoFrame(canvas, { timestamp: 0 }));
    const handlers = [right.video, left.audio];
    return Promise.all(
      handlers.map(async (handler) => ((await handler.onError()) as Rtcbot.RtcError).code),
    );
  });
  expect(codes).toEqual(['bad-argument', 'bad-argument']);
});
