import { MediaAccessError, type RtcErrorCode } from '../errors.js';

/** What can be captured, in getUserMedia's word. */
export type CaptureKind = 'video' | 'audio';

/** What people call what captures it. */
export const DEVICE_NAMES = { video: 'camera', audio: 'microphone' } as const;

const CAUSES: readonly (readonly [
  names: RegExp,
  code: RtcErrorCode | 'missing',
  remedy: string,
])[] = [
  [/NotAllowed|Security/, 'media-denied', "allow it in the browser's settings of this site"],
  [/NotFound|Overconstrained/, 'missing', 'plug one in, or choose one of listDevices()'],
  [/NotReadable|Abort/, 'media-busy', 'end other programs that use it'],
  // Without a secure context there is no navigator.mediaDevices at all.
  [/TypeError/, 'media-denied', 'open the page from https:// or http://localhost'],
];

/** What getUserMedia's error means, and what to do. */
export function toMediaAccessError(error: unknown, kind: CaptureKind): MediaAccessError {
  if (error instanceof MediaAccessError) return error;
  const { name, message } = error as Error;
  const device = DEVICE_NAMES[kind];
  const [, code, remedy] = CAUSES.find(([names]) => names.test(name)) ?? [
    name,
    'media-failed',
    'unplug it and plug it in again',
  ];
  return new MediaAccessError(
    code === 'missing' ? `${device}-missing` : code,
    `The ${device} cannot be used: ${message}. Please ${remedy}.`,
    { cause: error },
  );
}
