/** A camera that is green once the page sends it as one of motion: what was set, and what the browser took of it. */

let isSentAsMotion = false;

const { prototype } = globalThis.RTCRtpSender;
const { setParameters } = prototype;
prototype.setParameters = async function (...given) {
  await setParameters.apply(this, given);
  const { degradationPreference } = this.getParameters();
  // A sender without a track gets what the page has encoded, for motion as well.
  const contentHint = this.track?.contentHint ?? 'motion';
  isSentAsMotion = degradationPreference === 'maintain-framerate' && contentHint === 'motion';
};

/**
 * Draws a frame.
 * @param {CanvasRenderingContext2D} context
 */
export function draw(context, _state, { number }) {
  const { width, height } = context.canvas;
  context.fillStyle = isSentAsMotion ? '#0f0' : '#f00';
  context.fillRect(0, 0, width, height);
  context.fillStyle = '#000';
  context.fillRect(number % width, 0, 10, 10);
}
