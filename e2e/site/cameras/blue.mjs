/** A camera that shows nothing but blue. */

/**
 * Draws a frame.
 * @param {CanvasRenderingContext2D} context
 */
export function draw(context) {
  context.fillStyle = 'rgb(0 0 220)';
  context.fillRect(0, 0, context.canvas.width, context.canvas.height);
}
