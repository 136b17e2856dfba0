/** Cameras, microphones, speakers and displays, on Chromium's fake devices: two of each kind. */
import type * as Rtcbot from '@rtcbot-web/sdk';
import type { LaunchOptions, Page } from '@playwright/test';
import { expect, test } from './fixtures.js';

declare const rtcbot: typeof Rtcbot;
declare const left: Rtcbot.RTCConnection;
declare const right: Rtcbot.RTCConnection;
declare const camera: Rtcbot.CVCamera;
/** The mean colour of what an element shows now. */
declare const colourOf: (element: HTMLVideoElement | HTMLCanvasElement) => [number, number, number];
declare const inverted: (frame: VideoFrame) => OffscreenCanvas;

const FAKE_DEVICES = '--use-fake-device-for-media-stream=device-count=2,fps=30';
const MEDIA_FLAGS = /^--use-fake-(device|ui)-for-media-stream/;

const withFlags = (options: LaunchOptions, ...flags: string[]): LaunchOptions => ({
  ...options,
  args: [...(options.args ?? []).filter((flag) => !MEDIA_FLAGS.test(flag)), ...flags],
});

test.use({
  launchOptions: async ({ launchOptions }, use) => {
    await use(withFlags(launchOptions, FAKE_DEVICES, '--use-fake-ui-for-media-stream'));
  },
});

async function openPage(page: Page, url: string): Promise<void> {
  await page.addInitScript(() => {
    const draw = (source: CanvasImageSource, filter: string, width: number, height: number) => {
      const canvas = new OffscreenCanvas(width, height);
      const context = canvas.getContext('2d', { willReadFrequently: true })!;
      context.filter = filter;
      context.drawImage(source, 0, 0, width, height);
      return { canvas, context };
    };
    const tools = {
      colourOf: (element: CanvasImageSource) => {
        const { data } = draw(element, 'none', 32, 24).context.getImageData(0, 0, 32, 24);
        const mean = (channel: number) =>
          data.filter((_, index) => index % 4 === channel).reduce((sum, one) => sum + one, 0) / 768;
        return [mean(0), mean(1), mean(2)];
      },
      inverted: (frame: VideoFrame) =>
        draw(frame, 'invert(1)', frame.displayWidth, frame.displayHeight).canvas,
    };
    Object.assign(window, tools);
  });
  await page.goto(url + '/devices.html');
}

/** Connects `left` and `right`; the picture of `camera` goes from one to the other's display. */
const sendCamera = (page: Page) =>
  page.evaluate(async () => {
    const make = () => new rtcbot.RTCConnection({ rtcConfiguration: { iceServers: [] } });
    Object.assign(window, { left: make(), right: make() });
    await camera.onReady();
    right.video.putSubscription(camera);
    const display = new rtcbot.CVDisplay();
    display.putSubscription(left.video);
    const offer = await left.getLocalDescription();
    await left.setRemoteDescription(await right.getLocalDescription(offer));
    await display.onReady();
  });

const shownColour = (page: Page) =>
  page.evaluate(() => {
    const [red, green, blue] = colourOf(document.querySelector('video')!);
    // The fake camera's picture is green.
    return green - (red + blue) / 2 > 30
      ? 'green'
      : (red + blue) / 2 - green > 30
        ? 'inverted'
        : 'other';
  });

test('a camera opens with what is asked, reaches the other end, and is closed with its own tracks', async ({
  page,
  relay,
}) => {
  await openPage(page, relay.url);
  await page.evaluate(() => {
    Object.assign(window, { camera: new rtcbot.CVCamera() });
  });
  await sendCamera(page);
  await expect.poll(() => shownColour(page)).toBe('green');
  const result = await page.evaluate(async () => {
    const track = camera.stream!.getVideoTracks()[0]!;
    const { width, height, frameRate } = track.getSettings();
    const video = document.querySelector('video')!;
    const size = [video.videoWidth, video.videoHeight];
    const again = (await camera.get()) === camera.stream;
    await Promise.all([camera.close(), camera.close()]);
    return { width, height, frameRate, size, again, state: track.readyState, error: camera.error };
  });
  expect(result).toEqual({
    width: 320,
    height: 240,
    frameRate: 30,
    size: [320, 240],
    again: true,
    state: 'ended',
    error: undefined,
  });
});

