import type { Log, LogFields } from '@rtcbot-web/sdk/protocol';
import { pino } from 'pino';

/** How much a line matters. */
export type LogLevel = keyof Log;

/** One thing that happened. Never holds a token, a secret, a client's key or the content of a signal. */
export interface LogEntry {
  readonly level: LogLevel;
  readonly message: string;
  /** What it happened to, in the order in which it is printed. */
  readonly fields: LogFields;
}

/**
 * Make a log.
 * @param write - takes what happens
 */
export function createLog(write: (entry: LogEntry) => void): Log {
  const at =
    (level: LogLevel) =>
    (message: string, fields: LogFields = {}): void => {
      write({ level, message, fields });
    };
  return { info: at('info'), warn: at('warn'), error: at('error') };
}

/** Writes lines of text to standard error. */
export const stderrLog = createLog((entry) => {
  process.stderr.write(`${formatLine(entry, new Date())}\n`);
});

/**
 * Make a log that writes JSON (pino), one line each.
 * @param destination - takes the lines
 */
export function createJsonLog(destination: { write(line: string): void }): Log {
  const logger = pino(
    { name: 'rtcbot-relay', formatters: { level: (level) => ({ level }) } },
    destination,
  );
  return createLog(({ level, message, fields }) => {
    logger[level](fields, message);
  });
}

/**
 * Format an entry as one line: time, level, message, then `name=value` pairs.
 * @param entry - what happened
 * @param time - when
 */
export function formatLine({ level, message, fields }: LogEntry, time: Date): string {
  const pairs = Object.entries(fields).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${printable(value)}`],
  );
  return [time.toISOString(), level.padEnd(5), message, ...pairs].join(' ');
}

function printable(value: unknown): string {
  return typeof value === 'string' && /^[\w.:/@*[\]-]+$/.test(value)
    ? value
    : JSON.stringify(value);
}
