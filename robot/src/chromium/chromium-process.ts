import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ChromiumProfile } from './chromium-profile.js';
import { PipeTransport } from './pipe-transport.js';

/** Killed processes are gone at once, but count until init reaps them; some containers' init is slow or absent. */
const GROUP_GONE_TIMEOUT_MS = 250;
const GROUP_GONE_STEP_MS = 10;
const KEPT_STDERR_LINES = 40;

/** Lines of Chromium's that name the trouble, and what to do about it. */
const REMEDIES: readonly (readonly [RegExp, string])[] = [
  [
    /no usable sandbox|setuid sandbox|namespace sandbox/i,
    'its sandbox does not work here: install the package chromium-sandbox, allow user namespaces, or (last resort) give the flag --no-sandbox.',
  ],
  [/shared librar/i, 'a library is missing: install Chromium from your system instead.'],
  [
    /X server|ozone_platform|\$DISPLAY/i,
    'there is no screen for its window: run it without a window.',
  ],
];

/** The processes of one Chromium, which end when this process does, and the folder they write to. */
export class ChromiumProcess {
  /** Rejects when it has ended or could not be started, saying how. */
  readonly failed: Promise<never>;
  readonly #child: ChildProcess;
  readonly #profile: ChromiumProfile;
  readonly #exited: Promise<void>;
  readonly #stderrLines: string[] = [];
  #ending: Promise<void> | undefined;

  /** Start it. */
  constructor(executablePath: string, flags: readonly string[], profile: ChromiumProfile) {
    this.#profile = profile;
    // A process group of its own: Ctrl-C in a terminal reaches the host alone, and it can be killed as one.
    this.#child = spawn(executablePath, flags, {
      detached: process.platform !== 'win32',
      stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'],
      env: { ...withoutOurs(process.env), TMPDIR: profile.folder },
    });
    this.failed = new Promise((_, reject) => {
      this.#child.once('error', reject);
      this.#child.once('exit', (code, signal) => {
        reject(new Error(`it ended with ${String(code ?? signal)}`));
      });
    });
    this.#exited = this.failed.catch(() => undefined);
    process.once('exit', this.#onHostExit);
    this.#keepStderr();
  }

  /** Its process id, which is that of its group too; undefined if it could not be started. */
  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** The two pipes through which it is driven. */
  openTransport(): PipeTransport {
    const [, , , toChromium, fromChromium] = this.#child.stdio;
    return new PipeTransport(toChromium as Writable, fromChromium as Readable);
  }

  /** Kill whatever is left of it, and remove its folder. Idempotent, never rejects. */
  end(): Promise<void> {
    this.#ending ??= this.#end();
    return this.#ending;
  }

  /** Kill it without waiting. */
  kill(): void {
    if (this.pid === undefined) return;
    try {
      process.kill(process.platform === 'win32' ? this.pid : -this.pid, 'SIGKILL');
    } catch (error) {
      if (!isGone(error)) throw error;
    }
  }

  /** Say why it did not start, as far as it has told. */
  diagnose(cause: unknown): string {
    for (const [pattern, remedy] of REMEDIES) {
      if (this.#stderrLines.some((line) => pattern.test(line))) return remedy;
    }
    const last = this.#stderrLines.filter((line) => line.trim() !== '').at(-1);
    return last ?? (cause instanceof Error ? cause.message : String(cause));
  }

  async #end(): Promise<void> {
    this.kill();
    await this.#exited;
    await this.#groupGone();
    process.off('exit', this.#onHostExit);
    // What cannot be removed now is removed at the next start.
    await this.#profile.remove().catch(() => undefined);
  }

  readonly #onHostExit = (): void => {
    this.kill();
    this.#profile.removeNow();
  };

  /** The processes of the group have been killed; a moment later they are gone. */
  async #groupGone(): Promise<void> {
    const deadlineMs = Date.now() + GROUP_GONE_TIMEOUT_MS;
    while (this.#isGroupAlive() && Date.now() < deadlineMs) await sleep(GROUP_GONE_STEP_MS);
  }

  #isGroupAlive(): boolean {
    if (this.pid === undefined || process.platform === 'win32') return false;
    try {
      return process.kill(-this.pid, 0);
    } catch (error) {
      return !isGone(error);
    }
  }

  #keepStderr(): void {
    const { stderr } = this.#child;
    if (!stderr) return;
    createInterface({ input: stderr }).on('line', (line) => {
      this.#stderrLines.push(line);
      if (this.#stderrLines.length > KEPT_STDERR_LINES) this.#stderrLines.shift();
    });
  }
}

/** Our own variables, tokens among them, are nothing to Chromium. */
function withoutOurs(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('RTCBOT_')));
}

function isGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ESRCH';
}
