import { pino } from 'pino';

/** One thing that happened. Never holds a token, a secret, a client's key or the content of a signal. */
export interface LogEntry {
  readonly level: 'info' | 'warn' | 'error';
  readonly message: string;
  /** What it happened to, in the order in which it is printed. */
  readonly fields: Readonly<Record<string, string | number | undefined>>;
}

/** Takes log entries. */
export type Log = (entry: LogEntry) => void;

const printable = (value: string | number) =>
  typeof value === 'number' || /^[\w.:/@*[\]-]+$/.test(value)
    ? String(value)
    : JSON.stringify(value);

/**
 * Format an entry as one line: time, level, message, then `name=value` pairs.
 * @param entry - what happened
 * @param time - when
 */
export const formatLine = ({ level, message, fields }: LogEntry, time: Date): string => {
  const pairs = Object.entries(fields).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${printable(value)}`],
  );
  return [time.toISOString(), level.padEnd(5), message, ...pairs].join(' ');
};

/**
 * Write an entry to standard error.
 * @param entry - what happened
 */
export const logToStderr: Log = (entry) => {
  process.stderr.write(`${formatLine(entry, new Date())}\n`);
};

/**
 * Make a log that writes JSON (pino), one line each.
 * @param destination - takes the lines; standard error by default
 */
export const createJsonLog = (destination: { write(line: string): void }): Log => {
  const logger = pino(
    { name: 'rtcbot-relay', formatters: { level: (level) => ({ level }) } },
    destination,
  );
  return ({ level, message, fields }) => {
    logger[level](fields, message);
  };
};
