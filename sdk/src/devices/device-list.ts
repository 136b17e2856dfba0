import { MediaAccessError } from '../errors.js';

/** Cameras, microphones, speakers, in the browser's words. */
export type DeviceKind = MediaDeviceKind;

/** What people call them, and the code for one that is not there. */
const NAMES = {
  videoinput: ['camera', 'camera-missing'],
  audioinput: ['microphone', 'microphone-missing'],
  audiooutput: ['speaker', 'media-failed'],
} as const;

/**
 * The cameras, microphones and speakers of this machine.
 *
 * Browsers hide labels and ids until the user has allowed the page to use such a device. Those of the kind that
 * is named are asked for, with a prompt if need be; without a kind nobody is asked.
 *
 * @param kind - `videoinput`, `audioinput` or `audiooutput`; by default all
 * @throws DOMException as getUserMedia does, TypeError on a page that is not secure
 * @example
 * ```ts
 * const cameras = await listDevices('videoinput');
 * const camera = new CVCamera({ device: cameras.at(-1)?.label });
 * ```
 */
export async function listDevices(kind?: DeviceKind): Promise<MediaDeviceInfo[]> {
  const list = async (): Promise<MediaDeviceInfo[]> => {
    const devices = await navigator.mediaDevices.enumerateDevices();
    return devices.filter((device) => !kind || device.kind === kind);
  };
  const devices = await list();
  if (!kind || devices.every(({ label }) => label)) return devices;
  const media = kind === 'videoinput' ? 'video' : 'audio';
  const stream = await navigator.mediaDevices.getUserMedia({ [media]: true });
  try {
    return await list(); // Firefox tells the names only while something is captured
  } finally {
    for (const track of stream.getTracks()) track.stop();
  }
}

/**
 * The device that is meant by an id, a label, a part of a label in any case, or a number from 0.
 * @throws MediaAccessError that lists what is there; and as {@link listDevices}
 */
export async function findDevice(
  kind: DeviceKind,
  wanted: string | number,
): Promise<MediaDeviceInfo> {
  const devices = await listDevices(kind);
  const name = String(wanted).toLowerCase();
  const found =
    typeof wanted === 'number'
      ? devices[wanted]
      : (devices.find(({ deviceId, label }) => deviceId === wanted || label === wanted) ??
        devices.find(({ label }) => label.toLowerCase().includes(name)));
  if (found) return found;
  const labels = devices.map(({ label }) => `"${label}"`).join(', ') || 'none';
  const [device, code] = NAMES[kind];
  throw new MediaAccessError(
    code,
    `There is no ${device} ${typeof wanted === 'number' ? `number ${wanted}` : `"${wanted}"`}. Available: ${labels}.`,
  );
}
