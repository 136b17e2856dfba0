import type { LogFields, RobotLog } from '../src/log.js';

/** A log that keeps its lines, each with its level. */
export class RecordedLog implements RobotLog {
  readonly lines: string[] = [];
  /** What warnings say beside their words. */
  readonly warningFields: (LogFields | undefined)[] = [];

  info(message: string): void {
    this.lines.push(`info ${message}`);
  }

  warn(message: string, fields?: LogFields): void {
    this.warningFields.push(fields);
    this.lines.push(`warn ${message}`);
  }

  error(message: string): void {
    this.lines.push(`error ${message}`);
  }

  /** Lines of trouble. */
  get warnings(): string[] {
    return this.lines.filter((line) => !line.startsWith('info'));
  }
}
