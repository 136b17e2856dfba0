import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

const PROGRAM = '/usr/bin/redis-server';

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/** Starts a Redis that keeps nothing; undefined if there is none on this machine. */
export async function startRedis() {
  if (!existsSync(PROGRAM)) return undefined;
  const folder = mkdtempSync(path.join(tmpdir(), 'rtcbot-bench-'));
  const port = await freePort();
  const options = ['--port', port, '--bind', '127.0.0.1', '--save', '', '--dir', folder];
  const child = spawn(PROGRAM, options.map(String), { stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const data of child.stdout) if (String(data).includes('Ready to accept')) break;
  const end = async () => {
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
    rmSync(folder, { recursive: true });
  };
  return { url: `redis://127.0.0.1:${port}`, end };
}
