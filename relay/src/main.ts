#!/usr/bin/env node
/**
 * The command line of the relay: the only file that reads arguments and the environment.
 *
 * @module
 */
import { Command, Option } from 'commander';
import {
  toCount,
  toList,
  toPort,
  toRobots,
  toSeconds,
  toStunServers,
  toTurnServers,
} from './cli/cli-values.js';
import { onEnding } from './cli/ending.js';
import { EXIT_CODES, EXIT_CODES_TEXT, exitCodeOf } from './cli/exit-code.js';
import { readSecret, refuseEmptyOptions, tidyVariables } from './cli/environment.js';
import { RelayError } from './errors.js';
import { tokenRoleSchema, type TokenRole } from './access/grant.js';
import { createJsonLog, stderrLog } from './observe/log.js';
import { checkSecretLength, type RelayOptions } from './options.js';
import { createRelay } from './relay.js';
import { signToken } from './access/token.js';
import { version } from './version.js';
import { isWorker, runWorkers } from './cli/workers.js';

/** How long clients may take to leave for another node; without others there is nowhere to go. */
const DEFAULT_DRAIN_SEC = 10;

const EXAMPLES = `
Examples:
  rtcbot-relay                                      for this machine alone, without a secret
  rtcbot-relay --port 8081 --static ./site          serves your web pages, too
  RTCBOT_SECRET=… rtcbot-relay --host 0.0.0.0       for other machines: clients need tokens
  RTCBOT_SECRET=… rtcbot-relay token --robot rover-1 --role operator --ttl 1h
  RTCBOT_SECRET=… RTCBOT_TURN_SECRET=… rtcbot-relay --host 0.0.0.0 --turn turn:turn.example.com:3478
  RTCBOT_SECRET=… rtcbot-relay --redis redis://127.0.0.1:6379 --workers 4`;

interface SecretOptions {
  readonly secret?: string;
  readonly secretFile?: string;
}

interface ServeOptions extends SecretOptions {
  readonly port: number;
  readonly host: string;
  readonly static?: string;
  readonly iceServer?: string[];
  readonly allowOrigin?: string[];
  readonly jwks?: string;
  readonly tokenIssuer?: string;
  readonly tokenAudience?: string;
  readonly turn?: string[];
  readonly turnSecret?: string;
  readonly turnSecretFile?: string;
  readonly turnTtl: number;
  readonly redis?: string;
  readonly workers: number;
  readonly trustProxy?: boolean;
  readonly maxConnectionsPerAddress?: number;
  readonly maxConnectionsPerToken?: number;
  readonly drain?: number;
  readonly log: 'text' | 'json';
}

interface TokenCommandOptions extends SecretOptions {
  readonly robot: string[];
  readonly role: TokenRole;
  readonly ttl: number;
}

function relaySecret({ secret, secretFile }: SecretOptions) {
  return readSecret({
    option: '--secret',
    value: secret,
    file: secretFile,
    variable: 'RTCBOT_SECRET',
  });
}

function toTurn({ turn, turnSecret, turnSecretFile, turnTtl }: ServeOptions) {
  if (!turn) return undefined;
  const secret = readSecret({
    option: '--turn-secret',
    value: turnSecret,
    file: turnSecretFile,
    variable: 'RTCBOT_TURN_SECRET',
  });
  return { urls: turn, secret: secret ?? '', ttlSec: turnTtl };
}

/** Leaves out what was not given, so that the defaults of the relay apply. */
function given<T extends object>(options: T) {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}

function toRelayOptions(options: ServeOptions): RelayOptions {
  return {
    port: options.port,
    host: options.host,
    iceServers: (options.iceServer ?? []).map((urls) => ({ urls })),
    log: logOf(options),
    limits: given({
      connectionsPerAddress: options.maxConnectionsPerAddress,
      connectionsPerToken: options.maxConnectionsPerToken,
    }),
    ...given({
      secret: relaySecret(options),
      jwks: options.jwks,
      tokenIssuer: options.tokenIssuer,
      tokenAudience: options.tokenAudience,
      staticDir: options.static,
      allowedOrigins: options.allowOrigin,
      turn: toTurn(options),
      redis: options.redis,
      trustProxy: options.trustProxy,
    }),
  };
}

function logOf({ log }: ServeOptions) {
  return log === 'json' ? createJsonLog(process.stderr) : stderrLog;
}

function announce(url: string) {
  process.stdout.write(`RTCBot relay: ${url}\n`);
}

/** Ends in an orderly way on the first signal, at once on the second. */
function endOnSignal(end: () => Promise<void>) {
  let hasBegun = false;
  onEnding(() => {
    if (hasBegun) process.exit(1);
    hasBegun = true;
    void end().then(() => process.exit(0));
  });
}

function serveWithWorkers({ workers, redis, ...options }: ServeOptions) {
  if (redis === undefined)
    throw new RelayError(
      'bad-option',
      'Several workers find each other through Redis: add --redis redis://127.0.0.1:6379, or leave --workers out.',
    );
  const onListening = ({ address, port }: { address: string; port: number }) => {
    announce(`http://${address}:${port}`);
  };
  endOnSignal(
    runWorkers({ count: workers, log: logOf({ workers, redis, ...options }), onListening }),
  );
}

