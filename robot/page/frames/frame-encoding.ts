import type { StartFrames } from '../../wire/messages.js';

/** A frame, fit for the host. */
export interface EncodedFrame {
  readonly width: number;
  readonly height: number;
  /** A JPEG file, or four bytes per pixel. */
  readonly body: Blob | ArrayBuffer;
}

let canvas: OffscreenCanvas | undefined;

/** Scale and encode a frame. */
export async function encodeFrame(frame: VideoFrame, request: StartFrames): Promise<EncodedFrame> {
  const { displayWidth, displayHeight } = frame;
  const width = request.width || displayWidth;
  const height = Math.max(1, Math.round((displayHeight * width) / displayWidth));
  if (request.format === 'rgba' && width === displayWidth) {
    const body = new ArrayBuffer(frame.allocationSize({ format: 'RGBA' }));
    await frame.copyTo(body, { format: 'RGBA' });
    return { width, height, body };
  }
  canvas ??= new OffscreenCanvas(width, height);
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('There is no canvas to draw on.');
  context.drawImage(frame, 0, 0, width, height);
  if (request.format === 'rgba') {
    return { width, height, body: context.getImageData(0, 0, width, height).data.buffer };
  }
  const body = await canvas.convertToBlob({ type: 'image/jpeg', quality: request.quality });
  return { width, height, body };
}
