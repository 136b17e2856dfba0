/** A camera that shows when each of its pictures was drawn: the clock of the machine in black and white blocks. */

/** Bits of the clock, in ms: enough for a minute. */
export const BITS = 16;
/** Side of a block, in pixels. */
export const BLOCK = 40;

/**
 * Draws a frame: the bits in two rows of eight blocks, and below them their complement.
 * @param {CanvasRenderingContext2D} context
 */
export function draw(context) {
  const clock = Date.now() % 2 ** BITS;
  for (let bit = 0; bit < BITS; bit++) {
    const isOn = (clock >> bit) % 2 === 1;
    const [x, y] = [(bit % 8) * BLOCK, Math.floor(bit / 8) * BLOCK];
    for (const [top, isWhite] of [
      [y, isOn],
      [y + 2 * BLOCK, !isOn],
    ]) {
      context.fillStyle = isWhite ? '#fff' : '#000';
      context.fillRect(x, top, BLOCK, BLOCK);
    }
  }
}
