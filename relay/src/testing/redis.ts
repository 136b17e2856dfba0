/**
 * A Redis and several relay processes for the tests that need them.
 *
 * @module
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import { onTestFinished } from 'vitest';
import {
  programOf,
  requireProgram,
  skipReason,
  whyMissing,
} from '../../../scripts/programs/needed-program.mjs';

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

const why = skipReason(whyMissing('redis-server'));
if (why !== undefined) process.stderr.write(`SKIPPED: ${why}\n`);
/** Whether tests with Redis are to be skipped, as there is none. */
export const hasNoRedis = why !== undefined;

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** A program that ends with the test. */
function run(command: string, args: string[], env: Record<string, string> = {}) {
  const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

/** A Redis of the test, which keeps nothing. */
export interface TestRedis {
  readonly url: string;
  process: ChildProcess;
  /** Start it again on the same port, empty. */
  restart(): Promise<void>;
}

/**
 * Start a Redis.
 * @param more - options besides those of a Redis that keeps nothing
 */
export async function startRedis(more: Record<string, string> = {}): Promise<TestRedis> {
  requireProgram('redis-server');
  const folder = mkdtempSync(join(tmpdir(), 'relay-redis-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  const start = async () => {
    const options = { port, bind: '127.0.0.1', save: '', dir: folder, ...more };
    const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
    const child = run(programOf('redis-server'), args);
    const client = new Redis(url, { retryStrategy: () => 20 });
    client.on('error', () => undefined);
    await client.ping();
    client.disconnect();
    return child;
  };
  const redis: TestRedis = {
    url,
    process: await start(),
    restart: async () => {
      redis.process = await start();
    },
  };
  return redis;
}

/** A relay process. */
export interface TestNode {
  readonly process: ChildProcess;
  readonly url: string;
  /** All that it has logged. */
  readonly log: () => string;
  /** End it with a signal, and wait until it has ended. */
  end(signal: NodeJS.Signals): Promise<void>;
}

/** Start a relay process. */
export async function startNode(
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<TestNode> {
  const child = run(process.execPath, [MAIN, '--port', '0', ...args], env);
  let log = '';
  child.stderr.on('data', (data: Buffer) => (log += data.toString()));
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return {
    process: child,
    url: /http:\/\/\S+/.exec(line.toString())![0],
    log: () => log,
    end: async (signal) => {
      const exited = once(child, 'exit');
      child.kill(signal);
      await exited;
    },
  };
}

/** Start several relays that work as one. */
export function startNodes(redis: TestRedis, count: number): Promise<TestNode[]> {
  return Promise.all(Array.from({ length: count }, () => startNode(['--redis', redis.url])));
}
