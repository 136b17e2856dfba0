import { Frames } from './frames.js';
import { framesOfTrack } from './insertable-streams.js';

/**
 * The frames of a video track, the newest wins.
 *
 * Chromium hands them over without a copy and at the track's own pace, in a hidden tab too. Other browsers take
 * them from a hidden video element as it shows them.
 */
export class VideoFrames extends Frames<VideoFrame> {
  /** @param onWanted - called when somebody subscribes */
  constructor(onWanted?: () => void) {
    super({ type: 'VideoFrame', read: readVideo, onWanted });
  }
}

/** Call `onFrame` with each frame of `track`, to be closed by it, until `signal` aborts. */
export function readVideo(
  track: MediaStreamTrack,
  onFrame: (frame: VideoFrame) => void,
  signal: AbortSignal,
): void {
  const frames = framesOfTrack<VideoFrame>(track);
  if (frames) {
    void readFrames(frames, onFrame, signal);
    return;
  }
  const video = document.createElement('video');
  watchVideo(video, new MediaStream([track]), signal, ({ mediaTime }) => {
    let frame: VideoFrame;
    try {
      frame = new VideoFrame(video, { timestamp: Math.round(mediaTime * 1e6) });
    } catch {
      return; // the track ends: the element has been emptied since it showed this one
    }
    onFrame(frame);
  });
}

/** Play `stream` in `video`, muted, and call `onShown` with each frame until `signal` aborts. */
export function watchVideo(
  video: HTMLVideoElement,
  stream: MediaStream,
  signal: AbortSignal,
  onShown: (metadata: VideoFrameCallbackMetadata) => void,
): void {
  const step: VideoFrameRequestCallback = (_now, metadata) => {
    if (signal.aborted) return;
    video.requestVideoFrameCallback(step);
    onShown(metadata);
  };
  video.requestVideoFrameCallback(step);
  Object.assign(video, { muted: true, playsInline: true, srcObject: stream });
  video.play().catch(() => undefined); // muted, so that only the end of the stream can keep it from playing
  signal.addEventListener('abort', () => {
    video.srcObject = null;
  });
}

/** Call `onFrame` with each frame of a stream, to be closed by it, until `signal` aborts. */
export async function readFrames<F>(
  frames: ReadableStream<F>,
  onFrame: (frame: F) => void,
  signal: AbortSignal,
): Promise<void> {
  const reader = frames.getReader();
  signal.addEventListener('abort', () => {
    reader.cancel().catch(() => undefined); // it has ended already
  });
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      onFrame(value);
    }
  } catch {
    // The track has ended; whoever owns it says so.
  }
}
