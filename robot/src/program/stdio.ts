import { isNeutral } from '@rtcbot-web/sdk/teleop';
import type { Readable, Writable } from 'node:stream';
import { bytesOf } from '../../wire/bytes.js';
import { LineSplitter } from './line-splitter.js';
import type { RobotLog } from '../log.js';
import type { Robot } from '../robot.js';
import type { RobotOperator } from '../operators/robot-operator.js';
import {
  formatStdioEvent,
  parseStdioLine,
  type StdioEvent,
  type StdioInput,
} from './stdio-lines.js';

/** The two ends of another program that is the robot's brain. */
export interface StdioStreams {
  /** What the other program writes. */
  readonly input: Readable;
  /** What the other program reads. */
  readonly output: Writable;
}

/** How much may wait for a program that reads too slowly; beyond that, messages are left out. */
const MAX_WAITING_BYTES = 8_000_000;

/** How much may wait, besides what the pipe holds, when motion is still handed on: what is read later is too old. */
const MAX_WAITING_FOR_MOTION_BYTES = 4_000;

/**
 * Lets another program be the robot's brain: one JSON object per line, in and out. A line that makes no sense
 * gets one line in the log, and the next one is read. The end of the input ends nothing.
 */
export class StdioBridge {
  readonly #robot: Robot;
  readonly #log: RobotLog;
  #output: Writable | undefined;
  #stops: (() => void)[] = [];
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
    robot.commands.subscribe((data: unknown) => {
      this.write({ event: 'command', operator: robot.commands.operatorId ?? '', data });
    });
    robot.onSafeStop((reason) => {
      this.write({ event: 'safe-stop', reason });
      return new Promise<void>((resolve) => this.#stops.push(resolve));
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
      // Nobody drives a robot whose program is gone; the stop waits for the next one.
      this.#robot.teleop.giveControl(undefined);
      onReaderGone();
    });
    for (const operator of this.#robot.operators) this.#report(operator, 'joined');
    readLines((line) => this.#handleLine(line), input, this.#log);
  }

  /** Tell the program of something; a message may be left out when it reads too slowly. */
  write(event: StdioEvent): void {
    const output = this.#output;
    if (!output) return;
    if (output.writableLength > mostBefore(event)) {
      if (!this.#dropping) {
        this.#log.warn(
          'Messages or commands are left out: the program that drives reads them too slowly.',
        );
      }
      this.#dropping = true;
      return;
    }
    if (output.writableLength === 0) this.#dropping = false;
    output.write(formatStdioEvent(event));
  }

  #handleLine(line: string): void {
    const message = parseStdioLine(line);
    if (message && 'confirm' in message) {
      for (const confirm of this.#stops.splice(0)) confirm();
    } else if (message && !this.#robot.closed) {
      carryOut(this.#robot, message);
    }
  }

  #report({ id, role }: RobotOperator, state: 'joined' | 'left'): void {
    this.write({ event: 'operator', operator: id, state, role });
  }
}

/** A program that reads too slowly misses messages, and motion that is past; letting go and stops it gets. */
function mostBefore(event: StdioEvent): number {
  if (event.event === 'message') return MAX_WAITING_BYTES;
  if (event.event === 'command' && !isNeutral(event.data)) return MAX_WAITING_FOR_MOTION_BYTES;
  return Infinity;
}

function readLines(handle: (line: string) => void, input: Readable, log: RobotLog): void {
  let number = 0;
  const ignore = (why: string): void => {
    log.warn(
      `Line ${String(number)} of standard input is ignored: ${why} Write {"data": …}, {"to": "<operator>", "data": …}, {"telemetry": …} or {"confirm": "safe-stop"}.`,
    );
  };
  const splitter = new LineSplitter({
    onLine: (line) => {
      number++;
      try {
        handle(line);
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

type Task = Exclude<StdioInput, { readonly confirm: unknown }>;

function carryOut(robot: Robot, task: Task): void {
  if ('telemetry' in task) {
    robot.telemetry.put_nowait(task.telemetry);
    return;
  }
  if (task.to === undefined) {
    robot.put_nowait(task.data);
    return;
  }
  const operator = robot.operators.find(({ id }) => id === task.to);
  if (!operator) throw new Error(`no operator ${task.to} is connected.`);
  operator.put_nowait(task.data);
}
