import type { FileHandle } from 'node:fs/promises';

/** A head of a .y4m file is one line; ours are far shorter. */
const MAX_HEAD_BYTES = 1_024;
const FRAME = 'FRAME\n';
const JPEG_END = Buffer.from([0xff, 0xd9]);

/** Read bytes; fewer at the end of the file. */
export async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}

/** What the head of a .y4m file says of its frames. */
interface Y4mHead {
  readonly bytes: number;
  readonly width: number;
  readonly height: number;
  readonly colours: string;
  readonly hasRate: boolean;
}

/**
 * Say what Chromium's player of .y4m files cannot play: it knows 8-bit 4:2:0 alone, no parameters of single frames, and
 * stops for good at a frame that is cut off.
 */
export async function findY4mFault(file: FileHandle, size: number): Promise<string | undefined> {
  const text = (await readAt(file, 0, MAX_HEAD_BYTES)).toString('latin1');
  const line = text.split('\n', 1)[0] ?? '';
  if (line.length === text.length) return 'its head is not a line of text';
  const head = readHead(line);
  return findHeadFault(head) ?? (await findFrameFault(file, size, head));
}

function readHead(line: string): Y4mHead {
  const fields = line.split(' ').slice(1);
  const field = (name: string): string =>
    fields.find((one) => one.startsWith(name))?.slice(1) ?? '';
  const [count, seconds] = field('F').split(':').map(Number);
  return {
    bytes: line.length + 1,
    width: Number(field('W')),
    height: Number(field('H')),
    colours: field('C') || '420',
    hasRate: Number(count) > 0 && Number(seconds) > 0,
  };
}

function findHeadFault({ width, height, colours, hasRate }: Y4mHead): string | undefined {
  if (!(width > 0 && height > 0)) return 'its head names no size';
  if (!hasRate) return 'its head names no frame rate';
  return /^420(jpeg|mpeg2|paldv)?$/.test(colours)
    ? undefined
    : `its colours are ${colours}, not 8-bit 4:2:0`;
}

async function findFrameFault(
  file: FileHandle,
  size: number,
  { bytes: start, width, height }: Y4mHead,
): Promise<string | undefined> {
  const halfPixels = Math.ceil(width / 2) * Math.ceil(height / 2);
  const frameBytes = FRAME.length + width * height + 2 * halfPixels;
  const frames = Math.floor((size - start) / frameBytes);
  if (frames < 1) return 'it has not one whole frame';
  for (const index of [0, frames - 1]) {
    const found = await readAt(file, start + index * frameBytes, FRAME.length);
    if (found.toString('latin1') !== FRAME) return 'its frames do not follow one another';
  }
  return start + frames * frameBytes === size ? undefined : 'its last frame is cut off';
}

/** Say what Chromium's player of .mjpeg files cannot play: it stops for good at a frame that is cut off. */
export async function findMjpegFault(file: FileHandle, size: number): Promise<string | undefined> {
  const end = await readAt(file, size - JPEG_END.length, JPEG_END.length);
  return end.equals(JPEG_END) ? undefined : 'its last frame is cut off';
}
