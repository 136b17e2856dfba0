import type { Log, LogFields } from '@rtcbot-web/sdk/protocol';
import { type Level, pino } from 'pino';
import { createLogSink } from './log-sink.js';

/** How a log is written. */
export interface LogOptions {
  /** First word of each line of text; default `rtcbot-robot`. */
  readonly prefix?: string | undefined;
  /** Lines for people, or one JSON object per line; default `text`. */
  readonly format?: 'text' | 'json' | undefined;
  /** What is less important is left out; default `info`. */
  readonly level?: 'info' | 'warn' | 'error' | 'silent' | undefined;
}

const LABELS: Readonly<Record<string, string>> = { warn: 'warning: ', error: 'error: ' };

/**
 * Make a log that writes to standard error, so that standard output stays free. It never fails and never waits: what
 * cannot be written, to a full disk for example, is left out and counted.
 */
export function createStderrLog(options: LogOptions = {}): Log {
  const { prefix = 'rtcbot-robot', format = 'text', level = 'info' } = options;
  const sink = createLogSink();
  const logger = pino(
    {
      ...{ level, base: null },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    { write: (line) => sink(format === 'json' ? line : toText(prefix, line)) },
  );
  const write =
    (at: Level) =>
    (message: string, fields: LogFields = {}): void => {
      logger[at](fields, message);
    };
  return { info: write('info'), warn: write('warn'), error: write('error') };
}

function toText(prefix: string, line: string): string {
  const { level, msg } = JSON.parse(line) as { readonly level: string; readonly msg: string };
  return `${prefix}: ${LABELS[level] ?? ''}${msg.replaceAll('\n', ' ')}\n`;
}
