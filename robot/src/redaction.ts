import type { Log, LogFields } from '@rtcbot-web/sdk/protocol';

const REDACTED = '[redacted]';
/** Shorter ones would blank half of the words. */
const MIN_SECRET_CHARACTERS = 6;
/** What looks like a token, known or not: a JSON web token, or a value in an address. */
const PATTERNS: readonly (readonly [RegExp, string])[] = [
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, REDACTED],
  [/([?&#](?:access_)?token=)[^&#\s"']+/gi, `$1${REDACTED}`],
];

/** Takes secrets out of what is logged. */
export class Redactor {
  readonly #secrets = new Set<string>();

  /** From now on this must not be seen. */
  add(secret: string): void {
    if (secret.length >= MIN_SECRET_CHARACTERS) this.#secrets.add(secret);
  }

  /** Take every secret out of a text. */
  redact(text: string): string {
    let redacted = text;
    for (const secret of this.#secrets) redacted = redacted.replaceAll(secret, REDACTED);
    for (const [pattern, instead] of PATTERNS) redacted = redacted.replace(pattern, instead);
    return redacted;
  }

  /** A log that writes to `log` what is left. */
  wrap(log: Log): Log {
    const write =
      (level: 'info' | 'warn' | 'error') =>
      (message: string, fields?: LogFields): void => {
        if (fields) log[level](this.redact(message), this.#redactFields(fields));
        else log[level](this.redact(message));
      };
    return { info: write('info'), warn: write('warn'), error: write('error') };
  }

  #redactFields(fields: LogFields): LogFields {
    return Object.fromEntries(
      Object.entries(fields).map(([name, value]) => [
        name,
        typeof value === 'string' ? this.redact(value) : value,
      ]),
    );
  }
}
