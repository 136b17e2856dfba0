import { MediaAccessError } from '@rtcbot-web/sdk';
import type {
  CameraReport,
  DeviceRequest,
  MediaKind,
  MicrophoneReport,
} from '../src/bridge-messages.js';
import { tellHost } from './host.js';

const DEVICE_KIND = { camera: 'videoinput', microphone: 'audioinput' } as const;
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
): Promise<MediaStreamTrack | undefined> {
  if (request.type === 'none') return undefined;
  try {
    const constraints = request.type === 'device' ? await findDevice(kind, request.label) : {};
    const processed = request.type === 'device' || request.processed;
    const track = await capture(kind, { ...wishes(kind, processed), ...constraints });
    track.addEventListener('ended', () => {
      tellHost({ type: 'media-ended', kind });
    });
    return track;
  } catch (error) {
    const named = toMediaError(kind, error);
    const missing = named.code === `${kind}-missing`;
    if (missing && request.type === 'any' && !request.required) return undefined;
    throw named;
  }
}

/** Say what camera `track` comes from. */
export function reportCamera(track: MediaStreamTrack | undefined): CameraReport | null {
  if (track?.readyState !== 'live') return null;
  const { width = 0, height = 0, frameRate = 0 } = track.getSettings();
  return { label: track.label, width, height, frameRate };
}

/** Say what microphone `track` comes from. */
export function reportMicrophone(track: MediaStreamTrack | undefined): MicrophoneReport | null {
  return track?.readyState === 'live' ? { label: track.label } : null;
}

/**
 * `processed` is for devices, not for test sources and files: those are sent as they are. A robot's sound is
 * what is around it, so only the echo of its own speaker is taken out of it.
 */
function wishes(kind: MediaKind, processed: boolean): MediaTrackConstraints {
  if (kind === 'microphone') {
    return { echoCancellation: processed, noiseSuppression: false, autoGainControl: false };
  }
  return processed
    ? { width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 30 } }
    : { frameRate: { ideal: 30 } };
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

async function findDevice(kind: MediaKind, label: string): Promise<MediaTrackConstraints> {
  const devices = (await navigator.mediaDevices.enumerateDevices()).filter(
    (device) => device.kind === DEVICE_KIND[kind] && device.deviceId !== '',
  );
  const wanted = label.toLowerCase();
  const found =
    devices.find((device) => device.label === label) ??
    devices.find((device) => device.label.toLowerCase().includes(wanted));
  if (found) return { deviceId: { exact: found.deviceId } };
  const there = devices.map((device) => `"${device.label}"`).join(', ') || 'none';
  throw new MediaAccessError(
    `${kind}-missing`,
    `No ${kind} is called "${label}". There are: ${there}.`,
  );
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
