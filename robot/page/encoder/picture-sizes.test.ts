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
  const usual = { framesPerSec: 30, limitBps: 0 };
  const range = (minBps: number, maxBps: number) => ({ minBps, maxBps });
  expect(bitrateRange(VGA, 0, usual)).toEqual(range(230_400, 1_700_000));
  expect(bitrateRange(VGA, 1, usual)).toEqual(range(57_600, 1_020_000));
  expect(bitrateRange(VGA, 2, usual)).toEqual(range(30_000, 612_000));
  expect(bitrateRange({ width: 1920, height: 1080 }, 0, usual)).toEqual(
    range(1_555_200, 2_500_000),
  );
});

test('a limit of a camera counts for each of its pictures', () => {
  const limited = { framesPerSec: 30, limitBps: 200_000 };
  expect(bitrateRange(VGA, 0, limited)).toEqual({ minBps: 200_000, maxBps: 200_000 });
  expect(bitrateRange(VGA, 1, limited)).toEqual({ minBps: 57_600, maxBps: 120_000 });
});

test('the level of H.264 fits the size', () => {
  expect(h264Codec(VGA)).toBe('avc1.42E01f');
  expect(h264Codec({ width: 1920, height: 1080 })).toBe('avc1.42E028');
  expect(h264Codec({ width: 3840, height: 2160 })).toBe('avc1.42E033');
});
