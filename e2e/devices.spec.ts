/** Cameras and microphones: opened, sent, preprocessed, chosen, lost; on Chromium's fake devices: two of each kind. */
import type * as Rtcbot from '@rtcbot-web/sdk';
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.js';
import { FAKE_DEVICES, openPage, withFlags } from './pages/devices-page.js';

declare const rtcbot: typeof Rtcbot;
declare const left: Rtcbot.RTCConnection;
declare const right: Rtcbot.RTCConnection;
declare const camera: Rtcbot.CVCamera;
/** The mean colour of what an element shows now. */
declare const colourOf: (element: HTMLVideoElement | HTMLCanvasElement) => [number, number, number];
declare const inverted: (frame: VideoFrame) => OffscreenCanvas;

test.use({
  launchOptions: async ({ launchOptions }, use) => {
    await use(withFlags(launchOptions, FAKE_DEVICES, '--use-fake-ui-for-media-stream'));
  },
});

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
    message: expect.stringContaining('"fake_device_0", "fake_device_1"') as unknown as string,
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
      device.onError((error) => errors.push((error as Error & { code: string }).code));
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
          new rtcbot.CVCamera(),
          new rtcbot.Microphone({ device: 'none such' }), // Chromium always fakes one microphone
        ];
        const errors: string[] = [];
        for (const device of devices) {
          device.onError((error) => errors.push((error as Error & { code: string }).code));
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
