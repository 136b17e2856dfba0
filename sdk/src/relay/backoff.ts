/** How the waits between attempts grow. */
export interface Backoff {
  readonly firstMs: number;
  readonly maxMs: number;
}

/**
 * How long to wait before the next attempt, in ms: at once if none has failed, then `firstMs`, doubled with each failure up
 * to `maxMs`, less up to 25 % jitter, so that many who failed together do not come back together.
 * @param failures - attempts that have failed in a row
 * @param random - a number in [0, 1)
 */
export function backoffMs(failures: number, { firstMs, maxMs }: Backoff, random: number): number {
  if (failures <= 0) return 0;
  const fullMs = Math.min(maxMs, firstMs * 2 ** (failures - 1));
  return fullMs * (1 - random / 4);
}
