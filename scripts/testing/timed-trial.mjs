/**
 * For tests that measure a time on a machine that may be busy with something else: they measure as well how late a timer
 * of their own is and, where Linux tells, how long anything had to wait for a processor. A trial that may have been slow
 * for no other reason is repeated; the last one counts, whatever the machine did.
 */
import { readFileSync } from 'node:fs';

const PERIOD_MS = 10;
const MAX_TRIALS = 3;

/** For how long, since the machine's start, something has waited for a processor, in ms; 0 where nobody tells. */
function readPressureMs() {
  try {
    return (
      Number(/^some .*total=(\d+)/.exec(readFileSync('/proc/pressure/cpu', 'utf8'))?.[1] ?? 0) /
      1000
    );
  } catch {
    return 0; // not Linux, or an older one
  }
}

/** Measures, from its making on, by how much its own timer was late at worst, and how long processors were scarce. */
export class LateTimer {
  /** By how many ms it was late at worst. */
  worstMs = 0;
  /** For how long something else waited for a processor, once it has been stopped. */
  scarceMs = 0;
  #pressureMs = readPressureMs();
  #lastMs = performance.now();
  #timer = setInterval(() => this.#look(), PERIOD_MS);

  stop() {
    clearInterval(this.#timer);
    this.#look();
    this.scarceMs = readPressureMs() - this.#pressureMs;
  }

  #look() {
    const nowMs = performance.now();
    this.worstMs = Math.max(this.worstMs, nowMs - this.#lastMs - PERIOD_MS);
    this.#lastMs = nowMs;
  }
}

/**
 * Whether a trial says nothing of what it measured, as a timer beside it was late by more than it took too long.
 * @param {{ms: number, limitMs: number, lateMs: number}} trial
 */
export const isMachineToBlame = ({ ms, limitMs, lateMs }) => ms >= limitMs && lateMs > ms - limitMs;

/**
 * Fails if what `trial` measures does not stay below `limitMs`. A trial for which the machine is to blame is repeated,
 * three trials at most; the last one counts.
 * @param {number} limitMs
 * @param {(number: number) => Promise<number | {ms: number, lateMs: number}>} trial - resolves to what it measured; where
 *   that happened in another process, with how late a timer was there; it is given the number of the trial, from 1
 * @returns {Promise<number>} what the trial that counts measured, in ms
 */
export async function expectWithin(limitMs, trial) {
  for (let number = 1; ; number++) {
    const timer = new LateTimer();
    const result = await trial(number).finally(() => timer.stop());
    const { ms, lateMs: lateThereMs = 0 } = typeof result === 'number' ? { ms: result } : result;
    const lateMs = Math.max(timer.worstMs, timer.scarceMs, lateThereMs);
    if (ms < limitMs) return ms;
    if (number === MAX_TRIALS || !isMachineToBlame({ ms, limitMs, lateMs })) {
      const figures = `${ms.toFixed(0)} ms, not less than ${limitMs} ms`;
      const beside = `A timer beside it was late by ${lateMs.toFixed(0)} ms (trial ${number}).`;
      throw new Error(`It took ${figures}. ${beside}`);
    }
  }
}
