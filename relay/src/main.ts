#!/usr/bin/env node
/**
 * The command line of the relay: the only file that reads arguments and the environment.
 *
 * @module
 */
import { readFileSync } from 'node:fs';
import { roleSchema, type Role } from '@rtcbot-web/sdk/protocol';
import { Command, InvalidArgumentError, Option } from 'commander';
import * as v from 'valibot';
import { robotPatternSchema } from './grant.js';
import { signToken } from './token.js';
import { RelayError } from './errors.js';
import { logToStderr } from './log.js';
import { createRelay } from './relay.js';
import { version } from './version.js';

const SECONDS_OF_UNIT: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

const EXAMPLES = `
Examples:
  rtcbot-relay                                      for this machine alone, without a secret
  rtcbot-relay --port 8081 --static ./site          serves your web pages, too
  RTCBOT_SECRET=… rtcbot-relay --host 0.0.0.0       for other machines: clients need tokens
  RTCBOT_SECRET=… rtcbot-relay token --robot rover-1 --role operator --ttl 1h`;

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
}

interface TokenCommandOptions extends SecretOptions {
  readonly robot: string[];
  readonly role: Role;
  readonly ttl: number;
}

const toPort = (text: string) => {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError('Use 1 to 65535, or 0 for any free port.');
};

const toTtlSec = (text: string) => {
  const [, count, unit] = /^(\d+)([smhd])$/.exec(text) ?? [];
  const ttlSec = Number(count) * (SECONDS_OF_UNIT[unit ?? ''] ?? NaN);
  if (ttlSec > 0) return ttlSec;
  throw new InvalidArgumentError('Use a number and a unit, like 30s, 15m, 12h or 7d.');
};

const toIceServers = (url: string, others: string[] = []) => {
  if (/^stuns?:\S+$/.test(url)) return [...others, url];
  throw new InvalidArgumentError(
    'Use stun:host:port. TURN servers need a user name and a password: pass them to createRelay({ iceServers }).',
  );
};

const toRobots = (pattern: string, others: string[] = []) => {
  if (v.is(robotPatternSchema, pattern)) return [...others, pattern];
  throw new InvalidArgumentError(
    'A robot id has 1 to 64 letters, digits, ".", "_" or "-"; * stands for any.',
  );
};

const toList = (value: string, others: string[] = []) => [...others, value];

const readSecretFile = (file: string) => {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (cause) {
    throw new RelayError(
      'bad-option',
      `Cannot read the secret file ${file}. Check --secret-file.`,
      {
        cause,
      },
    );
  }
};

const resolveSecret = ({ secret, secretFile }: SecretOptions): string | undefined => {
  if (secret !== undefined) {
    const message =
      '--secret can be seen in the process list; better use RTCBOT_SECRET or --secret-file';
    logToStderr({ level: 'warn', message, fields: {} });
    return secret;
  }
  return secretFile === undefined ? process.env['RTCBOT_SECRET'] : readSecretFile(secretFile);
};

const serve = async (options: ServeOptions) => {
  const secret = resolveSecret(options);
  const relay = await createRelay({
    port: options.port,
    host: options.host,
    iceServers: (options.iceServer ?? []).map((urls) => ({ urls })),
    ...(secret !== undefined && { secret }),
    ...(options.static !== undefined && { staticDir: options.static }),
    ...(options.allowOrigin && { allowedOrigins: options.allowOrigin }),
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void relay.close().then(() => process.exit(0)));
  process.stdout.write(`RTCBot relay: ${relay.url}\n`);
};

const printToken = async (options: TokenCommandOptions) => {
  const secret = resolveSecret(options);
  if (!secret)
    throw new RelayError(
      'secret-missing',
      'A token needs the secret of the relay: set RTCBOT_SECRET or use --secret-file.',
    );
  const { robot: robots, role, ttl: ttlSec } = options;
  process.stdout.write(`${await signToken({ secret, robots, role, ttlSec })}\n`);
};

const withSecretOptions = (command: Command) =>
  command
    .option('--secret <secret>', 'the secret that signs tokens; visible in the process list')
    .option('--secret-file <file>', 'file that holds the secret (default: env RTCBOT_SECRET)');

const createProgram = () => {
  const program = new Command('rtcbot-relay')
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
    .addOption(
      new Option('--port <port>', 'port to listen on; 0: any free one')
        .env('PORT')
        .default(8080)
        .argParser(toPort),
    )
    .addOption(
      new Option('--host <address>', 'address to listen on; others than loopback need a secret')
        .env('HOST')
        .default('127.0.0.1'),
    )
    .option('--static <folder>', 'folder of web pages to serve')
    .option('--ice-server <url>', 'STUN server for all to use (repeatable)', toIceServers)
    .option('--allow-origin <origin>', 'web pages that may connect (repeatable)', toList)
    .addHelpText('after', EXAMPLES);
  withSecretOptions(program).action(serve);
  withSecretOptions(
    program
      .command('token')
      .description('print a token for a client of the relay')
      .requiredOption(
        '--robot <id>',
        'robot it is for, e.g. rover-1 or rover-* (repeatable)',
        toRobots,
      )
      .addOption(
        new Option('--role <role>', 'what its holder is')
          .choices(roleSchema.options)
          .makeOptionMandatory(),
      )
      .addOption(
        new Option('--ttl <time>', 'how long it is valid: 30s, 15m, 12h, 7d')
          .default(12 * 3600, '12h')
          .argParser(toTtlSec),
      ),
  ).action((_, command: Command) => printToken(command.optsWithGlobals()));
  return program;
};

try {
  await createProgram().parseAsync();
} catch (error) {
  process.stderr.write(`error: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
