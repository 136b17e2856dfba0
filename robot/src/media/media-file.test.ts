import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { checkMediaFile } from './media-file.js';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'media-file-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

const write = async (name: string, ...parts: (string | Buffer)[]): Promise<string> => {
  const path = join(folder, name);
  await writeFile(path, Buffer.concat(parts.map((part) => Buffer.from(part as string))));
  return path;
};

const HEAD = 'YUV4MPEG2 W6 H3 F30:1 C420jpeg\n';
/** Of 6 times 3 pixels: the halves are rounded up. */
const FRAME = Buffer.concat([Buffer.from('FRAME\n'), Buffer.alloc(6 * 3 + 2 * 3 * 2, 128)]);
const JPEG = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3, 0xff, 0xd9]);

it.each([
  ['one.y4m', [HEAD, FRAME]],
  ['plain.y4m', ['YUV4MPEG2 W6 H3 F30000:1001 Ip A1:1\n', FRAME, FRAME]],
  ['two.mjpeg', [JPEG, JPEG]],
])('takes %s', async (name, parts) => {
  const path = await write(name, ...parts);
  expect(await checkMediaFile('camera', path)).toBe(path);
});

it.each([
  ['cut.y4m', [HEAD, FRAME, FRAME.subarray(0, 20)], 'its last frame is cut off'],
  ['short.y4m', [HEAD, FRAME.subarray(0, 20)], 'it has not one whole frame'],
  ['empty.y4m', [HEAD], 'it has not one whole frame'],
  ['deep.y4m', ['YUV4MPEG2 W6 H3 F30:1 C420p10\n', FRAME], 'its colours are 420p10'],
  ['rich.y4m', ['YUV4MPEG2 W6 H3 F30:1 C444\n', FRAME], 'its colours are 444'],
  ['bare.y4m', ['YUV4MPEG2 F30:1\n', FRAME], 'its head names no size'],
  ['still.y4m', ['YUV4MPEG2 W6 H3 F0:0\n', FRAME], 'its head names no frame rate'],
  ['other.y4m', [HEAD, FRAME, Buffer.alloc(FRAME.length)], 'its frames do not follow one another'],
  ['cut.mjpeg', [JPEG, JPEG.subarray(0, 6)], 'its last frame is cut off'],
])('refuses %s, which Chromium cannot play, with what mends it', async (name, parts, why) => {
  const path = await write(name, ...parts);
  await expect(checkMediaFile('camera', path)).rejects.toMatchObject({
    code: 'media-failed',
    message: expect.stringMatching(
      new RegExp(
        `${name} cannot be played: ${why}.*ffmpeg -i ".*${name}" -pix_fmt yuv420p camera.y4m`,
      ),
    ) as string,
  });
});
