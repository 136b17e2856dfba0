import { setTimeout as sleep } from 'node:timers/promises';

/** How long a program may take to end when its input ends, and when it is told to. */
const PATIENCE_MS = { input: 250, signal: 2_000 } as const;
const LOOK_MS = 20;

/** A program and all that it has started; on Windows the program alone. */
export class ProcessGroup {
  readonly #id: number | undefined;

  /** @param pid - of its leader; undefined for one that could not be started */
  constructor(pid: number | undefined) {
    this.#id = pid === undefined || process.platform === 'win32' ? pid : -pid;
  }

  /** Send it a signal, or (0) none. @returns false if nobody is left */
  kill(signal: NodeJS.Signals | 0): boolean {
    if (this.#id === undefined) return false;
    try {
      return process.kill(this.#id, signal);
    } catch {
      return false;
    }
  }

  /** End it, whose input has ended: first it may end by itself, then it is told to, then it is killed. */
  async end(): Promise<void> {
    if (await this.#endsWithin(PATIENCE_MS.input)) return;
    this.kill('SIGTERM');
    if (await this.#endsWithin(PATIENCE_MS.signal)) return;
    this.kill('SIGKILL');
  }

  async #endsWithin(patienceMs: number): Promise<boolean> {
    const endMs = performance.now() + patienceMs;
    while (this.kill(0)) {
      if (performance.now() >= endMs) return false;
      await sleep(LOOK_MS);
    }
    return true;
  }
}
