import { statSync } from 'node:fs';
import type { Server as HttpServer } from 'node:http';
import type { Server as HttpsServer } from 'node:https';
import { registeredSchema, type Registered } from '@rtcbot-web/sdk/protocol';
import * as v from 'valibot';
import { RelayError } from './errors.js';
import { logToStderr, type Log } from './log.js';
import { isLoopback } from './origins.js';

/** A STUN or TURN server, as in `RTCConfiguration`. */
export type IceServer = Registered['iceServers'][number];

/** Options of a relay. */
export interface RelayOptions {
  /** Port to listen on, 8080 by default; 0: any free one. */
  readonly port?: number;
  /** Address to listen on, 127.0.0.1 by default. Another than loopback needs a secret. */
  readonly host?: string;
  /** Signs the tokens of clients. Without one the relay is open to all programs and local pages of its machine. */
  readonly secret?: string;
  /** Folder of web pages to serve. */
  readonly staticDir?: string;
  /** A server of your own to attach to; mount `relay.middleware` in it. `port` and `host` do not matter then. */
  readonly server?: HttpServer | HttpsServer;
  /** STUN and TURN servers that robots and operators are told to use. */
  readonly iceServers?: readonly IceServer[];
  /**
   * Origins of web pages that may connect, such as `https://robots.example.com`. Pages from loopback always may.
   * Default: no others without a secret, all with one (the token decides).
   */
  readonly allowedOrigins?: readonly string[];
  /** Takes log entries; by default they are written to standard error, one line each. */
  readonly log?: Log;
}

/** Options, checked and with their defaults. */
export interface Settings {
  readonly port: number;
  readonly host: string;
  readonly secret: string | undefined;
  readonly staticDir: string | undefined;
  readonly server: HttpServer | undefined;
  readonly iceServers: IceServer[];
  readonly allowedOrigins: readonly string[] | undefined;
  readonly log: Log;
}

const badOption = (message: string) => new RelayError('bad-option', message);

const OPEN_NEEDS_LOOPBACK =
  'Without a secret the relay is open to everybody and takes loopback addresses only. Set RTCBOT_SECRET, for example to the output of: openssl rand -hex 32';

const checkedPort = (port: number) => {
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw badOption(`${port} is not a port. Use 1 to 65535, or 0 for any free one.`);
};

const checkedSecret = (secret: string | undefined) => {
  if (secret?.trim() !== '') return secret;
  throw badOption('The secret is empty. Set RTCBOT_SECRET to one, or unset it.');
};

const checkedStaticDir = (staticDir: string | undefined) => {
  if (staticDir === undefined) return undefined;
  if (statSync(staticDir, { throwIfNoEntry: false })?.isDirectory()) return staticDir;
  throw badOption(`The static folder ${staticDir} does not exist. Check --static.`);
};

const checkedIceServers = (iceServers: readonly IceServer[]) => {
  const parsed = v.safeParse(registeredSchema.entries.iceServers, iceServers);
  if (parsed.success) return parsed.output;
  const where = v.getDotPath(parsed.issues[0]) ?? '';
  throw badOption(
    `iceServers: ${where} is missing or wrong. An entry looks as in RTCConfiguration.`,
  );
};

const checkedOrigin = (origin: string) => {
  const known = URL.canParse(origin) ? new URL(origin).origin : 'null';
  if (known !== 'null') return known;
  if (origin === 'null' || /^[a-z][a-z0-9+.-]*:\/\/[^/*]+$/.test(origin)) return origin;
  throw badOption(`${origin} is not an origin. It looks like https://robots.example.com`);
};

/**
 * Check options and fill in the defaults.
 * @param options - as the user gave them
 * @throws RelayError that says which option is wrong
 */
export const resolveOptions = (options: RelayOptions): Settings => {
  const { host = '127.0.0.1', server } = options;
  const secret = checkedSecret(options.secret);
  const address = server?.address();
  const boundTo = typeof address === 'object' ? address?.address : undefined;
  if (secret === undefined && !isLoopback(boundTo ?? (server ? 'localhost' : host)))
    throw new RelayError('secret-missing', OPEN_NEEDS_LOOPBACK);
  return {
    port: checkedPort(options.port ?? 8080),
    host,
    secret,
    staticDir: checkedStaticDir(options.staticDir),
    server,
    iceServers: checkedIceServers(options.iceServers ?? []),
    allowedOrigins: options.allowedOrigins?.map(checkedOrigin),
    log: options.log ?? logToStderr,
  };
};
