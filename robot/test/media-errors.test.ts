import { afterEach, expect, it, vi } from 'vitest';
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
