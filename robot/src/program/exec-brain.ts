import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RobotLog } from '../log.js';
import { RestartWaits } from '../host/restart-waits.js';
import type { Robot } from '../robot.js';
import { StdioBridge } from './stdio.js';

const RESTART = { firstMs: 500, maxMs: 30_000, resetAfterMs: 10_000 } as const;
/** How long a program may take to end before it is killed. */
const END_TIMEOUT_MS = 2_000;

/**
 * Runs a program that is the robot's brain: it reads events on its standard input, writes messages on its standard
 * output, and is started again when it ends. What it writes on standard error goes where ours goes.
 */
export class ExecBrain {
  readonly #command: string;
  readonly #log: RobotLog;
  readonly #bridge: StdioBridge;
  readonly #ending = new AbortController();
  readonly #work: Promise<void>;
  #child: ChildProcess | undefined;

  /** @param command - as a shell takes it */
  constructor(robot: Robot, command: string, log: RobotLog) {
    this.#command = command;
    this.#log = log;
    this.#bridge = new StdioBridge(robot, log);
    process.once('exit', this.#onHostExit);
    this.#work = this.#run();
  }

  /** End the program. Idempotent, never rejects. */
  async close(): Promise<void> {
    this.#ending.abort();
    const child = this.#child;
    if (child) {
      child.stdin?.end();
      this.#kill('SIGTERM');
      const late = setTimeout(() => {
        this.#kill('SIGKILL');
      }, END_TIMEOUT_MS);
      await this.#work;
      clearTimeout(late);
    }
    await this.#work;
    process.off('exit', this.#onHostExit);
  }

  async #run(): Promise<void> {
    const { signal } = this.#ending;
    const waits = new RestartWaits(RESTART);
    while (!signal.aborted) {
      waits.onStarted();
      const end = await this.#runOnce();
      if (signal.aborted) return;
      const waitMs = waits.nextMs();
      this.#log.warn(
        `"${this.#command}" ended (${end}), starting it again in ${String(Math.round(waitMs))} ms.`,
      );
      await sleep(waitMs, undefined, { signal }).catch(() => undefined);
    }
  }

  async #runOnce(): Promise<string> {
    // A process group of its own, so that whatever it starts ends with it.
    const child = spawn(this.#command, {
      ...{ shell: true, detached: process.platform !== 'win32' },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.#child = child;
    const { stdin: output, stdout: input } = child;
    this.#bridge.connect({ input, output }, () => undefined);
    const [code, killedBy] = (await once(child, 'close').catch((error: unknown) => [
      String(error),
    ])) as [number | string | null, string | null];
    this.#child = undefined;
    return String(code ?? killedBy);
  }

  #kill(signal: NodeJS.Signals): void {
    const pid = this.#child?.pid;
    if (pid === undefined) return;
    try {
      process.kill(process.platform === 'win32' ? pid : -pid, signal);
    } catch {
      // It has just ended.
    }
  }

  readonly #onHostExit = (): void => {
    this.#kill('SIGKILL');
  };
}
