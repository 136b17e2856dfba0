/** Ends the demo when it is told to, or when the program that started it is gone. */
import { isatty } from 'node:tty';

const PATIENCE_MS = 5000;

let ending = false;

/** Whether the demo is about to end because it was told to. */
export const isEnding = () => ending;

/**
 * Calls `close` once, on Ctrl-C and the like, and ends the process after it. A second Ctrl-C ends it at once.
 * @param {() => Promise<unknown>} close
 */
export function onEnd(close) {
  const end = async () => {
    if (ending) process.exit(130);
    ending = true;
    setTimeout(() => process.exit(1), PATIENCE_MS).unref();
    await close().catch((error) => console.error(`Not everything was closed: ${error.message}`));
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, end);
  // Without a terminal it was started to outlive one, by `nohup` for example.
  const hasTerminal = [0, 1, 2].some((descriptor) => isatty(descriptor));
  process.on('SIGHUP', () => hasTerminal && void end());
  // Of `npm start`: fires when that process is killed.
  process.once('disconnect', end);
  // The terminal may be gone before us.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
}
