import { type FileHandle, open } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import { MediaAccessError } from '@rtcbot-web/sdk/subscriptions';
import { findMjpegFault, findY4mFault, readAt } from './video-file.js';
import type { MediaKind } from '../../wire/media.js';

interface FileFormat {
  readonly extension: string;
  readonly isHead: (head: Buffer) => boolean;
  /** What Chromium cannot play in it, although it begins as it should. */
  readonly findFault?: (file: FileHandle, size: number) => Promise<string | undefined>;
}

/** The only formats that Chromium's file sources play; it chooses by the file's extension. */
const FORMATS: Readonly<Record<MediaKind, readonly FileFormat[]>> = {
  camera: [
    {
      extension: '.y4m',
      isHead: (head) => head.toString('latin1').startsWith('YUV4MPEG2'),
      findFault: findY4mFault,
    },
    {
      extension: '.mjpeg',
      isHead: (head) => head[0] === 0xff && head[1] === 0xd8,
      findFault: findMjpegFault,
    },
  ],
  microphone: [
    { extension: '.wav', isHead: (head) => /^RIFF.{4}WAVE/s.test(head.toString('latin1')) },
  ],
};
const HEAD_BYTES = 12;

/** How to make such a file out of any other. */
const REMEDY: Readonly<Record<MediaKind, (file: string) => string>> = {
  camera: (file) => `convert it with: ffmpeg -i "${file}" -pix_fmt yuv420p camera.y4m`,
  microphone: (file) => `convert it with: ffmpeg -i "${file}" -c:a pcm_s16le microphone.wav`,
};

/**
 * Check that Chromium can play a file as a camera or a microphone, which it would not say by itself.
 * @returns the file's absolute path
 * @throws MediaAccessError `camera-missing` or `microphone-missing` if it is not there, not readable, or of
 *   another format; `media-failed` if Chromium could not play it to its end
 */
export async function checkMediaFile(kind: MediaKind, path: string): Promise<string> {
  const absolute = resolve(path);
  const fail = (what: string, cause?: unknown): never => {
    throw new MediaAccessError(`${kind}-missing`, `${kind} file ${absolute} ${what}`, { cause });
  };
  if (path.startsWith('/dev/')) fail(`is a device: name the ${kind} by its label instead.`);
  const extension = extname(absolute).toLowerCase();
  const format = FORMATS[kind].find((known) => known.extension === extension);
  const fault = await look(absolute, format).catch((error: unknown) => {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    return fail(code === 'ENOENT' ? 'does not exist.' : `cannot be read (${code}).`, error);
  });
  if (fault === 'format') {
    const known = FORMATS[kind].map((each) => each.extension).join(' or ');
    fail(`is not a ${known} file; ${REMEDY[kind](absolute)}`);
  }
  if (fault !== undefined) {
    const message = `${kind} file ${absolute} cannot be played: ${fault}; ${REMEDY[kind](absolute)}`;
    throw new MediaAccessError('media-failed', message);
  }
  return absolute;
}

/** What is wrong with a file: `format` if it is another one than it says. */
async function look(path: string, format: FileFormat | undefined): Promise<string | undefined> {
  const file = await open(path);
  try {
    const head = await readAt(file, 0, HEAD_BYTES);
    if (!format?.isHead(head)) return 'format';
    return await format.findFault?.(file, (await file.stat()).size);
  } finally {
    await file.close();
  }
}
