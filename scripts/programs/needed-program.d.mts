/** Debian's name of a package whose program some tests run. */
export type NeededProgram =
  'redis-server' | 'coturn' | 'caddy' | 'systemd' | 'python3' | 'iproute2';

/** Path of the program of a package, whether it is there or not. */
export function programOf(name: NeededProgram): string;

/** What is missing, with what to do; undefined if nothing is. */
export function whyMissing(name: NeededProgram): string | undefined;

/** The reason to skip a test; undefined, whatever is missing, under CI: the test is to run, and to fail. */
export function skipReason(
  missing: string | undefined,
  env?: Record<string, string | undefined>,
): string | undefined;

/** Fails with the name of what is missing. */
export function requireProgram(name: NeededProgram): void;
