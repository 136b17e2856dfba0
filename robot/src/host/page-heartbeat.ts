import { setTimeout as sleep } from 'node:timers/promises';
import { withTimeout } from './with-timeout.js';

/** How it is noticed that a page hangs. */
export interface HeartbeatPolicy {
  readonly intervalMs: number;
  /** Without an answer for so long it counts as hung. */
  readonly timeoutMs: number;
}

/**
 * Ask the page again and again whether it lives.
 * @param ping - resolves with an answer
 * @param signal - ends it
 * @returns when it did not answer in time; never before `signal` otherwise
 */
export async function watchHeartbeat(
  ping: () => Promise<void>,
  { intervalMs, timeoutMs }: HeartbeatPolicy,
  signal: AbortSignal,
): Promise<'hung' | 'ended'> {
  while (!signal.aborted) {
    try {
      await withTimeout(ping(), timeoutMs);
      await sleep(intervalMs, undefined, { signal });
    } catch {
      return signal.aborted ? 'ended' : 'hung';
    }
  }
  return 'ended';
}
