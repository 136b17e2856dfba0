import { afterEach, expect, it, vi } from 'vitest';
import { LiveSource } from '../page/media/live-source.js';
import { openDevice } from '../page/media/media.js';

/** A browser whose camera fails as browsers do. */
function stubCamera(name: string): void {
  vi.stubGlobal('navigator', {
    mediaDevices: {
      getUserMedia: () => Promise.reject(new DOMException('as browsers say it', name)),
      enumerateDevices: () => Promise.resolve([]),
    },
  });
}

afterEach(() => {
  vi.unstubAllGlobals();
});

it.each([
  ['NotReadableError', 'media-busy', /^No camera: another program uses it, or it is broken\.$/],
  ['AbortError', 'media-busy', /it did not start/],
  ['NotAllowedError', 'media-denied', /the system does not allow it/],
  ['NotFoundError', 'camera-missing', /none was found; connect one, or take --camera test/],
  ['OverconstrainedError', 'camera-missing', /it is gone/],
  ['SomethingNewError', 'media-failed', /SomethingNewError|as browsers say it/],
])('says what %s means', async (name, code, message) => {
  stubCamera(name);
  const opened = openDevice('camera', { type: 'any', required: true, processed: true }, {});
  await expect(opened).rejects.toMatchObject({
    code,
    message: expect.stringMatching(message) as string,
  });
});

it('does not mind a missing microphone that nobody asked for', async () => {
  stubCamera('NotFoundError');
  const request = { type: 'any', required: false, processed: true } as const;
  expect(await openDevice('microphone', request, {})).toBeUndefined();
  stubCamera('NotReadableError');
  await expect(openDevice('microphone', request, {})).rejects.toMatchObject({ code: 'media-busy' });
});

/** A browser whose camera opens; of its pictures there are as many as `frames` counts. */
function stubOpenCamera(frames: { totalFrames: number }) {
  const track = { label: 'Camera', stats: frames, stop: vi.fn(), addEventListener: vi.fn() };
  vi.stubGlobal('navigator', {
    mediaDevices: {
      getUserMedia: () => Promise.resolve({ getTracks: () => [track] }),
      addEventListener: vi.fn(),
    },
  });
  return track;
}

const device = { type: 'any', required: true, processed: true } as const;

function openCamera(): Promise<void> {
  const camera = { name: 'main', kind: 'camera', device, settings: {}, stallMs: 100 } as const;
  return new LiveSource(camera).open(false);
}

it('says that a camera which opens and shows nothing has failed, and lets go of it', async () => {
  const track = stubOpenCamera({ totalFrames: 0 });
  await expect(openCamera()).rejects.toMatchObject({
    code: 'media-failed',
    message: 'Camera delivers no pictures.',
  });
  expect(track.stop).toHaveBeenCalledOnce();
});

it('takes a camera whose first picture is late', async () => {
  const frames = { totalFrames: 0 };
  const track = stubOpenCamera(frames);
  const opened = openCamera();
  setTimeout(() => frames.totalFrames++, 40);
  await opened;
  expect(track.stop).not.toHaveBeenCalled();
});
