/**
 * A camera that shows when each of its pictures was drawn, and a microphone that beeps by the same clock. What is beside the
 * page's own microphone sounds once that is switched off and on again.
 */
export { draw } from './clock.mjs';

navigator.mediaDevices.getUserMedia = async () => {
  const track = new globalThis.MediaStreamTrackGenerator({ kind: 'audio' });
  const worker = new globalThis.Worker(new URL('beeps.mjs', import.meta.url), { type: 'module' });
  worker.postMessage(track.writable, [track.writable]);
  return new globalThis.MediaStream([track]);
};
