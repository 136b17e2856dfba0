import { expect, test } from 'vitest';
import { baselineOf, prefersH264 } from './h264.js';

const vp8 = { mimeType: 'video/VP8' };
const h264 = (sdpFmtpLine: string) => ({ mimeType: 'video/H264', sdpFmtpLine });

test('the baseline that is sent in pieces is taken, whatever is beside it', () => {
  const wanted = h264('level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f');
  const others = [
    vp8,
    h264('packetization-mode=0;profile-level-id=42e01f'),
    h264('packetization-mode=1;profile-level-id=640c1f'),
    h264('profile-level-id=42e01f'),
  ];
  expect(baselineOf([...others, wanted])).toBe(wanted);
  expect(baselineOf(others)).toBeUndefined();
});

test('H.264 is taken where the robot says nothing, or names it first', () => {
  expect(prefersH264([])).toBe(true);
  expect(prefersH264(['h264', 'VP8'])).toBe(true);
  expect(prefersH264(['VP8', 'H264'])).toBe(false);
});
