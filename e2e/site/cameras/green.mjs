/** A camera that shows nothing but green. */

/**
 * Draws a frame.
 * @param {CanvasRenderingContext2D} context
 */
export function draw(context) {
  context.fillStyle = 'rgb(0 150 0)';
  context.fillRect(0, 0, context.canvas.width, context.canvas.height);
}
