import { createServer, type Server as HttpServer } from 'node:http';
import { listen, portOf, stop, urlOf } from './listening.js';
import type { Log } from './log.js';
import { resolveOptions, type RelayOptions, type Settings } from './options.js';
import { createRoutes, sendNotFound, type Middleware } from './routes.js';
import { Signalling, type SignallingStatus } from './signalling.js';
import { version } from './version.js';

const SHORT_SECRET_CHARACTERS = 32;

/** What a relay is doing. */
export interface RelayStatus extends SignallingStatus {
  readonly uptimeSeconds: number;
}

/** A relay that runs. */
export interface Relay extends AsyncDisposable {
  /** Where it can be reached from its own machine. Throws while a server of your own does not listen yet. */
  readonly url: string;
  /** The port it listens on. Throws while a server of your own does not listen yet. */
  readonly port: number;
  /** Its HTTP server. */
  readonly server: HttpServer;
  /** Serves `/healthz`, `/rtcbot.js`, `/rtcbot-components.js` and the static folder, for a server of your own. */
  readonly middleware: Middleware;
  /** Tell which robots are online and what was refused. */
  status(): RelayStatus;
  /** End all connections and stop listening; a server of your own goes on. Idempotent, never rejects. */
  close(): Promise<void>;
}

const announce = ({ secret, log }: Settings) => {
  if (secret === undefined)
    log({
      level: 'warn',
      message:
        'open mode: no secret is set, so every program and local page of this machine may connect; loopback only',
      fields: {},
    });
  else if (secret.length < SHORT_SECRET_CHARACTERS)
    log({
      level: 'warn',
      message: 'the secret is short and can be guessed; make one with: openssl rand -hex 32',
      fields: {},
    });
};

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
export const createRelay = async (options: RelayOptions = {}): Promise<Relay> => {
  const settings = resolveOptions(options);
  const { server: ownServer, staticDir, log } = settings;
  const startedAtMs = Date.now();
  const status = (): RelayStatus => ({
    ...signalling.status(),
    uptimeSeconds: Math.round((Date.now() - startedAtMs) / 1000),
  });
  const middleware = createRoutes({ staticDir, health: () => healthOf(status()) });
  const server = ownServer ?? createRelayServer(middleware, log);
  const signalling = new Signalling(server, settings);
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
    log({ level: 'info', message: 'listening', fields: { url: urlOf(server), version } });
  }
  announce(settings);
  return toRelay({ server, middleware, status, close });
};

const healthOf = ({ robots, operators, uptimeSeconds }: RelayStatus) => ({
  ok: true,
  version,
  robots: robots.length,
  operators,
  uptimeSeconds,
});

const createRelayServer = (middleware: Middleware, log: Log): HttpServer =>
  createServer((request, response) => {
    middleware(request, response, (error) => {
      if (error instanceof Error)
        log({ level: 'error', message: 'request failed', fields: { reason: error.message } });
      sendNotFound(response, error);
    });
  });

type Parts = Pick<Relay, 'server' | 'middleware' | 'status' | 'close'>;

const toRelay = ({ server, middleware, status, close }: Parts): Relay => {
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
    close: closeOnce,
    [Symbol.asyncDispose]: closeOnce,
  };
};
