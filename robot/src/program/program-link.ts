import type { ProgramEvent } from '@rtcbot-web/sdk/teleop';
import type { Readable, Writable } from 'node:stream';
import { FairQueue } from '../../wire/fair-queue.js';
import type { Log } from '@rtcbot-web/sdk/protocol';
import { formatStdioEvent, type StdioEvent, type StdioInput } from './stdio-lines.js';
import { CommandFlow, type WaitingCommand } from './command-flow.js';
import { LineReader } from './line-reader.js';
import { ProgramPings } from './program-pings.js';

/** The two ends of another program that drives the robot. */
export interface StdioStreams {
  /** What the other program writes. */
  readonly input: Readable;
  /** What the other program reads. */
  readonly output: Writable;
}

/** Who is behind a {@link ProgramLink}. */
export interface ProgramLinkListener {
  /** Something became of the program. */
  readonly onEvent: (event: ProgramEvent) => void;
  /** It says something. May throw words that say why it is ignored. */
  readonly onInput: (input: StdioInput) => void;
  /** It is gone, or closed one of its ends: called once. @param why - in words */
  readonly onLost: (why: string) => void;
}

/** How a {@link ProgramLink} watches. */
export interface ProgramLinkOptions {
  /** Silence after which the robot is stopped, in ms. */
  readonly timeoutMs: number;
  /** Whether anybody is there who wants to know that the program lives. */
  readonly isWatched: () => boolean;
  readonly log: Log;
}

/** How many characters may wait for a program that reads too slowly; beyond that, the oldest messages are left out. */
const MAX_WAITING_CHARACTERS = 8_000_000;

/** How much a program is given to read before it has shown that it reads: a command waits behind no more than that. */
const MAX_UNREAD_CHARACTERS = 64_000;

const PING_MS = 100;
/** While nobody is there. */
const IDLE_PING_MS = 1_000;

/** How long a program may take to say its first line, and to answer its first ping, before the log tells of it. */
const PATIENCE_MS = 5_000;

const SAYS_NOTHING =
  'The program has not said anything yet: before it has, it is told of no commands. One that drives writes a line such as {"ready":true} as soon as it reads; see docs/teleop.md.';
const GIVES_NO_SIGN =
  'The program has answered no ping: if it hung while the robot moves, nobody would notice (with --require-program-heartbeat it moves nothing). Answer {"event":"ping","n":…} with {"pong":…}; see docs/teleop.md.';

/**
 * Speaks with one run of a program that drives the robot. Messages wait here, not in the pipe, so that stops, commands and pings
 * pass them; and of commands for motion no more than one is in the pipe unread.
 */
export class ProgramLink {
  readonly #output: Writable;
  readonly #listener: ProgramLinkListener;
  readonly #options: ProgramLinkOptions;
  readonly #pings: ProgramPings;
  readonly #commands: CommandFlow;
  readonly #messages = new FairQueue();
  readonly #timer: ReturnType<typeof setInterval>;
  #tickMs = -Infinity;
  /** When the log tells of what the program has not said yet. */
  #tellMs = performance.now() + PATIENCE_MS;
  #unread = 0;
  #hasSpoken = false;
  #isLost = false;
  #isStuck = false;
  #isDropping = false;
  #stopNumber: number | undefined;

  constructor(
    { input, output }: StdioStreams,
    listener: ProgramLinkListener,
    options: ProgramLinkOptions,
  ) {
    this.#output = output;
    this.#listener = listener;
    this.#options = options;
    this.#pings = new ProgramPings(options.timeoutMs);
    this.#commands = new CommandFlow(options.timeoutMs);
    const onReader = {
      onLine: () => {
        this.#onLine();
      },
      onInput: (said: StdioInput) => {
        this.#onInput(said);
      },
      onEnd: () => {
        this.lose('closed its output');
      },
    };
    new LineReader(input, onReader, options.log);
    // Node destroys the pipe of a program that has ended without any error.
    for (const event of ['error', 'close', 'finish']) {
      output.on(event, () => {
        this.lose('closed its input');
      });
    }
    listener.onEvent('started');
    const pingMs = Math.min(PING_MS, options.timeoutMs / 3);
    this.#timer = setInterval(this.#tick, pingMs);
    this.#tick();
  }

