import { statSync } from 'node:fs';
import type { Server as HttpServer } from 'node:http';
import type { Server as HttpsServer } from 'node:https';
import {
  iceAddressProblem,
  iceServerProblem,
  registeredSchema,
  type Registered,
} from '@rtcbot-web/sdk/protocol';
import * as v from 'valibot';
import { RelayError } from './errors.js';
import type { Log } from '@rtcbot-web/sdk/protocol';
import { stderrLog } from './observe/log.js';
import { isLoopback, toOriginPattern } from './access/origins.js';

/** A STUN or TURN server, as in `RTCConfiguration`. */
export type IceServer = Registered['iceServers'][number];

/** TURN servers that share a secret with the relay (coturn: `use-auth-secret`). */
export interface TurnOptions {
  /** Such as `turn:turn.example.com:3478`. */
  readonly urls: readonly string[];
  /** The secret (coturn: `static-auth-secret`). */
  readonly secret: string;
  /** How long credentials are valid, in seconds; 3600 by default. Sessions get new ones before that. */
  readonly ttlSec?: number;
}

/** Bounds of what clients may do. */
export interface RelayLimits {
  /** Connections from one address; 256 by default. */
  readonly connectionsPerAddress: number;
  /** Connections with one token; 256 by default. */
  readonly connectionsPerToken: number;
  /** New connections per second from one address; 100 by default, five times as many at once. */
  readonly connectsPerSec: number;
  /** Events per second of one connection; 200 by default, four times as many at once. */
  readonly eventsPerSec: number;
  /**
   * Bytes per second of an operator, eight times as many at once; 262,144 by default. A viewer may send a quarter of
   * that, a robot four times as much, and all that have the same token eight times as much, on each node.
   */
  readonly bytesPerSec: number;
  /** Operators, waiting ones included, of one robot; 64 by default. */
  readonly operatorsPerRobot: number;
  /** Robots that one connection joins or serves; 16 by default. */
  readonly robotsPerConnection: number;
}

/** Options of a relay. */
export interface RelayOptions {
  /** Port to listen on, 8080 by default; 0: any free one. */
  readonly port?: number;
  /** Address to listen on, 127.0.0.1 by default. Another than loopback needs a secret. */
  readonly host?: string;
  /** Signs the tokens of clients. Without one the relay is open to all programs and local pages of its machine. */
  readonly secret?: string;
  /** URL or file of a key set (JWKS) whose keys sign tokens, with EdDSA or RS256; besides `secret`, or without. */
  readonly jwks?: string;
  /** What the claims `iss` and `aud` of tokens of the key set must be. */
  readonly tokenIssuer?: string;
  readonly tokenAudience?: string;
  /** Folder of web pages to serve. */
  readonly staticDir?: string;
  /** A server of your own to attach to; mount `relay.middleware` in it. `port` and `host` do not matter then. */
  readonly server?: HttpServer | HttpsServer;
  /** STUN and TURN servers that robots and operators are told to use. */
  readonly iceServers?: readonly IceServer[];
  /** TURN servers for whom no direct way leads from one to the other. */
  readonly turn?: TurnOptions;
  /** Address of a Redis through which several relays work as one: `redis://127.0.0.1:6379`. */
  readonly redis?: string;
  /** Whether a proxy of yours is in front, which names the clients' addresses in `X-Forwarded-For`. */
  readonly trustProxy?: boolean;
  /** Bounds of what clients may do. */
  readonly limits?: Partial<RelayLimits>;
  /**
   * Origins of web pages that may connect, such as `https://robots.example.com`, or `https://*.example.com` for all names
   * with one label in front of `example.com`. Pages from loopback always may.
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
  readonly jwks: string | undefined;
  readonly issuer: string | undefined;
  readonly audience: string | undefined;
  /** Neither secret nor key set: everybody may do everything. */
  readonly isOpen: boolean;
  readonly staticDir: string | undefined;
  readonly server: HttpServer | undefined;
  readonly iceServers: IceServer[];
  readonly turn: Required<TurnOptions> | undefined;
  readonly redis: string | undefined;
  readonly trustProxy: boolean;
  readonly limits: RelayLimits;
  readonly allowedOrigins: readonly string[] | undefined;
  readonly log: Log;
}

