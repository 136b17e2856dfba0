/** By what a camera's picture is made smaller for viewers with a poor link: full, half and quarter of each side. */
export const SCALES = [1, 2, 4] as const;

/** Which of the {@link SCALES}; 0 is the full picture. */
export type Level = 0 | 1 | 2;

/** Width and height in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Smaller than this nobody sees anything. */
const MIN_SIDE = 90;

/** Bits per pixel and frame below which a smaller picture looks better. */
const MIN_BITS_PER_PIXEL = 0.025;
const MIN_BITRATE_BPS = 30_000;

/** What WebRTC gives a picture of so many pixels at most, in bits per second. */
const MAX_BITRATES = [
  [320 * 240, 600_000],
  [640 * 480, 1_700_000],
  [960 * 540, 2_000_000],
] as const;
const MAX_BITRATE_BPS = 2_500_000;

/**
 * A smaller picture may have this part of what the larger one may have: a link is known to carry what is sent, and half as much
 * again, and this much must lead up to the larger one.
 */
const SMALLER_PART = 0.6;

/** Levels of H.264, by the pixels of a picture at 30 frames a second that they allow, and how codec strings name them. */
const H264_LEVELS = [
  [1280 * 720, '1f'],
  [2048 * 1024, '28'],
] as const;
const H264_LARGEST = '33';

/** The size of a camera's picture at a level; H.264 encodes even sides only. */
export function sizeAt({ width, height }: Size, level: Level): Size {
  const even = (side: number): number => Math.floor(side / SCALES[level] / 2) * 2;
  return { width: even(width), height: even(height) };
}

/** The smallest picture that is made of this one. */
export function lowestLevel({ width, height }: Size): Level {
  const side = Math.min(width, height);
  if (side >= MIN_SIDE * SCALES[2]) return 2;
  return side >= MIN_SIDE * SCALES[1] ? 1 : 0;
}

/** What is at least and at most spent on a picture, in bits per second. */
export interface BitrateRange {
  readonly minBps: number;
  readonly maxBps: number;
}

/**
 * What is spent on a camera's picture at a level.
 * @param limitBps - for the full picture; 0 for none
 */
export function bitrateRange(
  camera: Size,
  level: Level,
  { framesPerSec, limitBps }: { readonly framesPerSec: number; readonly limitBps: number },
): BitrateRange {
  const { width, height } = sizeAt(camera, level);
  const usual = usualBitrate(camera);
  const fullBps = Math.min(usual, limitBps || usual);
  const maxBps = Math.round(fullBps * SMALLER_PART ** level);
  const minBps = Math.max(MIN_BITRATE_BPS, width * height * framesPerSec * MIN_BITS_PER_PIXEL);
  return { minBps: Math.min(minBps, maxBps), maxBps };
}

function usualBitrate({ width, height }: Size): number {
  return MAX_BITRATES.find(([most]) => width * height <= most)?.[1] ?? MAX_BITRATE_BPS;
}

/** The codec string of H.264's constrained baseline for this size, which every browser decodes. */
export function h264Codec({ width, height }: Size): string {
  const [, level] = H264_LEVELS.find(([most]) => width * height <= most) ?? [0, H264_LARGEST];
  return `avc1.42E0${level}`;
}
