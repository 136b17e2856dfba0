import { RtcError } from '@rtcbot-web/sdk';

/** How a picture is kept. */
export interface SnapshotOptions {
  /** MIME type, of those that the browser writes; default `image/png`. */
  readonly type?: string | undefined;
  /** For types that lose something: 0 to 1. */
  readonly quality?: number | undefined;
  /** In pixels, the height follows; default: as the picture comes. */
  readonly width?: number | undefined;
}

/**
 * The picture that a video shows, as an image.
 * @throws RtcError `bad-state` if there is none yet, `bad-argument` for a width that cannot be
 */
export async function snapshotOf(
  video: HTMLVideoElement,
  { type = 'image/png', quality, width = video.videoWidth }: SnapshotOptions,
): Promise<Blob> {
  const { videoWidth, videoHeight, readyState } = video;
  if (videoWidth === 0 || readyState < HTMLMediaElement.HAVE_CURRENT_DATA) {
    throw new RtcError('bad-state', 'There is no picture yet.');
  }
  if (!(width >= 1 && width <= MAX_WIDTH)) {
    throw new RtcError('bad-argument', `A width is 1 to ${MAX_WIDTH} pixels, not ${width}.`);
  }
  const height = Math.max(1, Math.round((width * videoHeight) / videoWidth));
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext('2d')?.drawImage(video, 0, 0, width, height);
  return canvas.convertToBlob({ type, ...(quality === undefined ? {} : { quality }) });
}

/** What browsers draw on. */
const MAX_WIDTH = 16_384;
