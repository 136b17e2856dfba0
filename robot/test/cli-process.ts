import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { createInterface } from 'node:readline';
import { isAboutRoot } from './recorded-log.js';

const MAIN = fileURLToPath(new URL('../dist/src/main.js', import.meta.url));

/** The built command `rtcbot-robot`, as a child process. */
export class CliProcess {
  readonly #child: ChildProcess;
  readonly #exit: Promise<number | string>;
  /** Lines of standard output and of standard error so far. */
  readonly out: string[] = [];
  readonly err: string[] = [];

  /** @param stderr - a file for standard error, instead of a pipe */
  constructor(
    args: readonly string[],
    env: Readonly<Record<string, string>> = {},
    stderr?: number,
  ) {
    this.#child = spawn(process.execPath, [MAIN, ...args], {
      stdio: ['pipe', 'pipe', stderr ?? 'pipe'],
      env: { ...process.env, ...env },
    });
    const exited = once(this.#child, 'close') as Promise<[number | null, string | null]>;
    this.#exit = exited.then(([code, signal]) => code ?? signal ?? 'unknown');
    createInterface({ input: this.#child.stdout! }).on('line', (line) => this.out.push(line));
    const { stderr: log } = this.#child;
    if (log) {
      createInterface({ input: log }).on('line', (line) => {
        if (!isAboutRoot(line)) this.err.push(line);
      });
    }
  }

  get pid(): number {
    return this.#child.pid!;
  }

  /** Its exit code, or the signal that ended it. */
  get exit(): Promise<number | string> {
    return this.#exit;
  }

  /** Send it a signal. */
  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Send it a signal; its exit code follows. */
  end(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | string> {
    this.#child.kill(signal);
    return this.#exit;
  }

  /** Read standard error no more. */
  closeErr(): void {
    this.#child.stderr!.destroy();
  }

  /** Call `listener` with each line of its standard output. */
  onLine(listener: (line: string) => void): void {
    createInterface({ input: this.#child.stdout! }).on('line', listener);
  }

  /** Write lines to its standard input. */
  write(...lines: string[]): void {
    for (const line of lines) this.#child.stdin!.write(`${line}\n`);
  }
}