test('preprocessframe changes what the other end sees', async ({ page, relay }) => {
  await openPage(page, relay.url);
  await page.evaluate(() => {
    Object.assign(window, { camera: new rtcbot.CVCamera({ preprocessframe: inverted }) });
  });
  await sendCamera(page);
  await expect.poll(() => shownColour(page)).toBe('inverted');
});

test('preprocessframe in a worker changes what the other end sees', async ({ page, relay }) => {
  await openPage(page, relay.url);
  await page.evaluate(() => {
    const preprocessframe = new Worker('/invert-worker.js');
    Object.assign(window, { camera: new rtcbot.CVCamera({ preprocessframe }) });
  });
  await sendCamera(page);
  await expect.poll(() => shownColour(page)).toBe('inverted');
});

for (const kind of ['function', 'worker']) {
  test(`preprocessframe, a ${kind}, works without insertable streams`, async ({ page, relay }) => {
    await openPage(page, relay.url);
    await page.evaluate((how) => {
      Object.assign(window, {
        MediaStreamTrackProcessor: undefined,
        MediaStreamTrackGenerator: undefined,
      });
      const preprocessframe = how === 'worker' ? new Worker('/invert-worker.js') : inverted;
      Object.assign(window, { camera: new rtcbot.CVCamera({ preprocessframe }) });
    }, kind);
    await sendCamera(page);
    await expect.poll(() => shownColour(page)).toBe('inverted');
  });
}

test('a worker that cannot be loaded ends the camera with media-failed', async ({
  page,
  relay,
}) => {
  await openPage(page, relay.url);
  const error = await page.evaluate(async () => {
    const preprocessframe = new Worker('/nowhere.js');
    const { code, message } = (await new rtcbot.CVCamera({
      preprocessframe,
    }).onError()) as Rtcbot.RtcError;
    return { code, message };
  });
  expect(error.code).toBe('media-failed');
  expect(error.message).toContain('preprocessframe');
});

test('devices are listed, and chosen by number, label, part of a label and id', async ({
  page,
  relay,
}) => {
  await openPage(page, relay.url);
  const result = await page.evaluate(async () => {
    const cameras = await rtcbot.listDevices('videoinput');
    const kinds = new Set((await rtcbot.listDevices()).map(({ kind }) => kind));
    const labelOf = async (device: Rtcbot.CVCamera | Rtcbot.Microphone): Promise<string> => {
      await device.onReady();
      const label = device.stream!.getTracks()[0]!.label;
      await device.close();
      return label;
    };
    const missing = new rtcbot.CVCamera({ device: 'no such thing' });
    return {
      cameras: cameras.map(({ label }) => label),
      kinds: [...kinds].sort(),
      byNumber: await labelOf(new rtcbot.CVCamera({ cameranumber: 1 })),
      byPart: await labelOf(new rtcbot.PiCamera({ device: 'DEVICE_1' })),
      byId: await labelOf(new rtcbot.CVCamera({ device: cameras[1]!.deviceId })),
      first: await labelOf(new rtcbot.CVCamera()),
      microphone: await labelOf(new rtcbot.Microphone({ device: 'Input 2' })),
      missing: ((await missing.onError()) as Rtcbot.RtcError).code,
      message: missing.error!.message,
    };
  });
  expect(result).toEqual({
    cameras: ['fake_device_0', 'fake_device_1'],
    kinds: ['audioinput', 'audiooutput', 'videoinput'],
    byNumber: 'fake_device_1',
    byPart: 'fake_device_1',
    byId: 'fake_device_1',
    first: 'fake_device_0',
    microphone: 'Fake Audio Input 2',
    missing: 'camera-missing',
    message: expect.stringContaining('[fake_device_0, fake_device_1]') as string,
  });
});

