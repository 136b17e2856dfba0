import { RtcError } from '@rtcbot-web/sdk/subscriptions';
import type { DeviceRequest } from '../../wire/media.js';
import { scriptUrl } from './camera-scripts.js';

/**
 * Where picture or sound come from: the machine's default device, Chromium's test picture or beep, nothing, the
 * device of a label (a part of it is enough), or a file that is played over and over (`.y4m` or `.mjpeg` for
 * the camera, `.wav` for the microphone).
 */
export type MediaSource =
  'default' | 'test' | 'none' | { readonly device: string } | { readonly file: string };

/** Where a picture comes from: also a script of yours that draws it in the camera page (an ES module). */
export type CameraSource = MediaSource | { readonly script: string };

/** A source that only counts if it is there. */
export type OptionalSource = CameraSource | 'if-present';

const WORDS = ['default', 'test', 'none'] as const;
const SCRIPT = 'script:';
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
 * Read a camera's source from a command line: as above, or `script:` and the path of an ES module.
 * @throws RtcError `bad-argument` if it is empty
 */
export function parseCameraSource(text: string): CameraSource {
  return text.startsWith(SCRIPT) ? { script: text.slice(SCRIPT.length) } : parseMediaSource(text);
}

/** The script that draws a source, if one does. */
export function scriptOf(source: OptionalSource): string | undefined {
  return typeof source === 'object' && 'script' in source ? source.script : undefined;
}

/** The file that a source is, if it is one. */
export function fileOf(source: OptionalSource): string | undefined {
  return typeof source === 'object' && 'file' in source ? source.file : undefined;
}

/** Whether a source needs Chromium's fake devices. */
export function isFake(source: OptionalSource): boolean {
  return source === 'test' || fileOf(source) !== undefined;
}

/** Whether a source is a device of the machine. */
export function isReal(source: OptionalSource): boolean {
  return source !== 'none' && !isFake(source) && scriptOf(source) === undefined;
}

/**
 * What the page is to ask the browser for.
 * @param fakeIndex - which of the fake cameras a test picture is
 */
export function deviceRequest(source: OptionalSource, fakeIndex?: number): DeviceRequest {
  if (source === 'none') return { type: 'none' };
  if (source === 'if-present') return { type: 'any', required: false, processed: true };
  if (typeof source === 'object' && 'device' in source) {
    return { type: 'device', label: source.device };
  }
  if (typeof source === 'object' && 'script' in source) {
    return { type: 'script', url: scriptUrl(source.script) };
  }
  if (source === 'test' && fakeIndex !== undefined) return { type: 'fake', index: fakeIndex };
  return { type: 'any', required: true, processed: !isFake(source) };
}
