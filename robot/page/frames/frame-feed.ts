import type { StartFrames } from '../../wire/messages.js';
import type { Camera } from '../media/camera.js';
import { encodeFrame } from './frame-encoding.js';
import { tellHost } from '../host.js';

/** Chromium's reader of a track's frames, which TypeScript does not know. */
declare class MediaStreamTrackProcessor {
  constructor(init: { track: MediaStreamTrack; maxBufferSize?: number });
  readonly readable: ReadableStream<VideoFrame>;
}

/** A frame may come this much early and still be in time, as cameras are not exact. */
const EARLY_MS = 4;

/**
 * Uploads frames of a camera to the host, one at a time: what comes while one is under way is left out, so the host
 * gets the newest, and nothing piles up.
 */
export class FrameFeed {
  readonly #request: StartFrames;
  readonly #camera: Camera;
  readonly #ending = new AbortController();
  #reader: ReadableStreamDefaultReader<VideoFrame> | undefined;
  #track: MediaStreamTrack | undefined;
  #dueMs = 0;

  constructor(request: StartFrames, camera: Camera) {
    this.#request = request;
    this.#camera = camera;
    camera.onChange(() => {
      this.#follow();
    }, this.#ending);
    this.#follow();
  }

  /** Stop. */
  close(): void {
    this.#ending.abort();
    this.#stopReading();
  }

  #follow(): void {
    const { device } = this.#camera;
    this.#stopReading();
    if (!device || this.#ending.signal.aborted) return;
    // A clone of its own: what is done to it is nothing to the operators' picture.
    this.#track = device.clone();
    const { readable } = new MediaStreamTrackProcessor({ track: this.#track, maxBufferSize: 1 });
    this.#reader = readable.getReader();
    this.#readAll(this.#reader).catch((error: unknown) => {
      tellHost({ type: 'warning', message: `frames of ${this.#camera.name}: ${String(error)}` });
    });
  }

  #stopReading(): void {
    this.#reader?.cancel().catch(() => undefined);
    this.#reader = undefined;
    this.#track?.stop();
  }

  async #readAll(reader: ReadableStreamDefaultReader<VideoFrame>): Promise<void> {
    while (this.#reader === reader) {
      const { value: frame, done } = await reader.read();
      if (done) return;
      try {
        if (this.#isDue()) await this.#upload(frame);
      } finally {
        frame.close();
      }
    }
  }

  #isDue(): boolean {
    const nowMs = performance.now();
    if (nowMs + EARLY_MS < this.#dueMs) return false;
    const intervalMs = 1_000 / this.#request.maxFps;
    // In step with the wanted rate; after a pause from now on.
    this.#dueMs = Math.max(this.#dueMs + intervalMs, nowMs);
    return true;
  }

  async #upload(frame: VideoFrame): Promise<void> {
    const timestampMs = Date.now();
    const { width, height, body } = await encodeFrame(frame, this.#request);
    const query = `width=${width}&height=${height}&timestampMs=${timestampMs}`;
    const url = `frames/${this.#request.feed}?${query}`;
    const { status } = await fetch(url, { method: 'POST', body });
    // The host does not want them any more.
    if (status !== 204) this.close();
  }
}
