import type { StartFrames } from '../../wire/messages.js';
import type { Cameras } from '../media/cameras.js';
import { FrameFeed } from './frame-feed.js';
import { tellHost } from '../host.js';

const feeds = new Map<number, FrameFeed>();

/** Upload frames to the host from now on. */
export function startFrames(request: StartFrames, cameras: Cameras): void {
  stopFrames(request.feed);
  try {
    feeds.set(request.feed, new FrameFeed(request, cameras.get(request.camera)));
  } catch (error) {
    tellHost({ type: 'warning', message: `frames of ${request.camera}: ${String(error)}` });
  }
}

/** Upload no more of them. */
export function stopFrames(feed: number): void {
  feeds.get(feed)?.close();
  feeds.delete(feed);
}
