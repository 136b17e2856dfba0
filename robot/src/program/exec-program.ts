import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { createDeferred } from '../host/deferred.js';
import type { Log } from '@rtcbot-web/sdk/protocol';
import { ProcessGroup } from './process-group.js';
import type { ProgramLink } from './program-link.js';
import { RestartWaits } from '../host/restart-waits.js';
import type { Robot } from '../robot.js';
import { StdioBridge } from './stdio.js';

const RESTART = { firstMs: 500, maxMs: 30_000, resetAfterMs: 10_000 } as const;

/**
 * Runs a program that drives the robot: it reads events on its standard input, writes messages on its standard
 * output, and is started again when it ends or closes one of the two. What it writes on standard error goes where ours goes.
 */
export class ExecProgram {
  readonly #command: string;
  readonly #log: Log;
  readonly #bridge: StdioBridge;
  readonly #ending = new AbortController();
  readonly #work: Promise<void>;
  #group: ProcessGroup | undefined;
  #link: ProgramLink | undefined;

  /** @param command - as a shell takes it */
  constructor(robot: Robot, command: string, log: Log) {
    this.#command = command;
    this.#log = log;
    this.#bridge = new StdioBridge(robot, log);
    process.once('exit', this.#onHostExit);
    this.#work = this.#run();
  }

  /** End the program. Idempotent, never rejects. */
  async close(): Promise<void> {
    this.#ending.abort();
    this.#link?.lose('the robot ends');
    await this.#work;
    process.off('exit', this.#onHostExit);
  }

  async #run(): Promise<void> {
    const { signal } = this.#ending;
    const waits = new RestartWaits(RESTART);
    while (!signal.aborted) {
      waits.onStarted();
      const why = await this.#runOnce();
      if (signal.aborted) return;
      const ranSeconds = (waits.uptimeMs / 1_000).toFixed(1);
      const waitMs = String(Math.round(waits.nextMs()));
      const often = waits.failures > 1 ? `, the ${String(waits.failures)}th time in a row` : '';
      this.#log.warn(
        `"${this.#command}" ${why}, starting it again in ${waitMs} ms. It ran for ${ranSeconds} s${often}.`,
      );
      await sleep(Number(waitMs), undefined, { signal }).catch(() => undefined);
    }
  }

  /** @returns how it was lost, once it is gone with all that it has started */
  async #runOnce(): Promise<string> {
    // A process group of its own, so that whatever it starts ends with it.
    const child = spawn(this.#command, {
      ...{ shell: true, detached: process.platform !== 'win32' },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const lost = createDeferred<string>();
    const { stdin: output, stdout: input } = child;
    const link = this.#bridge.connect({ input, output }, lost.resolve);
    this.#link = link;
    child.once('error', (error) => {
      link.lose(`could not be started: ${error.message}`);
    });
    const ended = createDeferred<string>();
    child.once('exit', (code, killedBy) => {
      ended.resolve(howItEnded(code, killedBy));
      link.lose(howItEnded(code, killedBy));
    });
    this.#group = new ProcessGroup(child.pid);
    const closed = await lost.promise;
    // The pipes of a program that ends may close first; how it ended says more.
    const why = await Promise.race([ended.promise, sleep(ENDS_WITHIN_MS, closed)]);
    await this.#end(child, this.#group);
    return why;
  }

  async #end(child: ChildProcess, group: ProcessGroup): Promise<void> {
    const closed = once(child, 'close').catch(() => undefined);
    child.stdin?.end();
    await group.end();
    child.stdin?.destroy();
    // What it said last is read; a pipe that somebody has taken elsewhere is not waited for.
    await Promise.race([closed, sleep(LAST_WORDS_MS)]);
    child.stdout?.destroy();
  }

  readonly #onHostExit = (): void => {
    this.#group?.kill('SIGKILL');
  };
}

/** How soon after its pipes have closed a program has ended that was about to. */
const ENDS_WITHIN_MS = 50;

/** How long it takes at most to read what a program that is gone has written. */
const LAST_WORDS_MS = 200;

/** The shell's own codes for what it could not run. */
const SHELL_TROUBLES: Readonly<Record<number, string>> = {
  126: ': its shell may not run it',
  127: ': its shell has not found it',
};

function howItEnded(code: number | null, killedBy: string | null): string {
  const trouble = code === null ? undefined : SHELL_TROUBLES[code];
  return `ended (${String(code ?? killedBy)}${trouble ?? ''})`;
}
