import type { LogFields, Log } from '@rtcbot-web/sdk/protocol';

/** Whether a line is the warning for robots that run as root, as tests in containers do: it is not theirs. */
export const isAboutRoot = (line: string): boolean => line.includes('Root has no sandbox');

/** A log that keeps its lines, each with its level. */
export class RecordedLog implements Log {
  readonly lines: string[] = [];
  /** What warnings say beside their words. */
  readonly warningFields: (LogFields | undefined)[] = [];

  info(message: string): void {
    this.lines.push(`info ${message}`);
  }

  warn(message: string, fields?: LogFields): void {
    if (isAboutRoot(message)) return;
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
