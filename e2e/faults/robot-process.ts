import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { processTree, signalAll, type Process } from './process-tree.js';

const BRAIN = fileURLToPath(new URL('brain.mjs', import.meta.url));
const NODE_ROBOT = fileURLToPath(new URL('node-robot.mjs', import.meta.url));

/** The built file behind a command of ours. */
export function commandFile(packageName: string): string {
  const manifest = createRequire(import.meta.url).resolve(`${packageName}/package.json`);
  const { bin } = JSON.parse(readFileSync(manifest, 'utf8')) as { bin: Record<string, string> };
  return path.join(path.dirname(manifest), Object.values(bin)[0]!);
}

/** Now, by the clock that all processes of this machine share: those of `performance` drift apart by some ms in minutes. */
export const wallMs = (): number => Date.now();

/** A limit that only a hang reaches. */
const HANG_MS = 60_000;

/** What the robot's own program heard, or did, and when, by a clock of its process. */
export interface Line {
  readonly atMs: number;
  readonly event: {
    readonly event: string;
    readonly reason?: string;
    readonly data?: Readonly<Record<string, unknown>>;
    readonly ageMs?: number;
  };
}

/** How a robot is started. */
export interface RobotStart {
  readonly relayUrl: string;
  readonly robotId: string;
  readonly token: string;
  /** More of the command line. */
  readonly args?: readonly string[];
  /** Whether the robot is a program in Node, `node-robot.mjs`, instead of the command. */
  readonly inNode?: boolean;
}

/** `rtcbot-robot --exec` with all of its processes; its brain is `brain.mjs`. */
export class RobotProcess {
  readonly #child: ChildProcess;
  readonly #server: Server;
  readonly #folder: string;
  readonly #lines: Line[] = [];
  readonly #log: { readonly atMs: number; readonly text: string }[] = [];
  readonly #watchers = new Set<() => void>();
  #brain: Socket | undefined;

  private constructor(child: ChildProcess, server: Server, folder: string) {
    this.#child = child;
    this.#server = server;
    this.#folder = folder;
    createInterface({ input: child.stderr! }).on('line', (text) => {
      this.#log.push({ atMs: wallMs(), text });
      this.#look();
    });
    server.on('connection', (brain) => {
      this.#brain = brain;
      brain.on('error', () => undefined); // killed with the robot
      createInterface({ input: brain }).on('line', (line) => {
        this.#lines.push(JSON.parse(line) as Line);
        this.#look();
      });
    });
  }

