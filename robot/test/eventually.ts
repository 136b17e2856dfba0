import { vi } from 'vitest';

/** Wait until `check` throws no more; as patient as a busy machine needs, so that only what never comes fails. */
export function eventually<T>(
  check: () => T | Promise<T>,
  { timeout = 60_000, interval = 50 }: { timeout?: number; interval?: number } = {},
): Promise<T> {
  return vi.waitFor(check, { timeout, interval });
}
