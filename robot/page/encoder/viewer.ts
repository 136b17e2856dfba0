import { rtpTimestampOf } from './capture-clock.js';
import type { EncodedSource, EncodingScope } from './encoded-source.js';
import type { EncodedPicture } from './group-encoder.js';
import { newStanding, nextStanding, type Share, type Standing } from './group-choice.js';
import { KeyFrameBudget } from './key-frames.js';
import type { Size } from './picture-sizes.js';
import { SendBacklog } from './send-backlog.js';

const scope = globalThis as unknown as EncodingScope;

/** What a link is taken to have before it tells, in bits per second: what WebRTC begins with. */
const FIRST_SHARE_BPS = 300_000;

/** A frame that would wait longer than this, in ms, is left out, and all others up to the next key frame. */
const MAX_WAIT_MS = 500;

/** A key frame is worth making for a viewer whose frames wait less than this, in ms. */
const DRAINED_MS = 100;

/** Just after a key frame, in ms, WebRTC asks for one because it has just begun to send; no viewer can be that quick. */
const ECHO_MS = 100;

/** One viewer of a camera: it gets the frames of its group, and never a frame that others before it are missing for. */
export class Viewer {
  readonly #payloadType: number;
  readonly #source: EncodedSource;
  readonly #writer: WritableStreamDefaultWriter<object>;
  readonly #backlog = new SendBacklog();
  readonly #budget = new KeyFrameBudget();
  #standing: Standing = newStanding(performance.now());
  #isUp = false;
  #isMissingKey = true;
  #isAsking = false;
  #isGranted = false;
  #isLate = false;
  #keyMs = Number.NEGATIVE_INFINITY;

  constructor(source: EncodedSource, payloadType: number) {
    this.#payloadType = payloadType;
    // Its events need it to be kept.
    this.#source = source;
    this.#writer = source.writable.getWriter();
    this.#writer.closed.catch(() => undefined);
    source.onkeyframerequest = () => {
      if (performance.now() - this.#keyMs > ECHO_MS) this.#isAsking = true;
    };
  }

  /** Whether it can get frames. */
  get isUp(): boolean {
    return this.#isUp;
  }

  set isUp(isUp: boolean) {
    if (isUp && !this.#isUp) this.begin();
    this.#isUp = isUp;
  }

  /** How it stands. */
  get standing(): Standing {
    return this.#standing;
  }

  /** What its link has for its picture, in bits per second. */
  get allocatedBps(): number {
    return this.#source.allocatedBitrate || FIRST_SHARE_BPS;
  }

  /** It sees another picture from now on: the full one. */
  begin(): void {
    this.#standing = newStanding(performance.now());
    this.#isMissingKey = true;
  }

  /** Look whether it stays in its group. */
  review(share: Omit<Share, 'allocatedBps' | 'isLate'>, nowMs: number): void {
    const { level } = this.#standing;
    const all = { ...share, allocatedBps: this.allocatedBps, isLate: this.#isLate };
    this.#standing = nextStanding(this.#standing, all, nowMs);
    this.#isLate = false;
    if (this.#standing.level !== level) this.#isMissingKey = true;
  }

  /** Whether it needs a key frame: `first` without one it sees nothing new. */
  keyFrameWish(nowMs: number): 'none' | 'first' | 'again' {
    if (!this.#isUp || !(this.#isMissingKey || this.#isAsking)) return 'none';
    if (this.#backlog.waitMs(this.allocatedBps, nowMs) > DRAINED_MS) return 'none';
    if (!this.#isGranted && !this.#budget.take(nowMs)) return 'none';
    this.#isGranted = true;
    return this.#isMissingKey ? 'first' : 'again';
  }

  /**
   * Send it this picture of its group.
   * @param size - of the camera's full picture, by which WebRTC reckons what a link may have
   */
  send(picture: EncodedPicture, size: Size): void {
    if (!this.#isUp || (this.#isMissingKey && !picture.isKey)) return;
    const nowMs = performance.now();
    const waitMs = this.#backlog.waitMs(this.allocatedBps, nowMs);
    if (waitMs > MAX_WAIT_MS || (this.#writer.desiredSize ?? 0) <= 0) {
      this.#isMissingKey = true;
      this.#isLate = true;
      return;
    }
    if (picture.isKey) this.#onKeyFrame(nowMs);
    this.#backlog.add(picture.data.byteLength, this.allocatedBps, nowMs);
    this.#writer.write(this.#frameOf(picture, size, nowMs)).catch(() => undefined);
  }

  /** It gets no more. */
  close(): void {
    this.#isUp = false;
    this.#writer.close().catch(() => undefined);
  }

  #onKeyFrame(nowMs: number): void {
    this.#keyMs = nowMs;
    this.#isMissingKey = false;
    this.#isAsking = false;
    this.#isGranted = false;
  }

  #frameOf({ isKey, data, capturedMs }: EncodedPicture, size: Size, nowMs: number): object {
    return new scope.RTCEncodedVideoFrame({
      ...size,
      data,
      type: isKey ? 'key' : 'delta',
      mimeType: 'video/H264',
      payloadType: this.#payloadType,
      rtpTimestampWithoutOffset: rtpTimestampOf(performance.timeOrigin + capturedMs),
      captureTime: Math.min(capturedMs, nowMs),
      contributingSources: [],
    });
  }
}
