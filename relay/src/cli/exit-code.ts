import { RelayError, type RelayErrorCode } from '../errors.js';

/** What others may act by; the same numbers as those of `rtcbot-robot`. */
export const EXIT_CODES = { failed: 1, usage: 2, missing: 4, port: 5 } as const;

/** For the help. */
export const EXIT_CODES_TEXT = `
Exit codes: 0 ended as asked; 1 failed; 2 options are wrong; 4 a secret is missing; 5 it cannot listen on its port.`;

const KINDS: Partial<Record<RelayErrorCode, keyof typeof EXIT_CODES>> = {
  ...{ 'bad-option': 'usage', 'secret-missing': 'missing' },
  ...{ 'port-in-use': 'port', 'cannot-listen': 'port' },
};

/** The code with which the command ends after an error. */
export function exitCodeOf(error: unknown): number {
  const kind = error instanceof RelayError ? KINDS[error.code] : undefined;
  return EXIT_CODES[kind ?? 'failed'];
}
