/** The camera that shows its clock, in a page whose encoding worker breaks when the scene says so. */
import { draw as drawClock } from './clock.mjs';

const workers = [];
globalThis.Worker = class extends globalThis.Worker {
  constructor(...args) {
    super(...args);
    workers.push(this);
  }
};

/**
 * @param {CanvasRenderingContext2D} context
 * @param {{isBroken?: boolean} | undefined} state
 */
export function draw(context, state) {
  drawClock(context);
  if (!state?.isBroken) return;
  for (const worker of workers.splice(0)) {
    worker.dispatchEvent(
      new ErrorEvent('error', { message: 'broken by a test', cancelable: true }),
    );
    worker.terminate();
  }
}
