import type { Readable } from 'node:stream';
import { MAX_LINE_CHARACTERS, LineSplitter } from './line-splitter.js';
import type { Log } from '@rtcbot-web/sdk/protocol';
import { parseStdioLine, type StdioInput } from './stdio-lines.js';
import { LineBudget } from './line-budget.js';

const KNOWN =
  'Write {"data": …}, {"to": "<operator>", "data": …}, {"telemetry": …}, {"confirm": "safe-stop", "number": …}, {"stop": "<name>"}, {"resume": "<name>"}, {"pong": …} or {"ready": true}; of calls {"expose": "<method>"}, {"answer": …, "result": …}, {"progress": …, "value": …} or {"call": …, "to": "<operator>", "method": "…"}.';

/** Who takes what a program says. */
export interface LineReaderListener {
  /** A line that can be read. May throw words that say why it is ignored. */
  readonly onInput: (input: StdioInput) => void;
  /** Any line at all, before it is read. */
  readonly onLine: () => void;
  /** There will be no more. */
  readonly onEnd: () => void;
}

/** Reads what a program says line by line. What makes no sense gets a line in the log, and the next one is read. */
export class LineReader {
  readonly #log: Log;
  readonly #listener: LineReaderListener;
  readonly #budget = new LineBudget();
  #number = 0;
  #hasWarned = false;

  constructor(input: Readable, listener: LineReaderListener, log: Log) {
    this.#log = log;
    this.#listener = listener;
    const splitter = new LineSplitter({
      onLine: (line) => {
        this.#read(line);
      },
      onTooLong: () => {
        this.#number++;
        this.#ignore(
          `it is longer than ${MAX_LINE_CHARACTERS.toLocaleString('en')} characters, the most that a line may have.`,
        );
      },
    });
    input.setEncoding('utf8');
    input.on('data', (text: string) => {
      splitter.push(text);
    });
    input.on('end', () => {
      splitter.end();
    });
    // Whatever ended it: a pipe that breaks is closed without an end.
    input.on('error', listener.onEnd).on('end', listener.onEnd).on('close', listener.onEnd);
  }

  #read(line: string): void {
    this.#number++;
    if (line.trim() === '') return;
    this.#listener.onLine();
    try {
      const input = parseStdioLine(line, () => {
        this.#warnOfNumbers();
      });
      if (input) this.#listener.onInput(input);
    } catch (error) {
      this.#ignore(error instanceof Error ? error.message : String(error));
    }
  }

  #ignore(why: string): void {
    const leftOut = this.#budget.spend(performance.now());
    if (leftOut === undefined) return;
    const others = leftOut > 0 ? `, and ${String(leftOut)} before it that were not told of,` : '';
    this.#log.warn(
      `Line ${String(this.#number)} of the program's output${others} is ignored: ${why} ${KNOWN}`,
    );
  }

  #warnOfNumbers(): void {
    if (this.#hasWarned) return;
    this.#hasWarned = true;
    this.#log.warn(
      `Line ${String(this.#number)} of the program's output holds NaN or Infinity, which JSON does not have: it is read as null, now and from now on. (json.dumps(…, allow_nan=False) of Python says where it comes from.)`,
    );
  }
}
