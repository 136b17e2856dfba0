import type { StartFrames } from '../../wire/messages.js';
import type { Cameras } from '../media/cameras.js';
import { tellHost } from '../host.js';
import { encodeFrame } from './frame-encoding.js';

/** A frame may come this much early and still be in time, as cameras are not exact. */
const EARLY_MS = 4;

/** What ends each feed. */
const feeds = new Map<number, () => void>();

/**
 * Upload frames of a camera to the host from now on, one at a time: what comes while one is under way is left out, so the host
 * gets the newest, and nothing piles up.
 */
export function startFrames(request: StartFrames, cameras: Cameras): void {
  const { feed, camera, maxFps } = request;
  stopFrames(feed);
  const warn = (error: unknown): void => {
    tellHost({ type: 'warning', message: `frames of ${camera}: ${String(error)}` });
  };
  try {
    const source = cameras.get(camera);
    const { frames } = source;
    const isDue = pace(1_000 / maxFps);
    const stop = (): void => {
      frames.unsubscribe(onFrame);
      stopWatching();
    };
    const onFrame = async (frame: VideoFrame): Promise<void> => {
      if (!isDue()) return;
      const isWanted = await upload(frame, request).catch(warn);
      if (!isWanted) stop();
    };
    frames.subscribe(onFrame);
    const stopWatching = source.watch();
    feeds.set(feed, stop);
  } catch (error) {
    warn(error);
  }
}

/** Upload no more of them. */
export function stopFrames(feed: number): void {
  feeds.get(feed)?.();
  feeds.delete(feed);
}

/** Says of each frame whether it is due: in step with the wanted rate; after a pause from now on. */
function pace(intervalMs: number): () => boolean {
  let dueMs = 0;
  return () => {
    const nowMs = performance.now();
    if (nowMs + EARLY_MS < dueMs) return false;
    dueMs = Math.max(dueMs + intervalMs, nowMs);
    return true;
  };
}

/** Resolves to whether the host wants more. */
async function upload(frame: VideoFrame, request: StartFrames): Promise<boolean> {
  const timestampMs = Date.now();
  const { width, height, body } = await encodeFrame(frame, request);
  const query = `width=${width}&height=${height}&timestampMs=${timestampMs}`;
  const url = `frames/${request.feed}?${query}`;
  const { status } = await fetch(url, { method: 'POST', body });
  return status === 204;
}
