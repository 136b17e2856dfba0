/** What comes out of cameras and microphones, and what displays and speakers do with it, on Chromium's fake devices. */
import type * as Rtcbot from '@rtcbot-web/sdk';
import { expect, test } from './fixtures.js';
import { FAKE_DEVICES, openPage, withFlags } from './pages/devices-page.js';

declare const rtcbot: typeof Rtcbot;
/** The mean colour of what an element shows now. */
declare const colourOf: (element: HTMLVideoElement | HTMLCanvasElement) => [number, number, number];

test.use({
  launchOptions: async ({ launchOptions }, use) => {
    await use(withFlags(launchOptions, FAKE_DEVICES, '--use-fake-ui-for-media-stream'));
  },
});

for (const browser of ['Chromium', 'a browser without MediaStreamTrackProcessor']) {
  test(`frames come with their content, and are closed, in ${browser}`, async ({ page, relay }) => {
    const warnings: string[] = [];
    page.on('console', (message) => warnings.push(message.text()));
    await openPage(page, relay.url);
    const result = await page.evaluate(async (isChromium) => {
      if (!isChromium) Object.assign(window, { MediaStreamTrackProcessor: undefined });
      const source = new rtcbot.CVCamera();
      const seen: VideoFrame[] = [];
      const timestamps: number[] = [];
      let lastCall: Promise<unknown> | undefined;
      const enough = new Promise<void>((resolve) => {
        source.frames.subscribe(async (frame) => {
          seen.push(frame);
          await (lastCall = new Promise((resume) => requestAnimationFrame(resume)));
          timestamps.push(frame.timestamp);
          if (timestamps.length === 40) resolve();
        });
      });
      const display = new rtcbot.CVDisplay();
      display.putSubscription(source.frames);
      await Promise.all([enough, display.onReady()]);
      const kept = (await source.frames.get()).clone();
      await source.close();
      const colour = colourOf(display.element as HTMLCanvasElement);
      const size = [kept.displayWidth, kept.displayHeight];
      kept.close();
      await lastCall;
      await new Promise((resume) => requestAnimationFrame(resume));
      const open = seen.filter(
        ({ format, codedWidth }) => format !== null || codedWidth > 0,
      ).length;
      await display.close();
      const rising = timestamps.every((one, index) => index === 0 || one > timestamps[index - 1]!);
      return { open, size, rising, colour, left: document.querySelectorAll('canvas').length };
    }, browser === 'Chromium');
    expect(result).toMatchObject({ open: 0, size: [320, 240], rising: true, left: 0 });
    expect(result.colour[1]).toBeGreaterThan(result.colour[0] + 30);
    await page.requestGC();
    expect(warnings).toEqual([]);
  });
}

test('a display shows frames and streams in the element that it is given', async ({
  page,
  relay,
}) => {
  await openPage(page, relay.url);
  const shown = await page.evaluate(async () => {
    const source = new rtcbot.CVCamera();
    const results: [string, boolean][] = [];
    for (const name of ['video', 'canvas'] as const) {
      for (const what of [source, source.frames]) {
        const element = document.createElement(name);
        document.body.append(element);
        const display = new rtcbot.CVDisplay({ element });
        display.putSubscription(what as never);
        await display.onReady();
        if (element instanceof HTMLVideoElement && element.readyState < 2) {
          await new Promise((resolve) => element.requestVideoFrameCallback(resolve));
        }
        const [red, green] = colourOf(element);
        results.push([name, green > red + 30]);
        await display.close();
        if (!element.isConnected) results.push(['removed', false]);
      }
    }
    await source.close();
    return results;
  });
  expect(shown).toEqual([
    ['video', true],
    ['video', true],
    ['canvas', true],
    ['canvas', true],
  ]);
});

test('a microphone yields blocks as asked, and its sound reaches a speaker', async ({
  page,
  relay,
}) => {
  await openPage(page, relay.url);
  const result = await page.evaluate(async () => {
    const microphone = new rtcbot.Microphone({ samplerate: 16_000, channels: 1, blocksize: 512 });
    const make = () => new rtcbot.RTCConnection({ rtcConfiguration: { iceServers: [] } });
    const [near, far] = [make(), make()];
    near.audio.putSubscription(microphone);
    const speaker = new rtcbot.Speaker();
    speaker.putSubscription(far.audio);
    await microphone.onReady();
    const offer = await near.getLocalDescription();
    await near.setRemoteDescription(await far.getLocalDescription(offer));
    await speaker.onReady();
    let peak: number;
    let block: AudioData;
    // The fake microphone beeps once in a while.
    do {
      block = await microphone.frames.get();
      const samples = new Float32Array(512);
      block.copyTo(samples, { planeIndex: 0 });
      peak = Math.max(...samples);
    } while (peak < 0.1);
    const { sampleRate, numberOfFrames, numberOfChannels, timestamp } = block;
    const next = await microphone.frames.get();
    const stepUs = next.timestamp - timestamp;
    const isClosed = block.numberOfFrames === 0;
    const isPlaying = !speaker.element.paused;
    await Promise.all([microphone.close(), speaker.close(), near.close()]);
    return { sampleRate, numberOfFrames, numberOfChannels, stepUs, isClosed, isPlaying };
  });
  expect(result).toEqual({
    sampleRate: 16_000,
    numberOfFrames: 512,
    numberOfChannels: 1,
    stepUs: 32_000,
    isClosed: true,
    isPlaying: true,
  });
});

test('a speaker tells autoplay-blocked, and plays after a click', async ({ page, relay }) => {
  // What Playwright evaluates counts as a gesture, so the page does this by itself.
  await page.addInitScript(() => {
    addEventListener('load', () => {
      const { stream } = new AudioContext().createMediaStreamDestination();
      const speaker = new rtcbot.Speaker();
      speaker.put_nowait(stream);
      Object.assign(window, { speaker });
    });
  });
  await openPage(page, relay.url);
  const code = await page.evaluate(async () => {
    const { speaker } = window as never as { speaker: Rtcbot.Speaker };
    const { code } = (await speaker.onError()) as Rtcbot.RtcError;
    return [code, speaker.ready, speaker.closed];
  });
  expect(code).toEqual(['autoplay-blocked', false, false]);
  await page.mouse.click(5, 5);
  const isPaused = await page.evaluate(async () => {
    const { speaker } = window as never as { speaker: Rtcbot.Speaker };
    await speaker.onReady();
    return speaker.element.paused;
  });
  expect(isPaused).toBe(false);
});
