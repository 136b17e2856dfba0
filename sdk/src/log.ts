/** What a line of a log is about, for programs that read it. */
export type LogFields = Readonly<Record<string, unknown>>;

/** Where a relay or a robot's host writes its lines; `console` fits. */
export interface Log {
  /** What goes on as it should. */
  info(message: string, fields?: LogFields): void;
  /** What is wrong but goes on. */
  warn(message: string, fields?: LogFields): void;
  /** What ended. */
  error(message: string, fields?: LogFields): void;
}
