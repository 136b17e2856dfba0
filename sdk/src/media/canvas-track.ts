/** A video track of what a canvas shows. */
export function canvasTrack(canvas: HTMLCanvasElement, fps?: number): MediaStreamTrack {
  canvas.getContext('2d'); // Firefox captures only a canvas that has one
  const [track] = canvas.captureStream(fps).getVideoTracks() as [MediaStreamTrack];
  return track;
}

/**
 * Draws a picture.
 * @param frame - when it is drawn, by the clock of `performance.now()`, and how many were drawn before it
 */
export type DrawPicture = (
  context: CanvasRenderingContext2D,
  frame: { readonly timeMs: number; readonly number: number },
) => void;

/** The pictures of a {@link drawnTrack}. */
export interface DrawnTrackOptions {
  /** Pixels; default 640. */
  readonly width?: number | undefined;
  /** Pixels; default 480. */
  readonly height?: number | undefined;
  /** Frames per second; default 30. */
  readonly fps?: number | undefined;
  /** Asked before each frame whether anybody watches; while nobody does, one frame a second is drawn. By default somebody does. */
  readonly isWatched?: (() => boolean) | undefined;
}

/** How often a picture is drawn that nobody watches, in ms: who comes is not to see an old one first. */
const UNWATCHED_MS = 1_000;

/**
 * A video track whose pictures a function draws, until the track is stopped: a test picture, a map, an instrument.
 *
 * @param draw - called for each frame, with a blank canvas
 * @example
 * ```ts
 * const clock = drawnTrack((context) => context.fillText(new Date().toISOString(), 20, 20));
 * conn.video.putSubscription(clock);
 * ```
 */
export function drawnTrack(
  draw: DrawPicture,
  { width = 640, height = 480, fps = 30, isWatched = () => true }: DrawnTrackOptions = {},
): MediaStreamTrack {
  const canvas = Object.assign(document.createElement('canvas'), { width, height });
  const context = canvas.getContext('2d', { alpha: false });
  const track = canvasTrack(canvas, fps);
  let number = 0;
  let drawnMs = -Infinity;
  const paint = (): void => {
    const timeMs = performance.now();
    if (!context || (!isWatched() && timeMs - drawnMs < UNWATCHED_MS)) return;
    drawnMs = timeMs;
    context.reset(); // whatever the last frame left behind
    draw(context, { timeMs, number: number++ });
  };
  // A picture that does not change is drawn again, too: only what is drawn is sent, and who joins later would see nothing.
  const timer = setInterval(() => {
    if (track.readyState === 'ended') clearInterval(timer);
    else paint();
  }, 1_000 / fps);
  paint();
  return track;
}
