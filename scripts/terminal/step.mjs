/** One line on the terminal for each step: its title, progress while it runs, then result and seconds. */

const TICK_MS = 1000;

/** Seconds since `startMs` (of `performance.now()`), as `3.1 s`. */
export const secondsSince = (startMs) => `${((performance.now() - startMs) / 1000).toFixed(1)} s`;

/** Starts the line and keeps its seconds running on a terminal; returns what ends it. */
function startLine(title) {
  const startMs = performance.now();
  const live = process.stdout.isTTY === true;
  process.stdout.write(`${title} … `);
  const rewrite = (text) => process.stdout.write(`\r\x1b[K${title} … ${text}`);
  const timer = setInterval(() => live && rewrite(secondsSince(startMs)), TICK_MS);
  return (result) => {
    clearInterval(timer);
    const text = `${result}${result === '' ? '' : ', '}${secondsSince(startMs)}\n`;
    if (live) rewrite(text);
    else process.stdout.write(text);
  };
}

/**
 * Does `work` under a line of its own.
 * @template T
 * @param {string} title
 * @param {() => Promise<T>} work
 * @param {(result: T) => string} [describe] - what to say of its result
 * @returns {Promise<T>}
 */
export async function step(title, work, describe = () => '') {
  const finish = startLine(title);
  try {
    const result = await work();
    finish(describe(result));
    return result;
  } catch (error) {
    finish('failed');
    throw error;
  }
}
