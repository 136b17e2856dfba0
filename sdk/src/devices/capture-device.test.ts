import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { CVCamera } from './cv-camera.js';
import { Microphone } from './microphone.js';

/** A device's track, of which a test decides how it goes. */
class FakeTrack extends EventTarget {
  readonly label = 'HD Webcam';
  readonly stats = { totalFrames: 1 };
  readyState = 'live';
  constraints: unknown;
  stop = (): void => {
    this.readyState = 'ended';
  };
  getSettings = () => ({ deviceId: 'id' });
  applyConstraints = async (constraints: unknown): Promise<void> => {
    await Promise.resolve();
    this.constraints = constraints;
  };
  unplug(): void {
    this.stop();
    this.dispatchEvent(new Event('ended'));
  }
}

/** What the browser does when it is asked for a device: fails with this, or opens one. */
let failure: string | undefined;
let tracks: FakeTrack[];
let asked: unknown[];
let prepare: (track: FakeTrack) => Promise<void> | void;
let mediaDevices: EventTarget;

beforeEach(() => {
  vi.useFakeTimers();
  [failure, tracks, asked, prepare] = [undefined, [], [], () => undefined];
  mediaDevices = Object.assign(new EventTarget(), {
    getUserMedia: async (constraints: unknown) => {
      asked.push(constraints);
      if (failure !== undefined) throw new DOMException('as browsers say it', failure);
      const track = new FakeTrack();
      tracks.push(track);
      await prepare(track);
      return { getTracks: () => [track] };
    },
  });
  vi.stubGlobal('navigator', { mediaDevices });
  vi.stubGlobal(
    'MediaStream',
    class {
      constructor(readonly given: FakeTrack[]) {}
      getTracks = () => this.given;
    },
  );
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const soon = () => vi.advanceTimersByTimeAsync(0);

it.each([
  ['NotReadableError', 'media-busy', /end other programs that use it/],
  ['AbortError', 'media-busy', /end other programs/],
  ['NotAllowedError', 'media-denied', /allow it/],
  ['NotFoundError', 'camera-missing', /plug one in/],
  ['OverconstrainedError', 'camera-missing', /plug one in/],
  ['SomethingNewError', 'media-failed', /as browsers say it/],
])('a camera that fails with %s says what that means, and is closed', async (name, code, text) => {
  failure = name;
  const camera = new CVCamera({ enabled: false });
  await expect(camera.setEnabled(true)).rejects.toMatchObject({
    code,
    message: expect.stringMatching(text) as string,
  });
  expect(camera).toMatchObject({ closed: true, error: { code }, state: 'off' });
});

it('a device that reopens waits for one, longer each time, and takes one that is plugged in at once', async () => {
  failure = 'NotFoundError';
  const microphone = new Microphone({ reopen: true });
  const states = [microphone.state];
  microphone.onStateChange((state) => void states.push(state));
  await soon();
  expect(microphone.loss).toMatchObject({ code: 'microphone-missing' });
  await vi.advanceTimersByTimeAsync(1_500);
  expect(asked).toHaveLength(3);
  await vi.advanceTimersByTimeAsync(60_000);
  const before = asked.length;
  expect(before).toBeLessThan(15);
  failure = undefined;
  mediaDevices.dispatchEvent(new Event('devicechange'));
  await microphone.onReady();
  expect(asked).toHaveLength(before + 1);
  expect(states).toEqual(['opening', 'lost', 'live']);
  expect(microphone).toMatchObject({ loss: undefined, error: undefined, closed: false });
});

it('a device that reopens ends without the permission', async () => {
  failure = 'NotAllowedError';
  const camera = new CVCamera({ reopen: true });
  expect(await camera.onError()).toMatchObject({ code: 'media-denied' });
  expect(camera.closed).toBe(true);
});

it('a camera that was lost goes on with a new stream, captured as the last one', async () => {
  const camera = new CVCamera({ reopen: true });
  const before = await camera.get();
  await camera.applyConstraints({ width: 64 });
  expect(tracks[0]!.constraints).toEqual({ width: 64 });
  tracks[0]!.unplug();
  expect(camera).toMatchObject({
    ready: false,
    stream: undefined,
    loss: { message: 'The camera "HD Webcam" was unplugged, or it failed.' },
  });
  await vi.advanceTimersByTimeAsync(500);
  expect(await camera.get()).not.toBe(before);
  expect(asked[1]).toEqual({ video: { width: 64 } });
});

it('a device that is told how to capture before it opens, in the same turn, is opened so', async () => {
  const microphone = new Microphone({ enabled: false });
  void microphone.applyConstraints({ noiseSuppression: false });
  await microphone.setEnabled(true);
  expect(asked).toEqual([{ audio: { noiseSuppression: false } }]);
});

it('a device that is switched off is let go, and is not looked for', async () => {
  const camera = new CVCamera({ reopen: true });
  await camera.onReady();
  await camera.setEnabled(false);
  expect(tracks[0]!.readyState).toBe('ended');
  expect(camera).toMatchObject({ state: 'off', ready: false, stream: undefined });
  await camera.setEnabled(true);
  tracks[1]!.unplug();
  await camera.setEnabled(false);
  mediaDevices.dispatchEvent(new Event('devicechange'));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(tracks).toHaveLength(2);
});

it('a device that is switched off while it opens is let go', async () => {
  const camera = new CVCamera();
  void camera.setEnabled(false);
  await soon();
  expect(tracks.map(({ readyState }) => readyState)).toEqual(['ended']);
  expect(camera.state).toBe('off');
});

it('a device that opens too late is let go', async () => {
  prepare = () => new Promise((resolve) => setTimeout(resolve, 300));
  const camera = new CVCamera({ openTimeoutMs: 200 });
  const failed = camera.onError();
  await vi.advanceTimersByTimeAsync(400);
  expect(await failed).toMatchObject({ code: 'media-busy' });
  expect(tracks[0]!.readyState).toBe('ended');
});

it('a camera that opens and gives no pictures has failed, and is let go', async () => {
  prepare = ({ stats }) => void (stats.totalFrames = 0);
  const camera = new CVCamera({ stallMs: 100 });
  const failed = camera.onError();
  await vi.advanceTimersByTimeAsync(200);
  expect(await failed).toMatchObject({
    code: 'media-failed',
    message: 'The camera "HD Webcam" gives no pictures.',
  });
  expect(tracks[0]!.readyState).toBe('ended');
});

it('a camera whose first picture is late is live, until it gives no more', async () => {
  prepare = ({ stats }) => void (stats.totalFrames = 0);
  const camera = new CVCamera({ stallMs: 800, reopen: true });
  await vi.advanceTimersByTimeAsync(700);
  expect(camera.state).toBe('opening');
  const giving = setInterval(() => tracks[0]!.stats.totalFrames++, 33);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(camera.state).toBe('live');
  clearInterval(giving);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(camera).toMatchObject({ state: 'lost', loss: { code: 'media-failed' } });
  expect(tracks[0]!.readyState).toBe('ended');
});
