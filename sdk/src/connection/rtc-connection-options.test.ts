import { expect, it } from 'vitest';
import * as sdk from '../index.js';

it.each([
  ['a connection', () => new sdk.RTCConnection()],
  ['an operator', () => new sdk.Relay('http://localhost').connect('rover-1')],
  ['a robot', () => new sdk.Relay('http://localhost').serve('rover-1', () => undefined)],
])('%s in Node.js is refused with what to do', (_, make) => {
  expect(make).toThrow(
    expect.objectContaining({
      code: 'webrtc-unsupported',
      message: expect.stringContaining('@rtcbot-web/robot') as string,
    }),
  );
});
