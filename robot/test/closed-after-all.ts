import { afterAll } from 'vitest';

interface Closable {
  close(): unknown;
}

/**
 * To be called in a `describe`, or in a file: whatever is handed to the function that this returns, or a promise of it, is
 * closed after the tests there, newest first. So nothing is left of a hook that failed midway.
 */
export function closedAfterAll(): <T extends Closable | Promise<Closable>>(begun: T) => T {
  const all: (Closable | Promise<Closable>)[] = [];
  afterAll(async () => {
    const failures: unknown[] = [];
    for (const begun of all.toReversed()) {
      const one = await Promise.resolve(begun).catch(() => undefined); // its hook has told why
      await Promise.resolve(one?.close()).catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) throw failures[0];
  });
  return (begun) => {
    all.push(begun);
    return begun;
  };
}
