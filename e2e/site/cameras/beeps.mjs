/** A microphone's sound in a thread of its own, block by block as time goes by. */

/** A beep begins whenever the clock of the machine, in ms, can be divided by this. */
export const BEEP_EVERY_MS = 1000;
const BEEP_MS = 100;
const BEEP_HZ = 1000;
const SAMPLES_PER_MS = 48;
const BLOCK_MS = 10;

/** What sounds in the ms of a block that begins at this time. */
function blockAt(startMs) {
  const data = Float32Array.from({ length: BLOCK_MS * SAMPLES_PER_MS }, (_, index) => {
    const ms = (startMs + index / SAMPLES_PER_MS) % BEEP_EVERY_MS;
    return ms < BEEP_MS ? 0.5 * Math.sin((2 * Math.PI * BEEP_HZ * ms) / 1000) : 0;
  });
  return new globalThis.AudioData({
    ...{ data, format: 'f32', numberOfChannels: 1, numberOfFrames: data.length },
    ...{ sampleRate: SAMPLES_PER_MS * 1000, timestamp: startMs * 1000 },
  });
}

globalThis.onmessage = ({ data: writable }) => {
  const writer = writable.getWriter();
  let startMs = Date.now();
  setInterval(() => {
    for (; startMs + BLOCK_MS <= Date.now(); startMs += BLOCK_MS) {
      void writer.write(blockAt(startMs));
    }
  }, 2);
};
