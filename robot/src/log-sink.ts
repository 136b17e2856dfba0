import { fstatSync, writeSync } from 'node:fs';
import { isatty } from 'node:tty';

const STDERR = 2;
/** More than this does not wait for who reads standard error. */
const MAX_WAITING_BYTES = 1_000_000;

let dropped = 0;

/** How many lines of the log could not be written so far. */
export function droppedLogLines(): number {
  return dropped;
}

/** Make a function that writes to standard error, whatever that is, and neither fails nor waits. */
export function createLogSink(): (line: string) => void {
  return isFile() ? writeToFile : writeToStream;
}

/** A stream of Node's would be over for good with the first error; a disk may have room again later. */
function writeToFile(line: string): void {
  try {
    writeSync(STDERR, line);
  } catch {
    dropped++;
  }
}

function writeToStream(line: string): void {
  const { stderr } = process;
  if (stderr.listenerCount('error') === 0) {
    stderr.on('error', () => {
      dropped++;
    });
  }
  if (stderr.destroyed || stderr.writableLength > MAX_WAITING_BYTES) dropped++;
  else stderr.write(line);
}

function isFile(): boolean {
  try {
    const status = fstatSync(STDERR);
    return status.isFile() || (status.isCharacterDevice() && !isatty(STDERR));
  } catch {
    return false;
  }
}
