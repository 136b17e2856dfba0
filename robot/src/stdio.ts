import type { Readable, Writable } from 'node:stream';
import { bytesOf } from './bridge-bytes.js';
import { LineSplitter } from './line-splitter.js';
import type { RobotLog } from './log.js';
import type { Robot } from './robot.js';
import type { RobotOperator } from './robot-operator.js';
import { formatStdioEvent, parseStdioLine, type StdioEvent } from './stdio-lines.js';

/** The two ends of another program that is the robot's brain. */
export interface StdioStreams {
  /** What the other program writes. */
  readonly input: Readable;
  /** What the other program reads. */
  readonly output: Writable;
}

/** How much may wait for a program that reads too slowly; beyond that, messages are left out. */
const MAX_WAITING_BYTES = 8_000_000;

/**
 * Lets another program be the robot's brain: one JSON object per line, in and out. A line that makes no sense
 * gets one line in the log, and the next one is read. The end of the input ends nothing.
 */
export class StdioBridge {
  readonly #robot: Robot;
  readonly #log: RobotLog;
  #output: Writable | undefined;
  #dropping = false;

  constructor(robot: Robot, log: RobotLog) {
    this.#robot = robot;
    this.#log = log;
    robot.onConnection((operator) => {
      this.#report(operator, 'joined');
      operator.onClose(() => {
        this.#report(operator, 'left');
      });
    });
    robot.subscribe((data: unknown, { id }) => {
      const bytes = bytesOf(data);
      const message = bytes ? { base64: Buffer.from(bytes).toString('base64') } : { data };
      this.write({ event: 'message', operator: id, ...message });
    });
  }

  /**
   * Speak with a program from now on, instead of the one before; it is told who is connected already.
   * @param onReaderGone - called when it does not read any more
   */
  connect({ input, output }: StdioStreams, onReaderGone: () => void): void {
    this.#output = output;
    this.#dropping = false;
    output.on('error', () => {
      if (this.#output !== output) return;
      this.#output = undefined;
      onReaderGone();
    });
    for (const operator of this.#robot.operators) this.#report(operator, 'joined');
    readLines(this.#robot, input, this.#log);
  }

  /** Tell the program of something; a message may be left out when it reads too slowly. */
  write(event: StdioEvent): void {
    const output = this.#output;
    if (!output) return;
    if (output.writableLength > MAX_WAITING_BYTES && event.event === 'message') {
      if (!this.#dropping) {
        this.#log.warn('Messages are left out: the program that drives reads them too slowly.');
      }
      this.#dropping = true;
      return;
    }
    this.#dropping = false;
    output.write(formatStdioEvent(event));
  }

  #report({ id, role }: RobotOperator, state: 'joined' | 'left'): void {
    this.write({ event: 'operator', operator: id, state, role });
  }
}

function readLines(robot: Robot, input: Readable, log: RobotLog): void {
  let number = 0;
  const ignore = (why: string): void => {
    log.warn(
      `Line ${String(number)} of standard input is ignored: ${why} Write {"data": …} or {"to": "<operator>", "data": …}.`,
    );
  };
  const splitter = new LineSplitter({
    onLine: (line) => {
      number++;
      try {
        handleLine(robot, line);
      } catch (error) {
        ignore(error instanceof Error ? error.message : String(error));
      }
    },
    onTooLong: () => {
      number++;
      ignore('it is too long.');
    },
  });
  input.setEncoding('utf8');
  input.on('data', (text: string) => {
    splitter.push(text);
  });
  input.on('end', () => {
    splitter.end();
  });
}

function handleLine(robot: Robot, line: string): void {
  const message = parseStdioLine(line);
  if (!message || robot.closed) return;
  if (message.to === undefined) {
    robot.put_nowait(message.data);
    return;
  }
  const operator = robot.operators.find(({ id }) => id === message.to);
  if (!operator) throw new Error(`no operator ${message.to} is connected.`);
  operator.put_nowait(message.data);
}
