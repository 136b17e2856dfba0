/** Servers of others that some tests run against: Redis and coturn, as Debian has them. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  type NeededProgram,
  programOf,
  requireProgram,
  skipReason,
  whyMissing,
} from '../scripts/programs/needed-program.mjs';

/** Why tests with Redis are to be skipped, if so. */
export const whyNoRedis = skipReason(whyMissing('redis-server'));
/** Why tests with a TURN server are to be skipped, if so. */
export const whyNoCoturn = skipReason(whyMissing('coturn'));

/** A server that runs. */
export interface RunningServer extends AsyncDisposable {
  readonly url: string;
  readonly process: ChildProcess;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function start(
  name: NeededProgram,
  args: (folder: string) => string[],
  ready: RegExp,
  url: string,
): Promise<RunningServer> {
  requireProgram(name);
  const program = programOf(name);
  const folder = await mkdtemp(path.join(tmpdir(), 'rtcbot-server-'));
  const child = spawn(program, args(folder), { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  await new Promise<void>((resolve, reject) => {
    let output = '';
    const onOutput = (data: Buffer) => {
      output += data.toString();
      if (ready.test(output)) resolve();
    };
    child.stdout.on('data', onOutput);
    child.stderr.on('data', onOutput);
    child.once('exit', () => {
      reject(new Error(`${program} ended: ${output}`));
    });
  });
  return {
    url,
    process: child,
    [Symbol.asyncDispose]: async () => {
      if (child.exitCode === null && child.signalCode === null) {
        const exited = once(child, 'exit');
        child.kill('SIGKILL');
        await exited;
      }
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Start a Redis that keeps nothing; at the address of one that has ended, if given. */
export async function startRedis(at?: string): Promise<RunningServer> {
  const port = at === undefined ? await freePort() : Number(/\d+$/.exec(at)?.[0]);
  const args = (folder: string) => [
    ...['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', folder],
  ];
  return start('redis-server', args, /Ready to accept connections/, `redis://127.0.0.1:${port}`);
}

/** Start a TURN server that shares a secret with relays; at the address of one that has ended, if given. */
export async function startCoturn(secret: string, at?: string): Promise<RunningServer> {
  const port = at === undefined ? await freePort() : Number(/\d+$/.exec(at)?.[0]);
  const args = (folder: string) => [
    ...['-n', '--listening-ip', '127.0.0.1', '--relay-ip', '127.0.0.1'],
    ...['--listening-port', String(port), '--realm', 'rtcbot', '--use-auth-secret'],
    ...[
      '--static-auth-secret',
      secret,
      '--allow-loopback-peers',
      '--no-cli',
      '--no-tls',
      '--no-dtls',
    ],
    ...['--userdb', path.join(folder, 'turndb'), '--pidfile', path.join(folder, 'pid')],
    ...['--log-file', 'stdout', '--simple-log', '--verbose'],
  ];
  return start(
    'coturn',
    args,
    /IPv4. UDP listener opened on: 127\.0\.0\.1/,
    `turn:127.0.0.1:${port}`,
  );
}

/** Passes connections on to whichever server is ready, as a load balancer does. */
export class Balancer implements AsyncDisposable {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  /** Where connections may go, in order of preference. */
  targets: readonly string[];

  private constructor(targets: readonly string[]) {
    this.targets = targets;
    this.#server = createServer((socket) => void this.#pass(socket));
  }

  static async start(targets: readonly string[]): Promise<Balancer> {
    const balancer = new Balancer(targets);
    balancer.#server.listen(0, '127.0.0.1');
    await once(balancer.#server, 'listening');
    return balancer;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await once(this.#server, 'close');
  }

  async #pass(socket: Socket): Promise<void> {
    this.#keep(socket);
    for (const target of this.targets) {
      const isReady = await fetch(`${target}/readyz`).then(
        ({ ok }) => ok,
        () => false,
      );
      if (!isReady) continue;
      const { hostname, port } = new URL(target);
      const onward = this.#keep(connect(Number(port), hostname));
      socket.pipe(onward).pipe(socket);
      return;
    }
    socket.destroy();
  }

  #keep(socket: Socket): Socket {
    this.#sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => this.#sockets.delete(socket));
    return socket;
  }
}
