import type { Log, LogFields } from '@rtcbot-web/sdk/protocol';

/** How many lines of a kind are written in {@link WINDOW_MS}. */
const MAX_LINES = 20;
const WINDOW_MS = 10_000;
/** How many kinds are told apart; lines of more are counted together. */
const MAX_KINDS = 200;
const MAX_CHARACTERS = 2_000;

/** Control characters, line ends and marks that turn the direction of writing: they make one line look like another. */
const UNPRINTABLE =
  // eslint-disable-next-line no-control-regex -- these are what it is about
  /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Where one line of a kind differs from another: ids and numbers. */
const VARIABLE = /[\w-]{16,}|\d+/g;

interface Kind {
  sinceMs: number;
  lines: number;
  leftOut: number;
}

/**
 * A log that writes to `log` few lines of each kind, whatever an operator or a device does; what is left out is counted in the
 * next one. What others have put into a line cannot make it look like several.
 */
export function limitLines(log: Log, now = () => performance.now()): Log {
  const kinds = new Map<string, Kind>();
  const kindOf = (message: string): Kind => {
    const known = message.slice(0, MAX_CHARACTERS).replace(VARIABLE, '#');
    const name = kinds.has(known) || kinds.size < MAX_KINDS ? known : '';
    const kind = kinds.get(name) ?? { sinceMs: now(), lines: 0, leftOut: 0 };
    kinds.set(name, kind);
    return kind;
  };
  const write =
    (level: 'info' | 'warn' | 'error') =>
    (message: string, fields?: LogFields): void => {
      const kind = kindOf(message);
      if (now() - kind.sinceMs >= WINDOW_MS) Object.assign(kind, { sinceMs: now(), lines: 0 });
      if (++kind.lines > MAX_LINES) {
        kind.leftOut++;
        return;
      }
      const more = kind.leftOut > 0 ? ` (${String(kind.leftOut)} lines like it were left out)` : '';
      kind.leftOut = 0;
      log[level](printable(message) + more, ...(fields ? [fields] : []));
    };
  return { info: write('info'), warn: write('warn'), error: write('error') };
}

function printable(message: string): string {
  const cut =
    message.length > MAX_CHARACTERS ? `${message.slice(0, MAX_CHARACTERS)}… (cut off)` : message;
  return cut.replace(UNPRINTABLE, ' ');
}
