import { RtcError } from '../errors.js';

/** What the collector is registered as. */
export const COLLECTOR_NAME = 'rtcbot-blocks';

/** The file beside this one that the build writes {@link COLLECTOR} into; rollup.config.js knows the name as well. */
const COLLECTOR_FILE = 'rtcbot-audio-blocks.js';

/** Runs in the audio thread: collects samples, channel by channel, and posts full blocks. The build writes it into a file as well. */
export const COLLECTOR = `registerProcessor('rtcbot-blocks', class extends AudioWorkletProcessor {
  constructor({ processorOptions }) { super(); this.n = processorOptions.blocksize; this.i = 0 }
  process([input]) {
    for (let s = 0; input.length && s < input[0].length; s++) {
      this.b ??= new Float32Array(this.n * input.length);
      input.forEach((channel, c) => { this.b[c * this.n + this.i] = channel[s] });
      if (++this.i == this.n) {
        this.port.postMessage([this.b, currentFrame + s + 1 - this.n], [this.b.buffer]);
        this.b = undefined; this.i = 0;
      }
    }
    return true
  }
})`;

/**
 * Load the collector into the audio thread: from the file beside the SDK's own, which a strict policy of the page lets through, or
 * where that was not taken along, from its text.
 * @throws RtcError `worker-failed` if the page's policy lets neither through
 */
export async function addCollector(worklet: Worklet): Promise<void> {
  try {
    await worklet.addModule(new URL('./rtcbot-audio-blocks.js', import.meta.url));
  } catch {
    await addText(worklet);
  }
}

async function addText(worklet: Worklet): Promise<void> {
  const url = URL.createObjectURL(new Blob([COLLECTOR], { type: 'text/javascript' }));
  try {
    await worklet.addModule(url);
  } catch (cause) {
    throw new RtcError(
      'worker-failed',
      `Sound cannot be read in blocks: the page's Content-Security-Policy lets no script of ours into the audio thread. Serve ${COLLECTOR_FILE} beside the file of the SDK, or add blob: to script-src.`,
      { cause },
    );
  } finally {
    URL.revokeObjectURL(url);
  }
}
