import { MediaAccessError } from '@rtcbot-web/sdk';
import type { DeviceReport, DeviceRequest, MediaKind, SourceSettings } from '../../wire/media.js';

import { drawCamera } from './drawn-camera.js';

const DEVICE_KIND = {
  camera: 'videoinput',
  microphone: 'audioinput',
  speaker: 'audiooutput',
} as const;
/** A device that hangs keeps browsers waiting for ever. */
const OPEN_TIMEOUT_MS = 20_000;
const TRACK_KIND = { camera: 'video', microphone: 'audio' } as const;

/** What to choose instead of a device that is not there. */
const INSTEAD = {
  camera: 'connect one, or take --camera test for a test picture, --camera none for no picture',
  microphone: 'connect one, or take --microphone test for a beep, --microphone none for no sound',
} as const;

/** Names of getUserMedia's errors, and what they mean. */
const MEANINGS: Readonly<
  Record<string, { code: 'media-busy' | 'media-denied' | 'missing'; text: string }>
> = {
  NotFoundError: { code: 'missing', text: 'none was found' },
  OverconstrainedError: { code: 'missing', text: 'it is gone' },
  NotReadableError: { code: 'media-busy', text: 'another program uses it, or it is broken' },
  AbortError: { code: 'media-busy', text: 'it did not start' },
  NotAllowedError: { code: 'media-denied', text: 'the system does not allow it' },
};

/**
 * Open the camera or the microphone that is asked for.
 * @returns its track; undefined if none is wanted, or none is there and none required
 * @throws MediaAccessError if it cannot be opened
 */
export async function openDevice(
  kind: MediaKind,
  request: DeviceRequest,
  settings: SourceSettings,
): Promise<MediaStreamTrack | undefined> {
  if (request.type === 'none') return undefined;
  if (request.type === 'script') return drawCamera(request.url, settings);
  try {
    return await inTime(find(kind, request, settings));
  } catch (error) {
    const named = toMediaError(kind, error);
    const missing = named.code === `${kind}-missing`;
    if (missing && request.type === 'any' && !request.required) return undefined;
    throw named;
  }
}

/** List the machine's devices, each name once. */
export async function listDevices(): Promise<DeviceReport[]> {
  const devices = await navigator.mediaDevices.enumerateDevices();
  return (['camera', 'microphone', 'speaker'] as const).flatMap((kind) => {
    const labels = devices
      .filter((device) => device.kind === DEVICE_KIND[kind] && device.deviceId !== '')
      .map(({ label }) => label);
    return [...new Set(labels)].map((label) => ({ kind, label }));
  });
}

/**
 * Find the device with this label, or else one with this in its label.
 * @throws MediaAccessError that lists what is there
 */
export async function findDevice(
  kind: MediaKind | 'speaker',
  label: string,
): Promise<MediaDeviceInfo> {
  const devices = (await navigator.mediaDevices.enumerateDevices()).filter(
    (device) => device.kind === DEVICE_KIND[kind] && device.deviceId !== '',
  );
  const wanted = label.toLowerCase();
  const found =
    devices.find((device) => device.label === label) ??
    devices.find((device) => device.label.toLowerCase().includes(wanted));
  if (found) return found;
  const there = devices.map((device) => `"${device.label}"`).join(', ') || 'none';
  throw new MediaAccessError(
    kind === 'speaker' ? 'media-failed' : `${kind}-missing`,
    `No ${kind} is called "${label}". Available: ${there}.`,
  );
}

/**
 * What sizes are wished for. A rate is an upper limit: frames are dropped to keep it. Test sources and files come as
 * they are unless something else is said.
 */
export function cameraWishes(
  { width, height, frameRate }: SourceSettings,
  processed: boolean,
): MediaTrackConstraints {
  const pixels = {
    width: width ?? (processed && !height ? 640 : undefined),
    height: height ?? (processed && !width ? 480 : undefined),
  };
  return {
    ...(pixels.width ? { width: { ideal: pixels.width } } : {}),
    ...(pixels.height ? { height: { ideal: pixels.height } } : {}),
    frameRate: frameRate ? { ideal: frameRate, max: frameRate } : { ideal: 30 },
  };
}

/** Whether a device of the machine is asked for, not a test source or a file. */
export function isProcessed(request: DeviceRequest): boolean {
  return request.type === 'device' || (request.type === 'any' && request.processed);
}

async function find(
  kind: MediaKind,
  request: DeviceRequest,
  settings: SourceSettings,
): Promise<MediaStreamTrack> {
  const constraints = await deviceConstraints(kind, request);
  return capture(kind, { ...wishes(kind, request, settings), ...constraints });
}

async function inTime(opening: Promise<MediaStreamTrack>): Promise<MediaStreamTrack> {
  let timer;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new DOMException('It does not answer.', 'AbortError'));
      // One that opens later would be in the way of the next attempt.
      opening.then(
        (track) => {
          track.stop();
        },
        () => undefined,
      );
    }, OPEN_TIMEOUT_MS);
  });
  try {
    return await Promise.race([opening, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** A robot's sound is what is around it, so only the echo of its own speaker is taken out of it. */
function wishes(
  kind: MediaKind,
  request: DeviceRequest,
  settings: SourceSettings,
): MediaTrackConstraints {
  const processed = isProcessed(request);
  return kind === 'microphone'
    ? { echoCancellation: processed, noiseSuppression: false, autoGainControl: false }
    : cameraWishes(settings, processed);
}

async function deviceConstraints(
  kind: MediaKind,
  request: DeviceRequest,
): Promise<MediaTrackConstraints> {
  if (request.type !== 'device' && request.type !== 'fake') return {};
  const label = request.type === 'fake' ? `fake_device_${request.index}` : request.label;
  return { deviceId: { exact: (await findDevice(kind, label)).deviceId } };
}

async function capture(
  kind: MediaKind,
  constraints: MediaTrackConstraints,
): Promise<MediaStreamTrack> {
  const stream = await navigator.mediaDevices.getUserMedia({ [TRACK_KIND[kind]]: constraints });
  const [track] = stream.getTracks();
  if (!track) throw new MediaAccessError('media-failed', `The ${kind} yields no track.`);
  return track;
}

function toMediaError(kind: MediaKind, error: unknown): MediaAccessError {
  if (error instanceof MediaAccessError) return error;
  const name = error instanceof Error ? error.name : '';
  const meaning = MEANINGS[name];
  if (!meaning) {
    return new MediaAccessError('media-failed', `The ${kind} failed: ${String(error)}`);
  }
  const code = meaning.code === 'missing' ? (`${kind}-missing` as const) : meaning.code;
  const advice = meaning.code === 'missing' ? `; ${INSTEAD[kind]}.` : '.';
  return new MediaAccessError(code, `No ${kind}: ${meaning.text}${advice}`, { cause: error });
}
