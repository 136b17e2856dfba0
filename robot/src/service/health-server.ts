import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { RobotHostError } from '@rtcbot-web/sdk/subscriptions';
import { droppedLogLines } from '../log-sink.js';
import type { Robot } from '../robot.js';
import type { RobotStatus } from '../robot-status.js';

/** Where the health endpoint listens. */
export interface HealthOptions {
  readonly port: number;
  /** Address to listen on; default 127.0.0.1, as the status names operators. */
  readonly host?: string | undefined;
}

/** A running health endpoint. */
export interface HealthServer {
  /** Its address. */
  readonly url: string;
  /** Stop it. */
  close(): Promise<void>;
}

/**
 * Answer `GET /healthz` with 200 while the robot runs and 503 while it does not, and `GET /status` with all that it
 * says of itself.
 * @throws RobotHostError `robot-host` if the port is taken
 */
export async function serveHealth(
  robot: Robot,
  { port, host = '127.0.0.1' }: HealthOptions,
): Promise<HealthServer> {
  const isLocal = isLoopback(host.includes(':') ? `[${host}]` : host);
  const server = createServer((request, response) => {
    const name = request.headers.host ?? '';
    if (isLocal && !isLoopback(name)) {
      response.writeHead(403, { 'content-type': 'text/plain' });
      response.end(`Ask for localhost or 127.0.0.1 here, not for ${name}.\n`);
      return;
    }
    const path = request.url?.split('?')[0];
    if (request.method !== 'GET' || (path !== '/healthz' && path !== '/status')) {
      response.writeHead(404).end();
      return;
    }
    void robot.status().then((status) => {
      const health = healthOf(status);
      response.writeHead(health.ok || path === '/status' ? 200 : 503, {
        ...{ 'content-type': 'application/json', 'cache-control': 'no-store' },
      });
      response.end(
        JSON.stringify(
          path === '/status' ? { ...status, droppedLogLines: droppedLogLines() } : health,
        ),
      );
    });
  });
  await listen(server, port, host);
  const { address, port: actual } = server.address() as AddressInfo;
  const url = `http://${address.includes(':') ? `[${address}]` : address}:${String(actual)}`;
  return { url, close: () => stop(server) };
}

/**
 * Whether a `Host` header names this machine alone. A page can point a name of its own at 127.0.0.1, and would then be
 * shown what is there.
 */
function isLoopback(host: string): boolean {
  const url = `http://${host}`;
  const name = URL.canParse(url) ? new URL(url).hostname : '';
  return /^(localhost|.+\.localhost|\[::1\]|127(\.\d{1,3}){3})$/.test(name);
}

interface Health {
  readonly ok: boolean;
  readonly state: RobotStatus['state'];
  /** What is wrong, in words. */
  readonly troubles: readonly string[];
}

/** A lost camera is a trouble, but the robot runs all the same; so it does while its relay is away. */
function healthOf({ state, relay, cameras, microphone, program }: RobotStatus): Health {
  const lost = [...cameras, ...(microphone ? [{ name: 'microphone', ...microphone }] : [])]
    .filter((source) => source.state === 'lost')
    .map(({ name, error }) => `${name} is lost: ${error ?? 'unknown'}`);
  const away = relay && !relay.registered ? [`not at the relay since ${relay.since}`] : [];
  const gone =
    program === 'lost' || program === 'silent' ? [`the program that drives it is ${program}`] : [];
  return { ok: state === 'running', state, troubles: [...away, ...lost, ...gone] };
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: Error & { code?: string }) => {
      const why = cause.code === 'EADDRINUSE' ? 'the port is in use' : cause.message;
      reject(
        new RobotHostError(
          'robot-host',
          `The health endpoint cannot listen on ${host}:${String(port)}: ${why}.`,
          { cause },
        ),
      );
    });
    server.listen(port, host, resolve);
  });
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}
