import { RtcError, type RtcErrorCode } from '@rtcbot-web/sdk/subscriptions';

/** What others may act by; the same numbers as those of `rtcbot-relay`. */
export const EXIT_CODES = { failed: 1, usage: 2, refused: 3, missing: 4 } as const;

/** For the help. */
export const EXIT_CODES_TEXT = `
Exit codes: 0 ended as asked; 1 failed; 2 options or a file of them are wrong; 3 the relay refuses this robot;
4 something that it needs is missing (Chromium, a camera, a microphone).`;

const KINDS: Partial<Record<RtcErrorCode, keyof typeof EXIT_CODES>> = {
  ...{ 'bad-argument': 'usage', 'bad-option': 'usage' },
  ...{ unauthorized: 'refused', forbidden: 'refused', 'token-expired': 'refused' },
  ...{ 'robot-taken': 'refused', 'too-many': 'refused', 'robot-key-mismatch': 'refused' },
  ...{
    'chromium-missing': 'missing',
    'camera-missing': 'missing',
    'microphone-missing': 'missing',
  },
};

/** The code with which the command ends after an error. */
export function exitCodeOf(error: unknown): number {
  const kind = error instanceof RtcError ? KINDS[error.code] : undefined;
  return EXIT_CODES[kind ?? 'failed'];
}
