/** A camera that shows when each of its pictures was drawn: the clock of the machine in black and white blocks. */

/** Bits of the clock, in ms: enough for a minute. */
const BITS = 16;
const COLUMNS = 8;
/** Rows of the bits; as many of their complement follow. */
const ROWS = BITS / COLUMNS;
/** Side of a block, in pixels. */
const BLOCK = 40;

/**
 * Draws a frame.
 * @param {CanvasRenderingContext2D} context
 */
export function draw(context) {
  const clock = Date.now() % 2 ** BITS;
  for (let bit = 0; bit < BITS; bit++) {
    const isOn = (clock >> bit) % 2 === 1;
    const [x, y] = [(bit % COLUMNS) * BLOCK, Math.floor(bit / COLUMNS) * BLOCK];
    for (const [top, isWhite] of [
      [y, isOn],
      [y + ROWS * BLOCK, !isOn],
    ]) {
      context.fillStyle = isWhite ? '#fff' : '#000';
      context.fillRect(x, top, BLOCK, BLOCK);
    }
  }
}

const pixels = new globalThis.OffscreenCanvas(COLUMNS * BLOCK, 2 * ROWS * BLOCK).getContext('2d', {
  willReadFrequently: true,
});

/** The clock in the picture that a video shows; undefined if it cannot be read. */
function read(video) {
  pixels.drawImage(video, 0, 0);
  const isWhite = (column, row) =>
    pixels.getImageData((column + 0.5) * BLOCK, (row + 0.5) * BLOCK, 1, 1).data[0] > 128;
  let clock = 0;
  for (let bit = 0; bit < BITS; bit++) {
    const [column, row] = [bit % COLUMNS, Math.floor(bit / COLUMNS)];
    if (isWhite(column, row) === isWhite(column, row + ROWS)) return undefined;
    if (isWhite(column, row)) clock += 2 ** bit;
  }
  return clock;
}

/**
 * Waits for the next picture of a video that can be read, in a page; gives what the browser tells of it, and how old it is
 * when it is shown, in ms: a little below 0 if that is said to be sooner than it was drawn.
 * @param {HTMLVideoElement} video
 */
export async function nextPicture(video) {
  const times = await new Promise((resolve) => {
    video.requestVideoFrameCallback((_, metadata) => resolve(metadata));
  });
  const drawnMs = read(video);
  if (drawnMs === undefined) return nextPicture(video);
  const shownMs = Math.round(Date.now() + times.expectedDisplayTime - performance.now());
  // Of a clock that turns over.
  const turnMs = 2 ** BITS;
  const passedMs = (((shownMs - drawnMs) % turnMs) + turnMs) % turnMs;
  return { times, ageMs: passedMs > turnMs / 2 ? passedMs - turnMs : passedMs };
}