test('an unplugged device is an error, or opened anew in place', async ({ page, relay }) => {
  await openPage(page, relay.url);
  const result = await page.evaluate(async () => {
    const unplug = (device: Rtcbot.CVCamera | Rtcbot.Microphone): MediaStreamTrack => {
      const track = device.stream!.getTracks()[0]!;
      track.stop();
      track.dispatchEvent(new Event('ended'));
      return track;
    };
    const plain = new rtcbot.CVCamera();
    const microphone = new rtcbot.Microphone();
    const patient = new rtcbot.CVCamera({ cameranumber: 1, reopen: true });
    const streams = patient.subscribe(new rtcbot.Queue<MediaStream>());
    await Promise.all([plain.onReady(), microphone.onReady(), patient.onReady()]);
    const errors: string[] = [];
    for (const device of [plain, microphone]) {
      device.onError((error) => errors.push((error as Rtcbot.RtcError).code));
      unplug(device);
      await device.onClose();
    }
    const readiness: boolean[] = [];
    patient.onReady((ready) => void readiness.push(ready));
    const before = await streams.get();
    unplug(patient);
    const after = await streams.get();
    const track = after.getVideoTracks()[0]!;
    const { label, readyState } = track;
    const isNew = before !== after;
    await patient.close();
    return { errors, isNew, label, readyState, readiness, error: patient.error };
  });
  expect(result).toEqual({
    errors: ['camera-missing', 'microphone-missing'],
    isNew: true,
    label: 'fake_device_1',
    readyState: 'live',
    readiness: [true, false, true, false],
    error: undefined,
  });
});

test('a camera that is closed while it opens is let go', async ({ page, relay }) => {
  await openPage(page, relay.url);
  const states = await page.evaluate(async () => {
    const tracks: MediaStreamTrack[] = [];
    const { mediaDevices } = navigator;
    const open = mediaDevices.getUserMedia.bind(mediaDevices);
    const opened = new Promise<void>((resolve) => {
      mediaDevices.getUserMedia = async (constraints) => {
        const stream = await open(constraints);
        tracks.push(...stream.getTracks());
        queueMicrotask(() => queueMicrotask(resolve));
        return stream;
      };
    });
    const early = new rtcbot.CVCamera();
    await early.close();
    await opened;
    await new Promise((resolve) => requestAnimationFrame(resolve));
    return [early.stream, early.error, ...tracks.map(({ readyState }) => readyState)];
  });
  expect(states).toEqual([undefined, undefined, 'ended']);
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
    let peak = 0;
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

for (const { title, flags, codes } of [
  {
    title: 'without the permission',
    flags: [FAKE_DEVICES],
    codes: ['media-denied', 'media-denied'],
  },
  {
    title: 'without such a device',
    flags: ['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream=device-count=0'],
    codes: ['camera-missing', 'microphone-missing'],
  },
]) {
  test(`${title} the error says so, once, and the device is closed`, async ({
    playwright,
    launchOptions,
    relay,
  }) => {
    const browser = await playwright.chromium.launch(withFlags(launchOptions, ...flags));
    try {
      const page = await browser.newPage();
      await openPage(page, relay.url);
      const seen = await page.evaluate(async () => {
        const devices = [
          new rtcbot.CVCamera({ reopen: true }),
          new rtcbot.Microphone({ device: 'none such' }), // Chromium always fakes one microphone
        ];
        const errors: string[] = [];
        for (const device of devices) {
          device.onError((error) => errors.push((error as Rtcbot.RtcError).code));
          await device.onClose();
        }
        return [...errors, ...devices.map(({ ready, stream }) => ready || stream)];
      });
      expect(seen).toEqual([...codes, undefined, undefined]);
    } finally {
      await browser.close();
    }
  });
}
