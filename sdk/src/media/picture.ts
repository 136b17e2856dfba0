/** What can be shown and sent as a picture. */
export type Picture = VideoFrame | HTMLCanvasElement | OffscreenCanvas | ImageBitmap;

/** Paint a picture on a canvas, which takes its size; a VideoFrame is closed, and nothing if it was so before. */
export function drawPicture(canvas: HTMLCanvasElement, picture: Picture | HTMLVideoElement): void {
  const { width, height } = sizeOf(picture);
  if (width === 0) return;
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  canvas.getContext('2d')?.drawImage(picture, 0, 0, width, height);
  if ('codedWidth' in picture) picture.close();
}

function sizeOf(picture: Picture | HTMLVideoElement): { width: number; height: number } {
  if ('videoWidth' in picture) return { width: picture.videoWidth, height: picture.videoHeight };
  if ('codedWidth' in picture) {
    return { width: picture.displayWidth, height: picture.displayHeight };
  }
  return picture;
}
