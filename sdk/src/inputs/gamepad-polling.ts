import { RtcError } from '../errors.js';

const polls = new Set<() => void>();
let periodMs = 100;
let timer: ReturnType<typeof setInterval> | undefined;

/** Call `poll` at the common rate from now on. */
export function startPolling(poll: () => void): void {
  polls.add(poll);
  arm();
}

/** Call `poll` no more. */
export function stopPolling(poll: () => void): void {
  polls.delete(poll);
  arm();
}

/**
 * Sets how often all gamepads are looked at. More often means less delay, and more messages while a stick moves.
 *
 * @param rateHz - 10 unless set
 * @throws RtcError `bad-argument` unless it is above 0
 * @see rtcbot.js, `setGamepadRate`
 */
export function setGamepadRate(rateHz: number): void {
  if (!(rateHz > 0 && Number.isFinite(rateHz))) {
    throw new RtcError('bad-argument', `A rate of ${String(rateHz)} Hz is not above 0.`);
  }
  periodMs = 1000 / rateHz;
  arm();
}

function arm(): void {
  clearInterval(timer);
  timer = undefined;
  if (polls.size === 0) return;
  timer = setInterval(() => {
    for (const poll of [...polls]) poll();
  }, periodMs);
}
