import { RtcError } from '@rtcbot-web/sdk';
import { isOnItsSide, UPRIGHT, type Turn } from '../view/picture-view.js';

/** How a picture is kept. */
export interface SnapshotOptions {
  /** MIME type, of those that the browser writes; default `image/png`. */
  readonly type?: string | undefined;
  /** For types that lose something: 0 to 1. */
  readonly quality?: number | undefined;
  /** In pixels, as the picture is turned; the height follows; default: as the picture comes. */
  readonly width?: number | undefined;
}

/**
 * The whole picture that a video shows, as an image.
 * @param turn - how it is turned in the image
 * @throws RtcError `bad-state` if there is none yet, `bad-argument` for a width that cannot be
 */
export async function snapshotOf(
  video: HTMLVideoElement,
  options: SnapshotOptions,
  turn: Turn = UPRIGHT,
): Promise<Blob> {
  const { type = 'image/png', quality } = options;
  const { videoWidth, videoHeight, readyState } = video;
  if (videoWidth === 0 || readyState < HTMLMediaElement.HAVE_CURRENT_DATA) {
    throw new RtcError('bad-state', 'There is no picture yet.');
  }
  const isTurned = isOnItsSide(turn);
  const [across, down] = isTurned ? [videoHeight, videoWidth] : [videoWidth, videoHeight];
  const width = options.width ?? across;
  if (!(width >= 1 && width <= MAX_WIDTH)) {
    throw new RtcError('bad-argument', `A width is 1 to ${MAX_WIDTH} pixels, not ${width}.`);
  }
  const height = Math.max(1, Math.round((width * down) / across));
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d');
  if (context) drawTurned(context, video, turn);
  return canvas.convertToBlob({ type, ...(quality === undefined ? {} : { quality }) });
}

/** Fill a canvas with what a video shows. */
function drawTurned(
  context: OffscreenCanvasRenderingContext2D,
  video: HTMLVideoElement,
  turn: Turn,
): void {
  const { width, height } = context.canvas;
  context.translate(width / 2, height / 2);
  if (turn.flip) context.scale(-1, 1);
  context.rotate((turn.rotate * Math.PI) / 180);
  const [across, down] = isOnItsSide(turn) ? [height, width] : [width, height];
  context.drawImage(video, -across / 2, -down / 2, across, down);
}

/** What browsers draw on. */
const MAX_WIDTH = 16_384;
