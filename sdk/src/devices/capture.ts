import { MediaAccessError } from '../errors.js';
import { findDevice } from './device-list.js';
import { DEVICE_NAMES, type CaptureKind } from './media-access.js';
import type { ProcessedTrack } from './preprocess-frames.js';
import { countsPictures, nextPicture } from './stall-watch.js';

/** Opens a track in place of getUserMedia. */
export type OpenTrack = (constraints: MediaTrackConstraints) => Promise<MediaStreamTrack>;

/** How a device is captured. */
export interface CaptureRequest {
  readonly kind: CaptureKind;
  readonly device: string | number | undefined;
  readonly constraints: MediaTrackConstraints;
  readonly open?: OpenTrack | undefined;
  readonly openTimeoutMs?: number | undefined;
  readonly stallMs?: number | undefined;
  readonly process?: ((track: MediaStreamTrack) => ProcessedTrack) | undefined;
}

/** A device that is open. */
export interface Capture {
  /** The device's own track. */
  readonly track: MediaStreamTrack;
  /** What is made of it. */
  readonly shown: MediaStreamTrack;
  /** Let go of it. */
  readonly release: () => void;
}

/**
 * Open a device.
 * @param onLost - called when it has ended by itself, or gives no pictures any more
 * @throws MediaAccessError, and as getUserMedia
 */
export async function openCapture(
  request: CaptureRequest,
  onLost: (loss: MediaAccessError) => void,
): Promise<Capture> {
  const track = await inTime(openTrack(request), request.openTimeoutMs);
  const stallMs = countsPictures(track) ? (request.stallMs ?? 0) : 0;
  const name = DEVICE_NAMES[request.kind];
  const unplugged = (): MediaAccessError =>
    new MediaAccessError(
      `${name}-missing`,
      `The ${name} "${track.label}" was unplugged, or it failed.`,
    );
  const stalled = (): MediaAccessError =>
    new MediaAccessError('media-failed', `The ${name} "${track.label}" gives no pictures.`);
  let seen = stallMs > 0 ? await nextPicture(track, stallMs) : undefined;
  if (track.readyState === 'ended') throw unplugged();
  if (stallMs > 0 && seen === undefined) {
    track.stop();
    throw stalled();
  }
  const ending = new AbortController();
  const onEnded = (): void => {
    onLost(unplugged());
  };
  track.addEventListener('ended', onEnded, ending);
  const watch = async (): Promise<void> => {
    while (seen !== undefined) seen = await nextPicture(track, stallMs, seen);
    if (!ending.signal.aborted) onLost(stalled());
  };
  if (seen !== undefined) void watch();
  const processed = request.process?.(track);
  const release = (): void => {
    ending.abort();
    processed?.stop();
    track.stop();
  };
  return { track, shown: processed?.track ?? track, release };
}

async function openTrack(request: CaptureRequest): Promise<MediaStreamTrack> {
  const { kind, device, constraints, open } = request;
  if (open) return open(constraints);
  const wanted = { ...constraints };
  if (device !== undefined) {
    wanted.deviceId = { exact: (await findDevice(`${kind}input`, device)).deviceId };
  }
  const stream = await navigator.mediaDevices.getUserMedia({ [kind]: wanted });
  const [track] = stream.getTracks() as [MediaStreamTrack];
  return track;
}

/** A device that hangs keeps browsers waiting for ever; one that opens too late is let go. */
function inTime(opening: Promise<MediaStreamTrack>, withinMs = 0): Promise<MediaStreamTrack> {
  if (withinMs <= 0) return opening;
  return new Promise((resolve, reject) => {
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      reject(new DOMException('it does not answer', 'AbortError'));
    }, withinMs);
    opening.then((track) => {
      clearTimeout(timer);
      if (isLate) track.stop();
      else resolve(track);
    }, reject);
  });
}
