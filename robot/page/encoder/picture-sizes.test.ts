import { expect, test } from 'vitest';
import { bitrateRange, h264Codec, lowestLevel, sizeAt } from './picture-sizes.js';

const VGA = { width: 640, height: 480 };

test('smaller pictures have half and a quarter of each side, and even sides', () => {
  expect(sizeAt(VGA, 0)).toEqual(VGA);
  expect(sizeAt(VGA, 2)).toEqual({ width: 160, height: 120 });
  expect(sizeAt({ width: 641, height: 361 }, 1)).toEqual({ width: 320, height: 180 });
});

test('nobody gets a picture in which nothing can be seen', () => {
  expect(lowestLevel(VGA)).toBe(2);
  expect(lowestLevel({ width: 320, height: 240 })).toBe(1);
  expect(lowestLevel({ width: 160, height: 120 })).toBe(0);
});

test('a larger picture gets more bits, and each a range', () => {
  expect(bitrateRange(VGA, 30)).toEqual({ minBps: 230_400, maxBps: 1_700_000 });
  expect(bitrateRange({ width: 1920, height: 1080 }, 30)).toEqual({
    minBps: 1_555_200,
    maxBps: 2_500_000,
  });
  expect(bitrateRange({ width: 160, height: 120 }, 2).minBps).toBe(30_000);
});

test('the level of H.264 fits the size', () => {
  expect(h264Codec(VGA)).toBe('avc1.42E01f');
  expect(h264Codec({ width: 1920, height: 1080 })).toBe('avc1.42E028');
  expect(h264Codec({ width: 3840, height: 2160 })).toBe('avc1.42E033');
});
