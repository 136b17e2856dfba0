import { isNeutral } from '@rtcbot-web/sdk/teleop';
import type { Readable, Writable } from 'node:stream';
import { LineSplitter } from './line-splitter.js';
import type { RobotLog } from './log.js';
import type { Robot } from './robot.js';
import { formatStdioEvent, parseStdioLine, type StdioEvent } from './stdio-lines.js';

/** The two ends of another program that is the robot's brain. */
export interface StdioStreams {
  readonly input: Readable;
  readonly output: Writable;
}

/** How much may wait for a program that reads too slowly; beyond that, messages are left out. */
const MAX_WAITING_BYTES = 8_000_000;

/**
 * Let another program be the robot's brain: one JSON object per line, in and out. A line that makes no sense
 * gets one line in the log, and the next one is read. The end of the input ends nothing.
 * @param onReaderGone - called when the other program does not read any more
 */
export function joinStdio(
  robot: Robot,
  { input, output }: StdioStreams,
  log: RobotLog,
  onReaderGone: () => void,
): void {
  const write = createWriter(output, log);
  robot.onConnection((operator) => {
    const { id, role } = operator;
    write({ event: 'operator', operator: id, state: 'joined', role });
    operator.onClose(() => {
      write({ event: 'operator', operator: id, state: 'left', role });
    });
  });
  robot.subscribe((data: unknown, { id }) => {
    write({ event: 'message', operator: id, data });
  });
  const confirmStop = writeDriving(robot, write);
  output.on('error', onReaderGone);
  readLines((line) => handleLine(robot, line, confirmStop), input, log);
}

/**
 * Commands and stops go out as they come; a stop is over when the other program says so.
 * @returns what is called when it does
 */
function writeDriving(robot: Robot, write: (event: StdioEvent) => void): () => void {
  let pending: (() => void)[] = [];
  robot.commands.subscribe((data: unknown) => {
    write({ event: 'command', operator: robot.commands.operatorId ?? '', data });
  });
  robot.onSafeStop((reason) => {
    write({ event: 'safe-stop', reason });
    return new Promise<void>((resolve) => pending.push(resolve));
  });
  return () => {
    for (const resolve of pending) resolve();
    pending = [];
  };
}

function createWriter(output: Writable, log: RobotLog): (event: StdioEvent) => void {
  let dropping = false;
  return (event) => {
    const isFull = output.writableLength > MAX_WAITING_BYTES;
    if (isFull && (event.event === 'message' || isMotion(event))) {
      if (!dropping) log.warn('Messages are left out: standard output is read too slowly.');
      dropping = true;
      return;
    }
    dropping = false;
    output.write(formatStdioEvent(event));
  };
}

/** A program that reads too slowly gets no motion that is long past; letting go it gets. */
function isMotion(event: StdioEvent): boolean {
  return event.event === 'command' && !isNeutral(event.data);
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

function handleLine(robot: Robot, line: string, confirmStop: () => void): void {
  const message = parseStdioLine(line);
  if (message && 'confirm' in message) {
    confirmStop();
    return;
  }
  if (!message || robot.closed) return;
  if ('telemetry' in message) {
    robot.telemetry.put_nowait(message.telemetry);
    return;
  }
  if (message.to === undefined) {
    robot.put_nowait(message.data);
    return;
  }
  const operator = robot.operators.find(({ id }) => id === message.to);
  if (!operator) throw new Error(`no operator ${message.to} is connected.`);
  operator.put_nowait(message.data);
}
