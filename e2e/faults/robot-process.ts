import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { processTree, signalAll } from './process-tree.js';

/** The built file behind a command of ours. */
export function commandFile(packageName: string): string {
  const manifest = createRequire(import.meta.url).resolve(`${packageName}/package.json`);
  return path.join(path.dirname(manifest), 'dist/main.js');
}

/** Now, by the clock that all processes of this machine share. */
export const wallMs = (): number => performance.timeOrigin + performance.now();

interface Line {
  readonly atMs: number;
  readonly event: {
    readonly event: string;
    readonly reason?: string;
    readonly data?: Readonly<Record<string, unknown>>;
  };
}

/** `rtcbot-robot --stdio` with all of its processes; this one is its brain, and confirms stops. */
export class RobotProcess {
  readonly #child: ChildProcess;
  readonly #lines: Line[] = [];
  readonly #watchers = new Set<() => void>();
  /** Whether stops are confirmed; they come again and again otherwise. */
  confirms = true;

  constructor(relayUrl: string, robotId: string, token: string) {
    const args = [commandFile('@rtcbot-web/robot'), '--relay', relayUrl, '--robot', robotId];
    this.#child = spawn(process.execPath, [...args, '--camera', 'test', '--stdio'], {
      stdio: ['pipe', 'pipe', 'ignore'],
      env: { ...process.env, RTCBOT_TOKEN: token },
    });
    createInterface({ input: this.#child.stdout! }).on('line', (line) => {
      const event = JSON.parse(line) as Line['event'];
      this.#lines.push({ atMs: wallMs(), event });
      if (event.event === 'safe-stop' && this.confirms) this.write({ confirm: 'safe-stop' });
      for (const watcher of this.#watchers) watcher();
    });
  }

  write(value: unknown): void {
    this.#child.stdin!.write(`${JSON.stringify(value)}\n`);
  }

  /** Its Chromium: all of it, its main process alone, or the process of the camera page alone. */
  chromium(part: 'all' | 'main' | 'page') {
    const [, ...all] = processTree(this.#child.pid!);
    const isMain = (command: string) => !command.includes('--type=');
    const isPage = (command: string) => command.includes('--type=renderer');
    if (part === 'all') return all;
    return all.filter(({ command }) => (part === 'main' ? isMain(command) : isPage(command)));
  }

  /** The Node process. */
  get node() {
    return processTree(this.#child.pid!).slice(0, 1);
  }

  /** Whether the last it heard of is motion. */
  get moves(): boolean {
    const last = this.#lines.findLast(isAboutMotion);
    return last !== undefined && !stops(last);
  }

  /** What it heard of motion and stops since `sinceMs`. */
  since(sinceMs: number): Line[] {
    return this.#lines.filter((line) => line.atMs >= sinceMs && isAboutMotion(line));
  }

  /** How many stops it was told of. */
  get stops(): number {
    return this.#lines.filter(({ event }) => event.event === 'safe-stop').length;
  }

  /** Resolves with the first line since `sinceMs` that stops it; rejects if none comes in time. */
  async stopped(sinceMs: number, patienceMs = 5_000): Promise<number> {
    const find = () => this.#lines.find((line) => line.atMs >= sinceMs && stops(line))?.atMs;
    return this.#until(find, patienceMs, 'The robot was not stopped.');
  }

  /** Resolves with whether it moves within this time. */
  moving(patienceMs: number): Promise<boolean> {
    return this.#until(() => this.moves || undefined, patienceMs, 'No motion.').catch(() => false);
  }

  async end(): Promise<void> {
    const all = processTree(this.#child.pid!);
    signalAll(all, 'SIGCONT');
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    signalAll(all, 'SIGKILL');
    await ended;
  }

  #until<T>(find: () => T | undefined, patienceMs: number, why: string): Promise<T> {
    return new Promise((resolve, reject) => {
      const end = (): void => {
        clearTimeout(timer);
        this.#watchers.delete(look);
      };
      const look = (): void => {
        const found = find();
        if (found === undefined) return;
        end();
        resolve(found);
      };
      const timer = setTimeout(() => {
        end();
        reject(new Error(why));
      }, patienceMs);
      this.#watchers.add(look);
      look();
    });
  }
}

function isAboutMotion({ event }: Line): boolean {
  return event.event === 'command' || event.event === 'safe-stop';
}

function stops({ event }: Line): boolean {
  if (event.event === 'safe-stop') return true;
  return event.event === 'command' && Object.values(event.data ?? {}).every((part) => part === 0);
}
