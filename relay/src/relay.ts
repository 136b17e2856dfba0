import { createServer, type Server as HttpServer } from 'node:http';
import { createAuthority } from './access/authority.js';
import { createMemoryBackend } from './backend.js';
import { listen, portOf, stop, urlOf } from './http/listening.js';
import type { Log } from '@rtcbot-web/sdk/protocol';
import { createOperations, type Page } from './http/operations.js';
import { isShort, resolveOptions, type RelayOptions, type Settings } from './options.js';
import type { RelayStatus } from './observe/relay-status.js';
import type { RobotListing } from './rooms/registry.js';
import { createRedisBackend } from './redis/redis-backend.js';
import { createRoutes, sendNotFound, type Middleware } from './http/routes.js';
import { Signalling } from './signalling/signalling.js';
import { version } from './version.js';

/** Bounds for slow HTTP requests; WebSockets have their own. */
const HTTP_TIMEOUTS = {
  headersTimeout: 10_000,
  requestTimeout: 15_000,
  connectionsCheckingInterval: 2000,
};

/** A relay that runs. */
export interface Relay extends AsyncDisposable {
  /** Where it can be reached from its own machine. Throws while a server of your own does not listen yet. */
  readonly url: string;
  /** The port it listens on. Throws while a server of your own does not listen yet. */
  readonly port: number;
  /** Its HTTP server. */
  readonly server: HttpServer;
  /** Serves `/healthz`, `/readyz`, `/metrics`, `/admin`, the bundles and the static folder, for a server of your own. */
  readonly middleware: Middleware;
  /** Tell, at once, what this process does: its robots, and what it refused. With Redis `list()` knows those of all nodes. */
  status(): RelayStatus;
  /** List all robots and who has joined them; with Redis those of all nodes. */
  list(): Promise<readonly RobotListing[]>;
  /**
   * Send clients elsewhere, a few at a time, and then close: for a restart that nobody notices. Calls go on.
   * @param withinMs - how long that may take
   */
  drain(withinMs: number): Promise<void>;
  /** End all connections and stop listening; a server of your own goes on. Idempotent, never rejects. */
  close(): Promise<void>;
}

function announce({ secret, isOpen, log }: Settings) {
  if (isOpen)
    log.warn(
      'open mode: no secret is set, so every program and local page of this machine may connect; loopback only',
    );
  else if (secret !== undefined && isShort(secret))
    log.warn('the secret is short and can be guessed; make one with: openssl rand -hex 32');
}

/**
 * Start a relay: it pairs robots with their operators and serves web pages.
 * @param options - all optional; without a secret the relay is open, and listens on loopback only
 * @throws RelayError (as rejection) with a one-line message, e.g. `port-in-use`, `secret-missing`, `bad-option`
 * @example
 * ```ts
 * const relay = await createRelay({ port: 0 });
 * console.log('robots and operators connect to', relay.url);
 * await relay.close();
 * ```
 */
export async function createRelay(options: RelayOptions = {}): Promise<Relay> {
  const settings = resolveOptions(options);
  const { server: ownServer, staticDir, log } = settings;
  const startedAtMs = Date.now();
  const status = (): RelayStatus => ({
    ...signalling.status(),
    uptimeSeconds: Math.round((Date.now() - startedAtMs) / 1000),
  });
  const authority = createAuthority(settings);
  const pages = new Map<string, Page>();
  const middleware = createRoutes({ staticDir, pages, policy: settings });
  const server = ownServer ?? createRelayServer(middleware, log);
  const { redis, limits } = settings;
  const backend =
    redis === undefined
      ? createMemoryBackend(limits)
      : await createRedisBackend(redis, limits, log);
  const signalling = new Signalling({ server, settings, authority, backend });
  const operations = createOperations({
    ...settings,
    authority,
    metrics: signalling.metrics,
    health: () => healthOf(status()),
    isReady: () => signalling.isReady,
    list: () => signalling.list(),
  });
  for (const [path, page] of operations) pages.set(path, page);
  const close = async () => {
    await Promise.all([signalling.close(), ownServer ? undefined : stop(server)]);
  };
  if (!ownServer) {
    try {
      await listen(server, settings);
    } catch (error) {
      await signalling.close();
      throw error;
    }
    log.info('listening', { url: urlOf(server), version });
  }
  announce(settings);
  return toRelay({ server, middleware, status, close, signalling });
}

function healthOf({ robots, operators, uptimeSeconds }: RelayStatus) {
  return {
    ok: true,
    version,
    robots: robots.length,
    operators,
    uptimeSeconds,
  };
}

function createRelayServer(middleware: Middleware, log: Log): HttpServer {
  return createServer(HTTP_TIMEOUTS, (request, response) => {
    middleware(request, response, (error) => {
      if (error instanceof Error) log.error('request failed', { reason: error.message });
      sendNotFound(response, error);
    });
  });
}

interface Parts extends Pick<Relay, 'server' | 'middleware' | 'status' | 'close'> {
  readonly signalling: Signalling;
}

function toRelay({ server, middleware, status, close, signalling }: Parts): Relay {
  let closed: Promise<void> | undefined;
  const closeOnce = () => (closed ??= close());
  return {
    get url() {
      return urlOf(server);
    },
    get port() {
      return portOf(server);
    },
    server,
    middleware,
    status,
    list: () => signalling.list(),
    drain: async (withinMs) => {
      if (!closed) await signalling.leave(withinMs);
      await closeOnce();
    },
    close: closeOnce,
    [Symbol.asyncDispose]: closeOnce,
  };
}