const DEFAULT_LIMITS: RelayLimits = {
  connectionsPerAddress: 256,
  connectionsPerToken: 256,
  connectsPerSec: 100,
  eventsPerSec: 200,
  bytesPerSec: 256 * 1024,
  operatorsPerRobot: 64,
  robotsPerConnection: 16,
};

const DEFAULT_HOST = '127.0.0.1';

/** Every option, for programs whose types nobody checks. */
const NAMES: Readonly<Record<keyof RelayOptions, true>> = {
  ...{ port: true, host: true, server: true, staticDir: true, trustProxy: true },
  ...{ secret: true, jwks: true, tokenIssuer: true, tokenAudience: true, allowedOrigins: true },
  ...{ iceServers: true, turn: true, redis: true, limits: true, log: true },
};

function badOption(message: string) {
  return new RelayError('bad-option', message);
}

const OPEN_NEEDS_LOOPBACK =
  'Without a secret the relay is open to everybody and takes loopback addresses only. Set RTCBOT_SECRET, for example to the output of: openssl rand -hex 32';

function checkedPort(port: number) {
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw badOption(`${port} is not a port. Use 1 to 65535, or 0 for any free one.`);
}

function checkedSecret(secret: string | undefined) {
  if (secret?.trim() !== '') return secret;
  throw badOption('The secret is empty. Set RTCBOT_SECRET to one, or unset it.');
}

const MIN_SECRET_BYTES = 32;

/** Whether a secret can be guessed. */
export function isShort(secret: string): boolean {
  return Buffer.byteLength(secret) < MIN_SECRET_BYTES;
}

/**
 * Refuse a secret that can be guessed: whoever has one token could try all secrets of its length in his own time.
 * @throws RelayError `bad-option` that says how to make a good one
 */
export function checkSecretLength(secret: string): void {
  if (!isShort(secret)) return;
  throw badOption(
    `The secret has ${Buffer.byteLength(secret)} bytes and can be guessed; it must have ${MIN_SECRET_BYTES} or more. Make one with: openssl rand -hex 32`,
  );
}

function checkedStaticDir(staticDir: string | undefined) {
  if (staticDir === undefined) return undefined;
  if (statSync(staticDir, { throwIfNoEntry: false })?.isDirectory()) return staticDir;
  throw badOption(`The static folder ${staticDir} does not exist. Check --static.`);
}

function checkedIceServers(iceServers: readonly IceServer[]) {
  const parsed = v.safeParse(registeredSchema.entries.iceServers, iceServers);
  if (parsed.success) {
    const problem = parsed.output.map(iceServerProblem).find((one) => one !== undefined);
    if (problem === undefined) return parsed.output;
    throw badOption(`iceServers: ${problem}. Check --ice-server.`);
  }
  const where = v.getDotPath(parsed.issues[0]) ?? '';
  throw badOption(
    `iceServers: ${where} is missing or wrong. An entry looks as in RTCConfiguration.`,
  );
}

function checkedTurn(turn: TurnOptions | undefined): Required<TurnOptions> | undefined {
  if (!turn) return undefined;
  const { urls, secret, ttlSec = 3600 } = turn;
  const wrong = urls.find((url) => !/^turns?:/i.test(url) || iceAddressProblem(url) !== undefined);
  if (wrong !== undefined || urls.length === 0) {
    const why = wrong === undefined ? undefined : iceAddressProblem(wrong);
    throw badOption(
      `${wrong === undefined ? 'There is no' : `${wrong} is not a`} TURN server${why === undefined ? '' : ` (${why})`}. One looks like turn:turn.example.com:3478?transport=udp. Check --turn.`,
    );
  }
  if (secret.trim() === '')
    throw badOption(
      'TURN servers need the secret that they share with the relay (coturn: static-auth-secret). Set RTCBOT_TURN_SECRET or --turn-secret-file.',
    );
  if (!(ttlSec >= 10))
    throw badOption(`TURN credentials need to last 10 s or more, not ${ttlSec}.`);
  return { urls, secret, ttlSec };
}

