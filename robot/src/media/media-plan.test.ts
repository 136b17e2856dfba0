import { describe, expect, it } from 'vitest';
import { fakeDevices, type MediaOptions, pageMedia, planMedia } from './media-plan.js';

describe('planMedia', () => {
  it.each([
    [undefined, 'default', 'if-present'],
    ['test', 'test', 'test'],
    [{ file: 'a.y4m' }, { file: 'a.y4m' }, 'none'],
    [{ device: 'HD' }, { device: 'HD' }, 'if-present'],
    [{ source: 'test', width: 320 }, 'test', 'test'],
    [{ script: 'a.js', width: 320 }, { script: 'a.js' }, 'none'],
    [{ device: 'HD', width: 320 }, { device: 'HD' }, 'if-present'],
  ] as const)('beside camera %j chooses a microphone', (camera, source, microphone) => {
    const plan = planMedia({ camera });
    expect(plan.cameras.map((one) => [one.name, one.source])).toEqual([['main', source]]);
    expect(plan.microphone).toEqual(microphone);
  });

  it('has no camera if none is wanted', () => {
    expect(planMedia({ camera: 'none' })).toEqual({ cameras: [], microphone: 'if-present' });
  });

  it.each<MediaOptions>([
    { camera: 'test', microphone: 'default' },
    { camera: { file: 'a.y4m' }, microphone: { device: 'USB' } },
    { camera: 'default', microphone: 'test' },
    { camera: { device: 'HD' }, microphone: { file: 'b.wav' } },
    { cameras: { front: 'test', rear: { device: 'HD' } } },
    { cameras: { front: 'test', rear: { file: 'a.y4m' } } },
    { cameras: { front: 'default', rear: 'default' } },
    { camera: 'test', cameras: { front: 'test' } },
    { cameras: { microphone: 'test' } },
    { cameras: { 'two words': 'test' } },
    { cameras: { front: { source: 'test', width: 1 } } },
    { cameras: { front: { source: 'test', frameRate: Number.NaN } } },
    { cameras: { front: { source: 'test', zoom: 2 } as never } },
  ])('refuses %j', (options) => {
    expect(() => planMedia(options)).toThrow(expect.objectContaining({ code: 'bad-argument' }));
  });

  it.each<MediaOptions>([
    { camera: 'none', microphone: 'test' },
    { camera: 'none', microphone: 'default' },
    { camera: { script: 'a.js' }, microphone: 'test' },
    { camera: { script: 'a.js' }, microphone: 'default' },
    { cameras: { front: 'default', plan: { source: { script: 'a.js' } } }, microphone: 'default' },
    { camera: 'test', microphone: { file: 'b.wav' } },
    { camera: 'default', microphone: 'none' },
    { cameras: { front: { device: 'HD' }, rear: 'default' } },
  ])('allows %j', (options) => {
    expect(planMedia(options).microphone).toEqual(options.microphone ?? 'if-present');
  });
});

it('has the default microphone beside a real camera, whatever is drawn too', () => {
  const cameras = { front: 'default', plan: { script: 'a.js' } } as const;
  expect(planMedia({ cameras }).microphone).toBe('if-present');
});

it('gives each test camera a fake device of its own, in order', () => {
  const plan = planMedia({
    cameras: { front: 'test', map: 'none', rear: { source: 'test', width: 320, height: 240 } },
  });
  expect(fakeDevices(plan)).toEqual({
    ...{ fakeCameras: 4, cameraFile: undefined, microphoneFile: undefined },
  });
  expect(pageMedia(plan).cameras).toEqual([
    { name: 'front', device: { type: 'fake', index: 0 }, settings: {} },
    { name: 'rear', device: { type: 'fake', index: 3 }, settings: { width: 320, height: 240 } },
  ]);
});

it('needs no fake devices for real ones, and one for a file', () => {
  expect(fakeDevices(planMedia({})).fakeCameras).toBeUndefined();
  expect(fakeDevices(planMedia({ camera: { file: 'a.y4m' } }))).toMatchObject({
    ...{ fakeCameras: 1, cameraFile: 'a.y4m' },
  });
  expect(fakeDevices(planMedia({ camera: 'none', microphone: 'test' })).fakeCameras).toBe(1);
});
