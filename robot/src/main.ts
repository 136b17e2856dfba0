#!/usr/bin/env node
/**
 * The command `rtcbot-robot`. It alone reads the command line, the environment and signals.
 *
 * @module
 */
import { readFile } from 'node:fs/promises';
import { RtcError } from '@rtcbot-web/sdk/subscriptions';
import { type CliOptions, createProgram, readOptions } from './cli-options.js';
import { createStderrLog } from './log.js';
import { Robot } from './robot.js';
import { joinStdio } from './stdio.js';

const log = createStderrLog();

/** Runs the robot until a signal or an error ends it; resolves with the exit code. */
async function run(options: CliOptions): Promise<number> {
  const robot = new Robot({
    ...options,
    token: await tokenOf(options),
    chromium: { executablePath: options.chromium, headless: options.headless },
    log,
  });
  let failed = false;
  const stop = (): void => {
    for (const signal of SIGNALS) process.on(signal, abandon).off(signal, stop);
    void robot.close();
  };
  for (const signal of SIGNALS) process.on(signal, stop);
  if (options.stdio) {
    joinStdio(robot, { input: process.stdin, output: process.stdout }, log, () => {
      log.error('Nobody reads standard output any more.');
      failed = true;
      void robot.close();
    });
  }
  const closed = robot.onClose();
  await robot.start().catch((error: unknown) => {
    // Stopped while it started: no failure.
    if (!(error instanceof RtcError && error.code === 'closed')) throw error;
  });
  await closed;
  if (robot.error) throw robot.error;
  return failed ? 1 : 0;
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** A second signal: no patience left. What runs is killed on the way out. */
function abandon(): void {
  process.exit(1);
}

async function tokenOf({
  token,
  tokenFile,
}: CliOptions): Promise<string | (() => Promise<string>) | undefined> {
  if (tokenFile === undefined) return token ?? process.env['RTCBOT_TOKEN'];
  const read = async (): Promise<string> => (await readFile(tokenFile, 'utf8')).trim();
  await read().catch((cause: unknown) => {
    throw new RtcError('bad-argument', `--token-file ${tokenFile} cannot be read.`, { cause });
  });
  return read;
}

async function main(): Promise<number> {
  const manifest: unknown = JSON.parse(
    await readFile(new URL('../package.json', import.meta.url), 'utf8'),
  );
  const program = createProgram((manifest as { version: string }).version);
  program.parse();
  try {
    return await run(readOptions(program));
  } catch (error) {
    log.error(error instanceof RtcError ? error.message : String(error));
    return 1;
  }
}

// Not process.exitCode: standard input that is still open would keep the process alive.
process.exit(await main());
