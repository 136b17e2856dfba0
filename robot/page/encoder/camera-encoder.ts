import type { EncoderReport } from '../../wire/media.js';
import { CaptureClock } from './capture-clock.js';
import { groupBitrate } from './group-choice.js';
import { type EncodedPicture, GroupEncoder } from './group-encoder.js';
import {
  type BitrateRange,
  bitrateRange,
  type Level,
  lowestLevel,
  type Size,
} from './picture-sizes.js';
import { RateMeter } from './rate-meter.js';
import type { Viewer } from './viewer.js';
import type { EncodingSettings } from './worker-messages.js';

/** How often it is looked who can follow, in ms. */
const REVIEW_MS = 250;

/** What a viewer's link has is not known so soon after it has come or changed, in ms. */
const SETTLING_MS = 2_000;

/** A link that has this part of a larger picture's bit rate will soon have the rest, if it can. */
const NEEDED_PART = 0.6;

/** How often a camera gives pictures before that is known. */
const FIRST_FRAMES_PER_SEC = 30;

/** A source that gives no frame at so many looks, one each second, is broken: a camera that stalls is replaced sooner. */
const STALL_LOOKS = 12;
const LOOK_MS = 1_000;

const LEVELS: readonly Level[] = [0, 1, 2];

/** One camera, encoded once for each group of its viewers. */
export class CameraEncoder {
  readonly viewers = new Set<Viewer>();
  settings: EncodingSettings = { maxBitrateBps: 0 };
  readonly #onFailure: (message: string) => void;
  readonly #groups = new Map<Level, GroupEncoder>();
  readonly #frames = new RateMeter();
  readonly #bitrates = new Map<Level, number>();
  #clock = new CaptureClock();
  #reader: ReadableStreamDefaultReader<VideoFrame> | undefined;
  #size: Size = { width: 0, height: 0 };
  #sourceMs = 0;
  #looks = 0;
  #timer: ReturnType<typeof setInterval> | undefined;
  #reviewedMs = Number.NEGATIVE_INFINITY;

  /** @param onFailure - called once when it cannot be encoded */
  constructor(onFailure: (message: string) => void) {
    this.#onFailure = onFailure;
  }

  /** What is made of it. */
  reports(camera: string): EncoderReport[] {
    return [...this.#groups].map(([level, group]) => {
      const viewers = this.#at(level).length;
      const limit = level === 0 ? 'none' : 'bandwidth';
      return {
        ...{ camera, codec: 'H264', implementation: 'WebCodecs' },
        ...group.report,
        ...{ viewers, limitedBy: limit },
      };
    });
  }

  /** Take frames from here, or none. */
  setSource(frames: ReadableStream<VideoFrame> | null): void {
    void this.#reader?.cancel().catch(() => undefined);
    this.#reader = frames?.getReader();
    this.#clock = new CaptureClock();
    this.#sourceMs = performance.now();
    this.#looks = 0;
    clearInterval(this.#timer);
    if (this.#reader) {
      void this.#read(this.#reader);
      this.#timer = setInterval(() => {
        if (++this.#looks === STALL_LOOKS) this.#fail('no frames come to it');
      }, LOOK_MS);
    } else this.#closeGroups();
  }

  async #read(reader: ReadableStreamDefaultReader<VideoFrame>): Promise<void> {
    try {
      for (;;) {
        const { done, value: frame } = await reader.read();
        if (done) return;
        if (reader === this.#reader) this.#onFrame(frame);
        frame.close();
      }
    } catch (error) {
      // A track that ends ends its frames without an error.
      if (reader === this.#reader) this.#fail(String(error));
    }
  }

  #onFrame(frame: VideoFrame): void {
    const nowMs = performance.now();
    this.#looks = 0;
    this.#frames.add(1, nowMs);
    this.#size = { width: frame.displayWidth, height: frame.displayHeight };
    const capturedMs = this.#clock.at(frame.timestamp, nowMs);
    this.#review(nowMs);
    const stamped = new VideoFrame(frame, { timestamp: Math.round(capturedMs * 1_000) });
    for (const level of LEVELS) this.#encode(level, stamped, nowMs);
    stamped.close();
  }

  #encode(level: Level, frame: VideoFrame, nowMs: number): void {
    const viewers = this.#at(level);
    if (viewers.length === 0) {
      this.#groups.get(level)?.close();
      this.#groups.delete(level);
      return;
    }
    const group = this.#groups.get(level) ?? this.#open(level);
    for (const viewer of viewers) {
      const wish = viewer.keyFrameWish(nowMs);
      if (wish !== 'none') group.keyFrames.want(wish === 'again');
    }
    const bitrateBps = this.#bitrates.get(level) ?? this.#bitrateOf(level, nowMs);
    group.encode(frame, { bitrateBps, framesPerSec: this.#framesPerSec(nowMs) });
  }

  #open(level: Level): GroupEncoder {
    const group = new GroupEncoder(level, {
      onPicture: (picture) => {
        this.#send(level, picture);
      },
      onFailure: (message) => {
        this.#fail(message);
      },
    });
    this.#groups.set(level, group);
    return group;
  }

  #send(level: Level, picture: EncodedPicture): void {
    for (const viewer of this.#at(level)) viewer.send(picture, this.#size);
  }

  /** Whoever cannot follow gets a smaller picture, whoever can a larger one; then bit rates follow. */
  #review(nowMs: number): void {
    if (nowMs - this.#reviewedMs < REVIEW_MS) return;
    this.#reviewedMs = nowMs;
    const lowest = lowestLevel(this.#size);
    for (const viewer of this.viewers) {
      if (!viewer.isUp) continue;
      const { level } = viewer.standing;
      const sentBps = this.#groups.get(level)?.sentBps ?? 0;
      viewer.review({ lowest, sentBps, largerBps: this.#needOf(level, nowMs) }, nowMs);
    }
    for (const level of LEVELS) this.#bitrates.set(level, this.#bitrateOf(level, nowMs));
  }

  /** What the picture above this level needs: what others get of it, nearly, or else as little as it can have. */
  #needOf(level: Level, nowMs: number): number {
    if (level === 0) return Number.POSITIVE_INFINITY;
    const larger = (level - 1) as Level;
    const { minBps } = this.#range(larger, nowMs);
    if (!this.#groups.has(larger)) return minBps;
    return Math.max(minBps, (this.#bitrates.get(larger) ?? 0) * NEEDED_PART);
  }

  #bitrateOf(level: Level, nowMs: number): number {
    const viewers = this.#at(level);
    const settled = viewers.filter(({ standing }) => nowMs - standing.sinceMs >= SETTLING_MS);
    const counted = settled.length > 0 ? settled : viewers;
    const shares = counted.map(({ allocatedBps }) => allocatedBps);
    return groupBitrate(this.#range(level, nowMs), shares);
  }

  #range(level: Level, nowMs: number): BitrateRange {
    const { maxBitrateBps: limitBps } = this.settings;
    return bitrateRange(this.#size, level, { limitBps, framesPerSec: this.#framesPerSec(nowMs) });
  }

  #framesPerSec(nowMs: number): number {
    const isKnown = nowMs - this.#sourceMs > SETTLING_MS;
    return isKnown ? Math.max(1, this.#frames.perSec(nowMs)) : FIRST_FRAMES_PER_SEC;
  }

  #at(level: Level): Viewer[] {
    return [...this.viewers].filter((one) => one.isUp && one.standing.level === level);
  }

  #fail(message: string): void {
    this.setSource(null);
    this.#onFailure(message);
  }

  #closeGroups(): void {
    for (const group of this.#groups.values()) group.close();
    this.#groups.clear();
  }
}
