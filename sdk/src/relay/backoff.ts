/** Delays between tries. */
export interface Backoff {
  readonly firstMs: number;
  readonly maxMs: number;
}

/**
 * How long to wait before try number `attempt` (0 is the first, at once), in ms: doubled each time, capped, and
 * spread by a random fifth so that many clients do not come back in step.
 * @param random - a number in [0, 1)
 */
export function backoffMs(attempt: number, { firstMs, maxMs }: Backoff, random: number): number {
  if (attempt <= 0) return 0;
  const delayMs = Math.min(maxMs, firstMs * 2 ** (attempt - 1));
  return delayMs * (0.8 + 0.4 * random);
}
