/** A camera in whose picture much moves, so that it needs as many bits as it gets. */

const BLOCK = 16;

/**
 * Draws a frame.
 * @param {CanvasRenderingContext2D} context
 * @param {unknown} _state
 * @param {{number: number}} frame
 */
export function draw(context, _state, { number }) {
  const { width, height } = context.canvas;
  for (let y = 0; y < height; y += BLOCK) {
    for (let x = 0; x < width; x += BLOCK) {
      const hue = (x * 7 + y * 13 + number * (((x + y) / BLOCK) % 11)) % 360;
      context.fillStyle = `hsl(${hue} 80% 50%)`;
      context.fillRect(x, y, BLOCK, BLOCK);
    }
  }
}
