/** How the waits between attempts grow. */
export interface BackoffPolicy {
  readonly firstMs: number;
  readonly maxMs: number;
}

/**
 * How long to wait before the next attempt: doubling up to a cap, with up to a quarter of chance so that robots
 * that fail together do not come back together.
 * @param failures - attempts that have failed in a row; 0 before the first
 * @param random - 0 to 1
 */
export function backoffMs(
  { firstMs, maxMs }: BackoffPolicy,
  failures: number,
  random: number,
): number {
  const fullMs = Math.min(maxMs, firstMs * 2 ** failures);
  return fullMs * (1 - random / 4);
}