async function serve(options: ServeOptions) {
  const relayOptions = toRelayOptions(options);
  // What was on the command line is no longer in the process list
  process.title = 'rtcbot-relay';
  if (options.workers > 1 && !isWorker) {
    serveWithWorkers(options);
    return;
  }
  const relay = await createRelay(relayOptions);
  const drainSec = options.drain ?? (options.redis === undefined ? 0 : DEFAULT_DRAIN_SEC);
  endOnSignal(() => (drainSec > 0 ? relay.drain(drainSec * 1000) : relay.close()));
  if (!isWorker) announce(relay.url);
}

async function printToken(options: TokenCommandOptions) {
  const secret = relaySecret(options);
  if (!secret)
    throw new RelayError(
      'secret-missing',
      'A token needs the secret of the relay: set RTCBOT_SECRET or use --secret-file.',
    );
  checkSecretLength(secret);
  const { robot, role, ttl: ttlSec } = options;
  const robots = robot.length > 0 ? robot : role === 'admin' ? ['*'] : undefined;
  if (!robots)
    throw new RelayError('bad-option', 'Say which robot the token is for: --robot rover-1');
  process.stdout.write(`${await signToken({ secret, robots, role, ttlSec })}\n`);
}

function withSecretOptions(command: Command) {
  return command
    .option('--secret <secret>', 'the secret that signs tokens; better use one of the next two')
    .option('--secret-file <file>', 'file that holds the secret (default: env RTCBOT_SECRET)');
}

function option(flags: string, description: string) {
  return new Option(flags, description);
}

function withServeOptions(program: Command) {
  return withSecretOptions(program)
    .addOption(
      option('--port <port>', 'port to listen on; 0: any free one')
        .env('PORT')
        .default(8080)
        .argParser(toPort),
    )
    .addOption(
      option('--host <address>', 'address to listen on; others than loopback need a secret')
        .env('HOST')
        .default('127.0.0.1'),
    )
    .option('--static <folder>', 'folder of web pages to serve')
    .option('--allow-origin <origin>', 'web pages that may connect (repeatable)', toList)
    .addOption(
      option('--jwks <url>', 'URL or file of a key set whose tokens count, too').env('RTCBOT_JWKS'),
    )
    .option('--token-issuer <iss>', 'issuer that tokens of the key set must have')
    .option('--token-audience <aud>', 'audience that tokens of the key set must have')
    .option('--ice-server <url>', 'STUN server for all to use (repeatable)', toStunServers)
    .addOption(
      option('--turn <url>', 'TURN server for all to use (repeatable)')
        .env('RTCBOT_TURN')
        .argParser(toTurnServers),
    )
    .option('--turn-secret <secret>', "the TURN server's static-auth-secret; better use a file")
    .option('--turn-secret-file <file>', 'file that holds it (default: env RTCBOT_TURN_SECRET)')
    .addOption(
      option('--turn-ttl <time>', 'how long TURN credentials are valid')
        .default(3600, '1h')
        .argParser(toSeconds),
    )
    .addOption(
      option('--redis <url>', 'Redis through which several relays work as one').env('RTCBOT_REDIS'),
    )
    .addOption(
      option('--workers <n>', 'processes on this port, with --redis').default(1).argParser(toCount),
    )
    .option('--trust-proxy', "take clients' addresses from a proxy's X-Forwarded-For")
    .option('--max-connections-per-address <n>', 'default: 256', toCount)
    .option('--max-connections-per-token <n>', 'default: 256', toCount)
    .option('--drain <time>', 'how long clients may take to leave; with --redis 10s', toSeconds)
    .addOption(
      option('--log <format>', 'format of the log')
        .choices(['text', 'json'])
        .default(process.stderr.isTTY ? 'text' : 'json', 'text in a terminal, else json'),
    )
    .action(serve);
}

function createProgram() {
  const program = new Command('rtcbot-relay')
    .exitOverride(({ exitCode }) => process.exit(exitCode && EXIT_CODES.usage))
    .description(
      'Pairs robots with their operators, and serves web pages. Media flows peer to peer.',
    )
    .version(version)
    .enablePositionalOptions()
    .configureOutput({
      outputError: (text, write) => {
        write(`${text.trim().replaceAll('\n', ' ')}\n`);
      },
    })
    .addHelpText('after', `${EXAMPLES}\n${EXIT_CODES_TEXT}`)
    .hook('preAction', (_, command) => {
      refuseEmptyOptions(command);
    });
  withServeOptions(program);
  withSecretOptions(
    program
      .command('token')
      .description('print a token for a client of the relay')
      .option('--robot <id>', 'robot it is for, rover-1 or rover-* (repeatable)', toRobots, [])
      .addOption(
        option('--role <role>', 'what its holder is')
          .choices(tokenRoleSchema.options)
          .makeOptionMandatory(),
      )
      .addOption(
        option('--ttl <time>', 'how long it is valid: 30s, 15m, 12h, 7d')
          .default(12 * 3600, '12h')
          .argParser(toSeconds),
      ),
  ).action((_, command: Command) => printToken(command.optsWithGlobals()));
  return program;
}

try {
  const program = createProgram();
  tidyVariables(program, process.env);
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`error: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = exitCodeOf(error);
}