function checkedJwks(jwks: string | undefined) {
  if (jwks === undefined || !/^[a-z][a-z0-9+.-]+:/.test(jwks)) return jwks;
  if (jwks.startsWith('https:')) return jwks;
  if (jwks.startsWith('http:') && URL.canParse(jwks) && isLoopback(new URL(jwks).hostname))
    return jwks;
  throw badOption(`The key set ${jwks} must be a file, or at an address that begins with https://`);
}

function checkedRedis(redis: string | undefined) {
  if (redis === undefined || (/^rediss?:/.test(redis) && URL.canParse(redis))) return redis;
  throw badOption('The address of Redis looks like redis://127.0.0.1:6379. Check --redis.');
}

/** A misspelled option would do nothing: of the secret's, the relay would be open. */
function checkNames(what: string, given: object, known: object) {
  const name = Object.keys(given).find((one) => !Object.hasOwn(known, one));
  if (name === undefined) return;
  throw badOption(`"${name}" is not ${what}. Available: ${Object.keys(known).join(', ')}.`);
}

function checkedLog(log: Log = stderrLog) {
  const levels = ['info', 'warn', 'error'] as const;
  if (levels.every((level) => typeof log[level] === 'function')) return log;
  throw badOption(
    'The log must be an object with the methods info, warn and error, as console is.',
  );
}

function checkedLimits(limits: Partial<RelayLimits> = {}): RelayLimits {
  checkNames('a limit', limits, DEFAULT_LIMITS);
  for (const [name, limit] of Object.entries(limits))
    if (!(limit >= 1)) throw badOption(`The limit ${name} must be 1 or more, not ${limit}.`);
  return { ...DEFAULT_LIMITS, ...limits };
}

function checkedOrigin(text: string) {
  const pattern = toOriginPattern(text);
  if (pattern !== undefined) return pattern;
  throw badOption(
    `${text} is not an origin. One looks like https://robots.example.com, or https://*.example.com for all names with one label in front of example.com. For all pages leave --allow-origin out.`,
  );
}

/** Who is to be believed, given where the relay can be reached from. */
function checkedAccess(options: RelayOptions) {
  const { server, trustProxy = false } = options;
  const host = options.host || DEFAULT_HOST; // Node takes an empty one for all networks
  const secret = checkedSecret(options.secret);
  const jwks = checkedJwks(options.jwks);
  const isOpen = secret === undefined && jwks === undefined;
  const address = server?.address();
  const boundTo = typeof address === 'object' ? address?.address : undefined;
  const isLocal = isLoopback(boundTo ?? (server ? 'localhost' : host));
  if (isOpen && !isLocal) throw new RelayError('secret-missing', OPEN_NEEDS_LOOPBACK);
  if (secret !== undefined && (trustProxy || !isLocal)) checkSecretLength(secret);
  return { host, server, trustProxy, secret, jwks, isOpen };
}

/**
 * Check options and fill in the defaults.
 * @param options - as the user gave them
 * @throws RelayError that says which option is wrong
 */
export function resolveOptions(options: RelayOptions): Settings {
  const { tokenIssuer: issuer, tokenAudience: audience } = options;
  checkNames('an option of a relay', options, NAMES);
  return {
    port: checkedPort(options.port ?? 8080),
    ...checkedAccess(options),
    issuer,
    audience,
    staticDir: checkedStaticDir(options.staticDir),
    iceServers: checkedIceServers(options.iceServers ?? []),
    turn: checkedTurn(options.turn),
    redis: checkedRedis(options.redis),
    limits: checkedLimits(options.limits),
    allowedOrigins: options.allowedOrigins?.map(checkedOrigin),
    log: checkedLog(options.log),
  };
}
