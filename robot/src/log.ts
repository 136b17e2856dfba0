/** What a line of the log is about, for programs that read it. */
export type LogFields = Readonly<Record<string, unknown>>;

/** Where the robot's host writes its lines; `console` fits, and so does a pino logger. */
export interface RobotLog {
  /** What goes on as it should. */
  info(message: string, fields?: LogFields): void;
  /** What is wrong but goes on. */
  warn(message: string, fields?: LogFields): void;
  /** What ended. */
  error(message: string, fields?: LogFields): void;
}

/**
 * Make a log that writes one line per message to standard error, so that standard output stays free.
 * @param prefix - the first word of each line
 */
export function createStderrLog(prefix = 'rtcbot-robot'): RobotLog {
  const write = (label: string) => (message: string) => {
    process.stderr.write(`${prefix}: ${label}${message.replaceAll('\n', ' ')}\n`);
  };
  return { info: write(''), warn: write('warning: '), error: write('error: ') };
}