  /** Tell it of an operator, or of what one says; what is `droppable` may be left out when it reads too slowly. */
  tell(event: StdioEvent, operator: string, droppable: boolean): void {
    this.#messages.push(operator, { json: formatStdioEvent(event), droppable });
    this.#flush();
    if (this.#messages.characters === 0) this.#isDropping = false;
    if (this.#messages.characters > MAX_WAITING_CHARACTERS) this.#dropOldest();
  }

  /** Have it carry out a command, now or as soon as it has read what came before; the newest wins. */
  command(command: WaitingCommand): void {
    if (this.#isLost || !this.#hasSpoken) return;
    this.#commands.offer(command, performance.now());
    this.#flush();
    // A program that answers pings says it sooner, by a missing answer.
    if (this.#commands.isWaiting && !this.#answers) this.#setStuck(!this.#isIdle);
  }

  /** Have it stop. What it has not read yet is not written again. */
  stop(number: number, reason: string): void {
    if (this.#isLost || !this.#hasSpoken) return;
    if (this.#stopNumber === number && !this.#hasRead) return;
    this.#stopNumber = number;
    this.#write(formatStdioEvent({ event: 'safe-stop', number, reason }));
    this.#ask();
  }

  /** It drives no more, and nothing that it says of driving counts; messages may still go both ways. @param why - in words */
  lose(why: string): void {
    if (this.#isLost) return;
    this.#isLost = true;
    this.#unread = 0;
    clearInterval(this.#timer);
    this.#listener.onEvent('lost');
    this.#listener.onLost(why);
  }

  readonly #tick = (): void => {
    const nowMs = performance.now();
    const isWatched = this.#options.isWatched();
    if (!isWatched && nowMs - this.#tickMs < IDLE_PING_MS) return;
    this.#tickMs = nowMs;
    this.#ask();
    this.#flush();
    if (nowMs < this.#tellMs || this.#answers) return;
    this.#tellMs = Infinity;
    this.#options.log.warn(this.#hasSpoken ? GIVES_NO_SIGN : SAYS_NOTHING);
  };

  #onLine(): void {
    if (this.#isLost || this.#hasSpoken) return;
    this.#hasSpoken = true;
    this.#tellMs = performance.now() + PATIENCE_MS;
    this.#listener.onEvent('ready');
  }

  #onInput(input: StdioInput): void {
    if ('pong' in input) this.#onPong(input.pong);
    else if ('confirm' in input || 'resume' in input ? !this.#isLost : !('ready' in input))
      this.#listener.onInput(input);
  }

  #onPong(number: number): void {
    if (this.#isLost) return;
    const answer = this.#pings.answer(number);
    if (answer === 'unknown') throw new Error(`there was no ping ${String(number)}.`);
    if (answer === 'late') return;
    this.#unread = 0;
    this.#listener.onEvent('answered');
    this.#flush();
  }

  /** Whether it gives signs of life. */
  get #answers(): boolean {
    return this.#pings.hasAnswered && !this.#isLost;
  }

  /** Whether the pipe takes more. */
  get #isIdle(): boolean {
    return this.#output.writableLength === 0;
  }

  /** Whether it has read all that was written; of one that never answers that is not known. */
  get #hasRead(): boolean {
    return this.#isIdle && !(this.#answers && this.#pings.isWaiting);
  }

  readonly #flush = (): void => {
    if (!this.#isLost) this.#flushCommand(performance.now());
    this.#flushMessages();
    if (this.#isIdle) this.#setStuck(false);
  };

  #flushCommand(nowMs: number): void {
    const command = this.#commands.take(this.#hasRead, nowMs);
    if (!command) return;
    const { operator, data, sinceMs, pictureAtMs, moves } = command;
    const ageOf = (atMs: number): number => Math.max(0, Math.round(nowMs - atMs));
    const picture = pictureAtMs === undefined ? {} : { pictureAgeMs: ageOf(pictureAtMs) };
    const event = { event: 'command', operator, data, ageMs: ageOf(sinceMs), ...picture } as const;
    this.#write(formatStdioEvent(event));
    if (moves) this.#ask();
  }

  #flushMessages(): void {
    while (this.#messages.characters > 0 && this.#isIdle && this.#unread < MAX_UNREAD_CHARACTERS) {
      const text = this.#messages.take(MAX_UNREAD_CHARACTERS).join('');
      this.#write(text);
      if (!this.#answers) continue;
      this.#unread += text.length;
      this.#ask();
    }
  }

  #ask(): void {
    const nowMs = performance.now();
    // Before one that is read, no other is written.
    if (!this.#isIdle && (!this.#answers || this.#pings.isWaiting)) return;
    if (!this.#pings.isDue(nowMs)) return;
    this.#write(formatStdioEvent({ event: 'ping', n: this.#pings.ask(nowMs) }));
    this.#listener.onEvent('asked');
  }

  #setStuck(isStuck: boolean): void {
    if (this.#isStuck === isStuck || this.#isLost) return;
    this.#isStuck = isStuck;
    this.#listener.onEvent(isStuck ? 'stuck' : 'ready');
  }

  #write(text: string): void {
    // Of a pipe that broke a moment ago its events tell.
    if (this.#output.writable) this.#output.write(text, this.#flush);
  }

  #dropOldest(): void {
    this.#messages.dropOldest(this.#messages.characters - MAX_WAITING_CHARACTERS);
    if (!this.#isDropping) {
      this.#options.log.warn('Messages are left out: the program reads them too slowly.');
    }
    this.#isDropping = true;
  }
}
