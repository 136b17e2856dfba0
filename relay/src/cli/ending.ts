import { readFileSync } from 'node:fs';
import { isatty } from 'node:tty';

const STDIO = [0, 1, 2];
const LOOK_MS = 500;
/** The hang-up that ends npm is told to this process as well, a moment sooner or later. */
const HANG_UP_MS = 250;

/**
 * Call `end` whenever this process is to end: on SIGINT and SIGTERM; on SIGHUP if it has a terminal, which is closed then
 * (without one it was started to outlive it, by `nohup` for example); and when the npm or npx that started it was killed.
 */
export function onEnding(end: () => void): void {
  const hasTerminal = STDIO.some((descriptor) => isatty(descriptor));
  let isHungUp = false;
  process.on('SIGINT', end).on('SIGTERM', end);
  process.on('SIGHUP', () => {
    isHungUp = true;
    if (hasTerminal) end();
  });
  const parent = process.ppid;
  if (process.env['npm_lifecycle_event'] === undefined || !isNpm(parent)) return;
  const look = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(look);
    setTimeout(() => {
      if (!isHungUp) end();
    }, HANG_UP_MS);
  }, LOOK_MS);
  look.unref();
}

/** Whether a process is npm or the like, and no shell that may end before what it has started. */
function isNpm(pid: number): boolean {
  try {
    return /\b(npm|npx|pnpm|yarn)\b/.test(readFileSync(`/proc/${String(pid)}/cmdline`, 'utf8'));
  } catch {
    return true; // not Linux: what started us in npm's environment is taken for it
  }
}
