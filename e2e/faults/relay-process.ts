import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { commandFile } from './robot-process.js';

const SECRET = 'a secret of the tests, 32 characters or more';
const ENV = { ...process.env, RTCBOT_SECRET: SECRET };
const MAIN = commandFile('@rtcbot-web/relay');
const SITE = fileURLToPath(new URL('../site', import.meta.url));

/** A token for the robot of the tests. */
export function createToken(
  role: 'robot' | 'operator' | 'viewer',
  robotId: string,
  ttl = '1h',
): string {
  const args = [MAIN, 'token', '--robot', robotId, '--role', role, '--ttl', ttl];
  return execFileSync(process.execPath, args, { env: ENV, encoding: 'utf8' }).trim();
}

/** `rtcbot-relay`, reachable at every address of the machine. */
export class RelayProcess {
  readonly port: number;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, port: number) {
    this.#child = child;
    this.port = port;
  }

  static async start(port = 0): Promise<RelayProcess> {
    const args = [MAIN, '--host', '0.0.0.0', '--port', String(port), '--static', SITE];
    const child = spawn(process.execPath, args, { env: ENV, stdio: ['ignore', 'pipe', 'ignore'] });
    const ended = once(child, 'exit').then(([code]) => {
      throw new Error(`The relay ended with ${String(code)} before it was ready.`);
    });
    const [line] = (await Promise.race([once(child.stdout, 'data'), ended])) as [Buffer];
    ended.catch(() => undefined); // later its end is not a failure
    return new RelayProcess(child, Number(/:(\d+)/.exec(line.toString())![1]));
  }

  /** Its address, as seen from `host`. */
  url(host = '127.0.0.1'): string {
    return `http://${host}:${String(this.port)}`;
  }

  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await ended;
  }
}
