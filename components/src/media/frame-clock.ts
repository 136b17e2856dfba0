import type { FrameTimes } from '@rtcbot-web/sdk';
import type { PictureFacts } from './media-status.js';

/** How often pictures are counted in browsers that do not call back for each. */
const POLL_MS = 100;

/**
 * Notes when a video has last shown a new picture. A page in the background shows none, so the clock is to be
 * restarted when it comes back; the age of the picture goes on counting.
 */
export class FrameClock {
  readonly #video: HTMLVideoElement;
  readonly #onFrame: () => void;
  #lastFrameAtMs: number | undefined;
  #newest: FrameTimes | undefined;
  #waitsSinceMs: number | undefined = performance.now();
  #callback: number | undefined;
  #isFromNetwork = false;
  #endPoll: (() => void) | undefined;

  /**
   * @param video - the video to watch
   * @param onFrame - called after each new picture
   */
  constructor(video: HTMLVideoElement, onFrame: () => void) {
    this.#video = video;
    this.#onFrame = onFrame;
  }

  /** The newest picture; undefined before the first. */
  get newest(): FrameTimes | undefined {
    return this.#newest;
  }

  /** What is known now. */
  get facts(): Omit<PictureFacts, 'staleAfterMs'> {
    const nowMs = performance.now();
    const since = (momentMs: number | undefined) =>
      momentMs === undefined ? undefined : nowMs - momentMs;
    return { lastFrameAgeMs: since(this.#lastFrameAtMs), waitedMs: since(this.#waitsSinceMs) };
  }

  /** Begin or go on watching: pictures can be expected from now on. */
  restart(): void {
    this.stop();
    this.#waitsSinceMs = performance.now();
    if ('requestVideoFrameCallback' in this.#video) this.#awaitFrame();
    else this.#countFrames();
  }

  /** Forget the picture: another stream will be shown. */
  forget(): void {
    this.#lastFrameAtMs = undefined;
    this.#newest = undefined;
    this.#isFromNetwork = false;
  }

  /** Watch no longer. */
  stop(): void {
    if (this.#callback !== undefined) this.#video.cancelVideoFrameCallback(this.#callback);
    this.#endPoll?.();
    this.#callback = undefined;
  }

  #awaitFrame(): void {
    this.#callback = this.#video.requestVideoFrameCallback((_nowMs, times) => {
      const { rtpTimestamp } = times;
      this.#awaitFrame();
      this.#isFromNetwork ||= rtpTimestamp !== undefined;
      // Chromium paints a picture of its own when tracks are exchanged, which is not a sign of life.
      if (!this.#isFromNetwork || rtpTimestamp !== undefined) this.#frame(times);
    });
  }

  #countFrames(): void {
    const count = (): number => this.#video.getVideoPlaybackQuality().totalVideoFrames;
    let counted = count();
    const view = this.#video.ownerDocument.defaultView ?? window;
    const timer = view.setInterval(() => {
      const now = count();
      if (now !== counted) this.#frame({ expectedDisplayTime: view.performance.now() });
      counted = now;
    }, POLL_MS);
    this.#endPoll = () => {
      view.clearInterval(timer);
    };
  }

  #frame(times: FrameTimes): void {
    this.#lastFrameAtMs = performance.now();
    this.#newest = inOurTime(times, this.#video.ownerDocument.defaultView ?? window);
    this.#waitsSinceMs = undefined;
    this.#onFrame();
  }
}

/** Each window counts from a zero of its own, and a video may be shown in another one than ours. */
function inOurTime({ expectedDisplayTime, captureTime }: FrameTimes, view: Window): FrameTimes {
  const aheadMs = view === window ? 0 : performance.now() - view.performance.now();
  return {
    expectedDisplayTime: expectedDisplayTime + aheadMs,
    captureTime: captureTime === undefined ? undefined : captureTime + aheadMs,
  };
}
