import { open } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import { MediaAccessError } from '@rtcbot-web/sdk/subscriptions';
import type { MediaKind } from '../../wire/media.js';

interface FileFormat {
  readonly extension: string;
  readonly isHead: (head: Buffer) => boolean;
}

/** The only formats that Chromium's file sources play; it chooses by the file's extension. */
const FORMATS: Readonly<Record<MediaKind, readonly FileFormat[]>> = {
  camera: [
    { extension: '.y4m', isHead: (head) => head.toString('latin1').startsWith('YUV4MPEG2') },
    { extension: '.mjpeg', isHead: (head) => head[0] === 0xff && head[1] === 0xd8 },
  ],
  microphone: [
    { extension: '.wav', isHead: (head) => /^RIFF.{4}WAVE/s.test(head.toString('latin1')) },
  ],
};
const HEAD_BYTES = 12;

/** How to make such a file out of any other. */
const REMEDY: Readonly<Record<MediaKind, string>> = {
  camera: 'convert it with: ffmpeg -i <file> -pix_fmt yuv420p camera.y4m',
  microphone: 'convert it with: ffmpeg -i <file> -c:a pcm_s16le microphone.wav',
};

/**
 * Check that Chromium can play a file as a camera or a microphone, which it would not say by itself.
 * @returns the file's absolute path
 * @throws MediaAccessError `camera-missing` or `microphone-missing` if it is not there, not readable, or of
 *   another format
 */
export async function checkMediaFile(kind: MediaKind, path: string): Promise<string> {
  const absolute = resolve(path);
  const fail = (what: string, cause?: unknown): never => {
    throw new MediaAccessError(`${kind}-missing`, `${kind} file ${absolute} ${what}`, { cause });
  };
  if (path.startsWith('/dev/')) fail(`is a device: name the ${kind} by its label instead.`);
  const head = await readHead(absolute).catch((error: unknown) => {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    return fail(code === 'ENOENT' ? 'does not exist.' : `cannot be read (${code}).`, error);
  });
  const extension = extname(absolute).toLowerCase();
  const format = FORMATS[kind].find((known) => known.extension === extension);
  if (!format?.isHead(head)) {
    const known = FORMATS[kind].map((each) => each.extension).join(' or ');
    fail(`is not a ${known} file; ${REMEDY[kind]}`);
  }
  return absolute;
}

async function readHead(path: string): Promise<Buffer> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
