import { canvasTrack } from '../media/canvas-track.js';
import { framesOfTrack, trackOfFrames } from '../media/insertable-streams.js';
import { drawPicture, type Picture } from '../media/picture.js';
import { readVideo } from '../media/video-frames.js';
import { reportCallbackError } from '../subscriptions/listeners.js';

/** Makes the picture that is sent out of the one that was captured, which is closed for it. */
export type PreprocessFrame = (frame: VideoFrame) => Picture | Promise<Picture>;

/** A track made of another one. */
export interface ProcessedTrack {
  readonly track: MediaStreamTrack;
  readonly stop: () => void;
}

/** What the main thread sends to a worker: streams where the browser has them, else frame by frame. */
interface WorkerOrder {
  readonly rtcbot: {
    readonly readable?: ReadableStream<VideoFrame> | undefined;
    readonly writable?: WritableStream<VideoFrame> | undefined;
    readonly frame?: VideoFrame | undefined;
  };
}

/**
 * In a worker of your own: let this function preprocess the frames of the camera that was given the worker.
 *
 * @example
 * ```ts
 * // worker.ts
 * servePreprocessFrame((frame) => inverted(frame));
 * // page
 * const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
 * const camera = new CVCamera({ preprocessframe: worker });
 * ```
 */
export function servePreprocessFrame(preprocessframe: PreprocessFrame): void {
  const port = globalThis as unknown as MessagePort;
  port.addEventListener('message', ({ data }: MessageEvent<Partial<WorkerOrder> | null>) => {
    const { readable, writable, frame } = data?.rtcbot ?? {};
    if (readable && writable) pipe(readable, preprocessframe, writable);
    if (!frame) return;
    void preprocess(frame, preprocessframe).then((rtcbot) => {
      port.postMessage({ rtcbot }, rtcbot ? [rtcbot] : []);
    });
  });
}

/**
 * Send `track`'s frames through `how`.
 * @param how - a function, or a worker that calls `servePreprocessFrame`
 */
export function preprocessTrack(
  track: MediaStreamTrack,
  how: PreprocessFrame | Worker,
): ProcessedTrack {
  const readable = framesOfTrack<VideoFrame>(track);
  const generator = readable && trackOfFrames<VideoFrame>();
  if (!generator) return drawTrack(track, how);
  const { writable } = generator;
  if (typeof how === 'function') pipe(readable, how, writable);
  else how.postMessage({ rtcbot: { readable, writable } }, [readable, writable]);
  return {
    track: generator,
    stop: () => {
      generator.stop();
    },
  };
}

/** For browsers without insertable streams: paints the pictures on a canvas, and captures that. */
function drawTrack(track: MediaStreamTrack, how: PreprocessFrame | Worker): ProcessedTrack {
  const canvas = document.createElement('canvas');
  const drawn = canvasTrack(canvas);
  const stopping = new AbortController();
  let isBusy = false;
  const onFrame = async (frame: VideoFrame): Promise<void> => {
    if (isBusy) {
      frame.close();
      return;
    }
    isBusy = true;
    const picture = await (typeof how === 'function' ? preprocess(frame, how) : sendTo(how, frame));
    isBusy = false;
    if (picture) drawPicture(canvas, picture);
  };
  readVideo(track, (frame) => void onFrame(frame), stopping.signal);
  return {
    track: drawn,
    stop: () => {
      stopping.abort();
      drawn.stop();
    },
  };
}

function sendTo(worker: Worker, frame: VideoFrame): Promise<VideoFrame | undefined> {
  return new Promise((resolve) => {
    const answered = new AbortController();
    const onMessage = ({ data }: MessageEvent<{ rtcbot?: VideoFrame } | null>): void => {
      if (!data || !('rtcbot' in data)) return;
      answered.abort();
      resolve(data.rtcbot);
    };
    worker.addEventListener('message', onMessage, { signal: answered.signal });
    worker.postMessage({ rtcbot: { frame } }, [frame]);
  });
}

function pipe(
  readable: ReadableStream<VideoFrame>,
  preprocessframe: PreprocessFrame,
  writable: WritableStream<VideoFrame>,
): void {
  const through = new TransformStream<VideoFrame, VideoFrame>({
    transform: async (frame, controller) => {
      const result = await preprocess(frame, preprocessframe);
      if (result) controller.enqueue(result);
    },
  });
  readable
    .pipeThrough(through)
    .pipeTo(writable)
    .catch(() => undefined); // the camera was closed
}

/** The frame to send in place of `frame`, which is closed unless it is the same; none if the function threw. */
async function preprocess(
  frame: VideoFrame,
  preprocessframe: PreprocessFrame,
): Promise<VideoFrame | undefined> {
  const { timestamp } = frame;
  let result: Picture | undefined;
  try {
    result = await preprocessframe(frame);
    return result instanceof VideoFrame ? result : new VideoFrame(result, { timestamp });
  } catch (error) {
    reportCallbackError(error);
    return undefined;
  } finally {
    if (result !== frame) frame.close();
  }
}
