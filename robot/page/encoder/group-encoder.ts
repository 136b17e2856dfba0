import { KeyFrameSchedule } from './key-frames.js';
import { h264Codec, type Level, type Size, sizeAt } from './picture-sizes.js';
import { RateMeter } from './rate-meter.js';

/** More frames than that do not wait for the encoder: what is newer is better. */
const MAX_WAITING = 2;

/** An encoder that takes none of so many frames is broken: five seconds of most cameras, and of time in which it could work. */
const STALL_FRAMES = 150;

/** A bit rate is changed when it is off by this part, and not more often than this, in ms: smaller pictures begin anew with it. */
const BITRATE_STEP = 0.15;
const BITRATE_GAP_MS = 1_000;

const MICROS = 1_000;

/** A picture, encoded. */
export interface EncodedPicture {
  readonly isKey: boolean;
  readonly data: ArrayBuffer;
  /** When it was captured, by `performance.now()`. */
  readonly capturedMs: number;
}

/** Who hears of a group's encoder. */
export interface GroupListener {
  readonly onPicture: (picture: EncodedPicture) => void;
  /** It is over. */
  readonly onFailure: (message: string) => void;
}

/** What a group is to send. */
export interface GroupTarget {
  readonly bitrateBps: number;
  readonly framesPerSec: number;
}

/** The encoder of one group of viewers. */
export class GroupEncoder {
  readonly keyFrames = new KeyFrameSchedule();
  readonly #level: Level;
  readonly #listener: GroupListener;
  readonly #bits = new RateMeter();
  readonly #frames = new RateMeter();
  readonly #encoder: VideoEncoder;
  #size: Size = { width: 0, height: 0 };
  #bitrateBps = 0;
  #configuredMs = 0;
  #refused = 0;
  #keyFrameCount = 0;

  constructor(level: Level, listener: GroupListener) {
    this.#level = level;
    this.#listener = listener;
    this.#encoder = new VideoEncoder({
      output: (chunk) => {
        this.#onChunk(chunk);
      },
      error: ({ message }) => {
        listener.onFailure(message);
      },
    });
  }

  /** What it makes. */
  get report(): Size & {
    readonly bitrateBps: number;
    readonly framesPerSecond: number;
    readonly keyFrames: number;
  } {
    const nowMs = performance.now();
    return {
      ...this.#size,
      bitrateBps: Math.round(this.#bits.perSec(nowMs)),
      framesPerSecond: this.#frames.perSec(nowMs),
      keyFrames: this.#keyFrameCount,
    };
  }

  /** Bits of the last second. */
  get sentBps(): number {
    return this.#bits.perSec(performance.now());
  }

  /** Encode this frame, whose timestamp says when it was captured, unless the encoder has enough to do. */
  encode(frame: VideoFrame, target: GroupTarget): void {
    if (this.#encoder.state === 'closed') return;
    const nowMs = performance.now();
    this.#configure(frame, target, nowMs);
    if (this.#encoder.encodeQueueSize >= MAX_WAITING) {
      if (++this.#refused === STALL_FRAMES) this.#listener.onFailure('it gives no pictures');
      return;
    }
    this.#refused = 0;
    const keyFrame = this.keyFrames.isDue(nowMs);
    if (keyFrame) this.keyFrames.onMade(nowMs);
    this.#encoder.encode(frame, { keyFrame });
  }

  /** End it. */
  close(): void {
    if (this.#encoder.state !== 'closed') this.#encoder.close();
  }

  #configure(
    { displayWidth, displayHeight }: VideoFrame,
    { bitrateBps, framesPerSec }: GroupTarget,
    nowMs: number,
  ): void {
    const size = sizeAt({ width: displayWidth, height: displayHeight }, this.#level);
    const isSame = size.width === this.#size.width && size.height === this.#size.height;
    const isOff = Math.abs(bitrateBps - this.#bitrateBps) > this.#bitrateBps * BITRATE_STEP;
    const mayChange = nowMs - this.#configuredMs >= BITRATE_GAP_MS;
    if (isSame && !(isOff && mayChange)) return;
    if (!isSame) this.keyFrames.want(false);
    this.#size = size;
    this.#bitrateBps = bitrateBps;
    this.#configuredMs = nowMs;
    this.#encoder.configure({
      ...size,
      codec: h264Codec(size),
      avc: { format: 'annexb' },
      bitrate: bitrateBps,
      bitrateMode: 'constant',
      framerate: framesPerSec,
      latencyMode: 'realtime',
    });
  }

  #onChunk(chunk: EncodedVideoChunk): void {
    const nowMs = performance.now();
    const data = new ArrayBuffer(chunk.byteLength);
    chunk.copyTo(data);
    this.#bits.add(data.byteLength * 8, nowMs);
    this.#frames.add(1, nowMs);
    const isKey = chunk.type === 'key';
    if (isKey) this.#keyFrameCount++;
    this.#listener.onPicture({ isKey, data, capturedMs: chunk.timestamp / MICROS });
  }
}
