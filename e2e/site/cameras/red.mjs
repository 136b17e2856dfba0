/** A camera that shows nothing but red. */

/**
 * Draws a frame.
 * @param {CanvasRenderingContext2D} context
 */
export function draw(context) {
  context.fillStyle = 'rgb(200 0 0)';
  context.fillRect(0, 0, context.canvas.width, context.canvas.height);
}
