import { RtcError } from '@rtcbot-web/sdk/subscriptions';
import type { DeviceRequest, MediaKind } from './bridge-messages.js';

/**
 * Where picture or sound come from: the machine's default device, Chromium's test picture or beep, nothing, the
 * device of a label (a part of it is enough), or a file that is played over and over (`.y4m` or `.mjpeg` for
 * the camera, `.wav` for the microphone).
 */
export type MediaSource =
  'default' | 'test' | 'none' | { readonly device: string } | { readonly file: string };

/** Both sources of a robot. A microphone that nobody asked for is used if there is one. */
export interface MediaSources {
  readonly camera: MediaSource;
  readonly microphone: MediaSource | 'if-present';
}

const WORDS = ['default', 'test', 'none'] as const;
const FILE = /^(\/|\.{1,2}\/|~\/|[a-z]:\\)|\.(y4m|mjpe?g|wav)$/i;

/**
 * Read a source from a command line: `default`, `test`, `none`, a file's path, or else a device's label.
 * @throws RtcError `bad-argument` if it is empty
 */
export function parseMediaSource(text: string): MediaSource {
  const word = WORDS.find((known) => known === text);
  if (word) return word;
  if (text.trim() === '') {
    throw new RtcError('bad-argument', 'Give default, test, none, a device label or a file.');
  }
  return FILE.test(text) ? { file: text } : { device: text };
}

/**
 * Fill in what was not given, and refuse what Chromium cannot do: its fake devices replace the real ones of both
 * kinds.
 * @throws RtcError `bad-argument` for a real device beside a test or file source
 */
export function resolveMediaSources(
  camera: MediaSource = 'default',
  microphone?: MediaSource,
): MediaSources {
  if (isFake(camera) && microphone === undefined) {
    return { camera, microphone: camera === 'test' ? 'test' : 'none' };
  }
  const sources: MediaSources = { camera, microphone: microphone ?? 'if-present' };
  if (usesFakeDevices(sources) && (isReal(camera) || isReal(sources.microphone))) {
    throw new RtcError(
      'bad-argument',
      'A real device cannot be combined with a test or file source: choose "test", "none" or a file for the other one too.',
    );
  }
  return sources;
}

/** Whether Chromium's fake devices are needed. */
export function usesFakeDevices({ camera, microphone }: MediaSources): boolean {
  return isFake(camera) || isFake(microphone);
}

/** What the page is to ask the browser for. */
export function deviceRequest(source: MediaSources[MediaKind]): DeviceRequest {
  if (source === 'none') return { type: 'none' };
  if (source === 'if-present') return { type: 'any', required: false, processed: true };
  if (typeof source === 'object' && 'device' in source) {
    return { type: 'device', label: source.device };
  }
  return { type: 'any', required: true, processed: !isFake(source) };
}

function isFake(source: MediaSources[MediaKind]): boolean {
  return source === 'test' || (typeof source === 'object' && 'file' in source);
}

function isReal(source: MediaSources[MediaKind]): boolean {
  return source !== 'none' && !isFake(source);
}
