/** Camera and microphone of a test robot, as files that Chromium plays: every frame and the tone are known. */
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const folder = new URL('../.cache/e2e/', import.meta.url);

/** Width, height and rate of the coded video. */
export const VIDEO = { width: 320, height: 240, framesPerSec: 30, frames: 64 } as const;
/** Side of one block of the code, in pixels: 8 blocks fit the width, 6 bits are used. */
export const BLOCK = 40;
/** Frequency of the microphone's tone. */
export const TONE_HZ = 440;

const saved = new Map<string, Promise<string>>();

/** A y4m file of 64 frames; frame n shows n in six black or white blocks, and below them their complement. */
export const codedVideoFile = (): Promise<string> => once('coded.y4m', codedVideo);

/** A wav file (48 kHz, mono, 16 bit) with two seconds of a 440 Hz sine, which Chromium plays over and over. */
export const toneFile = (): Promise<string> => once('tone.wav', tone);

function codedVideo(): Buffer {
  const { width, height, framesPerSec, frames } = VIDEO;
  const header = `YUV4MPEG2 W${String(width)} H${String(height)} F${String(framesPerSec)}:1 Ip A1:1 C420jpeg\n`;
  const chroma = Buffer.alloc((width * height) / 2, 128);
  const parts: Buffer[] = [Buffer.from(header)];
  for (let index = 0; index < frames; index++) {
    parts.push(Buffer.from('FRAME\n'), codedLuma(index), chroma);
  }
  return Buffer.concat(parts);
}

function codedLuma(index: number): Buffer {
  const luma = Buffer.alloc(VIDEO.width * VIDEO.height, 110);
  for (let bit = 0; bit < 6; bit++) {
    const on = (index >> (5 - bit)) & 1;
    fillBlock(luma, bit, 0, on ? 235 : 16);
    fillBlock(luma, bit, 1, on ? 16 : 235);
  }
  return luma;
}

function fillBlock(luma: Buffer, column: number, row: number, value: number): void {
  for (let y = row * BLOCK; y < (row + 1) * BLOCK; y++) {
    const start = y * VIDEO.width + column * BLOCK;
    luma.fill(value, start, start + BLOCK);
  }
}

function tone(): Buffer {
  const rate = 48_000;
  const samples = rate * 2;
  const data = Buffer.alloc(44 + samples * 2);
  data.write('RIFF', 0);
  data.writeUInt32LE(36 + samples * 2, 4);
  data.write('WAVEfmt ', 8);
  data.writeUInt32LE(16, 16);
  data.writeUInt16LE(1, 20);
  data.writeUInt16LE(1, 22);
  data.writeUInt32LE(rate, 24);
  data.writeUInt32LE(rate * 2, 28);
  data.writeUInt16LE(2, 32);
  data.writeUInt16LE(16, 34);
  data.write('data', 36);
  data.writeUInt32LE(samples * 2, 40);
  for (let i = 0; i < samples; i++) {
    data.writeInt16LE(
      Math.round(12_000 * Math.sin((2 * Math.PI * TONE_HZ * i) / rate)),
      44 + i * 2,
    );
  }
  return data;
}

/** Saves what `make` makes, once in this process. */
function once(name: string, make: () => Buffer): Promise<string> {
  const file = saved.get(name) ?? save(name, make());
  saved.set(name, file);
  return file;
}

/** In one step: a robot of another worker may be playing the file. */
async function save(name: string, data: Buffer): Promise<string> {
  await mkdir(folder, { recursive: true });
  const path = fileURLToPath(new URL(name, folder));
  const draft = `${path}.${String(process.pid)}`;
  await writeFile(draft, data);
  await rename(draft, path);
  return path;
}