  static async start(start: RobotStart): Promise<RobotProcess> {
    const { relayUrl, robotId, token, args = [], inNode = false } = start;
    const folder = await mkdtemp(path.join(tmpdir(), 'robot-'));
    const socket = path.join(folder, 'brain');
    const server = createServer().listen(socket);
    await once(server, 'listening');
    const brain = `exec '${process.execPath}' '${BRAIN}' '${socket}'`;
    const command = [
      ...[commandFile('@rtcbot-web/robot'), '--relay', relayUrl, '--robot', robotId],
      ...['--camera', 'test', '--exec', brain, ...args],
    ];
    const child = spawn(
      process.execPath,
      inNode ? [NODE_ROBOT, socket, relayUrl, robotId, token] : command,
      { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, RTCBOT_TOKEN: token } },
    );
    const robot = new RobotProcess(child, server, folder);
    const ended = once(child, 'exit').then(([code]) => {
      throw new Error(`The robot ended with ${String(code)}: ${robot.#log.at(-1)?.text ?? ''}`);
    });
    await Promise.race([once(server, 'connection'), ended]); // of its brain
    ended.catch(() => undefined); // later its end is not a failure
    return robot;
  }

  /** The program of `--exec`. */
  get program(): Process[] {
    const [, ...all] = processTree(this.#child.pid!);
    return all.filter(({ command }) => command.includes(BRAIN));
  }

  /** Block the event loop of a program in Node; resolves with when that was over. */
  async block(blockMs: number): Promise<number> {
    const known = this.#lines.length;
    this.#tellBrain({ blockMs });
    const isOver = ({ event }: Line) => event.event === 'unblocked';
    const find = () => this.#lines.slice(known).find(isOver)?.atMs;
    return this.#until(find, 60_000, 'The program was not blocked.');
  }

  /** Have the brain say something. */
  write(value: unknown): void {
    this.#tellBrain({ write: value });
  }

  /** Whether the brain confirms stops; they come again and again otherwise. */
  async confirmStops(confirms: boolean): Promise<void> {
    const known = this.#lines.length;
    this.#tellBrain({ confirms });
    const isTold = ({ event }: Line) => event.event === 'told';
    await this.#until(() => this.#lines.slice(known).find(isTold), HANG_MS, 'The brain is deaf.');
  }

  /** Its Chromium: all of it, its main process alone, the process of the camera page alone, or the one that reads cameras. */
  chromium(part: 'all' | 'main' | 'page' | 'cameras'): Process[] {
    const [, ...all] = processTree(this.#child.pid!);
    const isMain = (command: string) => !command.includes('--type=');
    const isPage = (command: string) => command.includes('--type=renderer');
    const readsCameras = (command: string) => command.includes('video_capture');
    const browser = all.filter(({ command }) => !command.includes(BRAIN));
    if (part === 'all') return browser;
    const isWanted = { main: isMain, page: isPage, cameras: readsCameras }[part];
    return browser.filter(({ command }) => isWanted(command));
  }

  /** The Node process that carries it all. */
  get host(): Process[] {
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

  /** Why it was stopped since `sinceMs`: each reason that it was told. */
  stopsSince(sinceMs: number): string[] {
    const all = this.since(sinceMs).filter(stops);
    return all.map(({ event }) => event.reason ?? 'neutral command');
  }

  /** The longest that it waited for a command from one time to another. */
  longestWaitMs(fromMs: number, toMs: number): number {
    const isWithin = ({ atMs, event }: Line) =>
      event.event === 'command' && atMs >= fromMs && atMs <= toMs;
    const times = [fromMs, ...this.#lines.filter(isWithin).map(({ atMs }) => atMs), toMs];
    return Math.max(...times.slice(1).map((atMs, index) => atMs - times[index]!));
  }

  /** How many stops it was told of. */
  get stops(): number {
    return this.#lines.filter(({ event }) => event.event === 'safe-stop').length;
  }

  /** Resolves with when it was first stopped since `sinceMs`; rejects if it is not in time. */
  async stopped(sinceMs: number, patienceMs = HANG_MS): Promise<number> {
    const find = () => this.#lines.find((line) => line.atMs >= sinceMs && stops(line))?.atMs;
    return this.#until(find, patienceMs, 'The robot was not stopped.');
  }

  /** Resolves with when the brain stopped it by itself, without being told. */
  async stoppedItself(sinceMs: number, reason: string): Promise<number> {
    const find = () =>
      this.#lines.find(
        ({ atMs, event }) =>
          atMs >= sinceMs && event.event === 'own-stop' && event.reason === reason,
      )?.atMs;
    return this.#until(find, HANG_MS, `Its program did not stop it by itself: ${reason}.`);
  }

  /** Resolves with when its log first said something since `sinceMs`. */
  async logged(sinceMs: number, text: string): Promise<number> {
    const find = () =>
      this.#log.find((one) => one.atMs >= sinceMs && one.text.includes(text))?.atMs;
    return this.#until(find, HANG_MS, `Its log does not say "${text}".`);
  }

  /** Resolves with whether it moves within this time. */
  moving(patienceMs: number): Promise<boolean> {
    return this.#until(() => this.moves || undefined, patienceMs, 'No motion.').catch(() => false);
  }

  async end(): Promise<void> {
    const all = processTree(this.#child.pid!);
    signalAll(all, 'SIGCONT');
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const ended = once(this.#child, 'exit');
      signalAll(all, 'SIGKILL');
      await ended;
    }
    this.#brain?.destroy();
    this.#server.close();
    await rm(this.#folder, { recursive: true, force: true });
  }

  #tellBrain(request: unknown): void {
    this.#brain!.write(`${JSON.stringify(request)}\n`);
  }

  #look(): void {
    for (const watcher of this.#watchers) watcher();
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
