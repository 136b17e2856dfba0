#!/usr/bin/env node
/**
 * The command `rtcbot-robot`. It alone reads the command line, the environment and signals.
 *
 * @module
 */
import { fstatSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { Socket } from 'node:net';
import type { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { RtcError } from '@rtcbot-web/sdk/subscriptions';
import { type CliOptions, readOptions } from './cli/cli-options.js';
import { createProgram } from './cli/cli-program.js';
import { chromiumOptions, robotOptions } from './cli/cli-robot.js';
import { onEnding } from './cli/ending.js';
import { tidyVariables } from './cli/environment.js';
import { exitCodeOf } from './cli/exit-code.js';
import { defaultKeyFile, loadRobotKey } from './key/key-file.js';
import { listDevices } from './media/device-list.js';
import { ExecProgram } from './program/exec-program.js';
import { serveHealth } from './service/health-server.js';
import { installService } from './service/install.js';
import type { Log } from '@rtcbot-web/sdk/protocol';
import { createStderrLog } from './log.js';
import { Robot } from './robot.js';
import { StdioBridge } from './program/stdio.js';

/** File descriptor of standard output. */
const STDOUT = 1;

let log = createStderrLog();

/** Runs the robot until a signal or an error ends it; resolves with the exit code. */
async function runRobot(options: CliOptions): Promise<number> {
  const robot = new Robot({ ...(await robotOptions(options)), log });
  closeOnEnding(robot);
  const health =
    options.healthPort === undefined
      ? undefined
      : await serveHealth(robot, { port: options.healthPort });
  if (health) log.info(`Health at ${health.url}/healthz and ${health.url}/status.`);
  const isReaderGone = { value: false };
  if (options.stdio) joinStdio(robot, isReaderGone);
  const program =
    options.exec === undefined ? undefined : new ExecProgram(robot, options.exec, log);
  const closed = robot.onClose();
  await robot
    .start()
    .catch((error: unknown) => {
      // Stopped while it started: no failure.
      if (!(error instanceof RtcError && error.code === 'closed')) throw error;
    })
    .then(() => closed)
    .finally(async () => {
      await Promise.all([program?.close(), health?.close()]);
    });
  if (robot.error) throw robot.error;
  return isReaderGone.value ? 1 : 0;
}

function closeOnEnding(robot: Robot): void {
  let isClosing = false;
  onEnding(() => {
    // A second signal: no patience left. What runs is killed on the way out.
    if (isClosing) process.exit(1);
    isClosing = true;
    void robot.close();
  });
}

function joinStdio(robot: Robot, isReaderGone: { value: boolean }): void {
  const output = patientStdout();
  new StdioBridge(robot, log).connect({ input: process.stdin, output }, (why) => {
    log.warn(`The program at standard input and output ${why}: it drives the robot no more.`);
  });
  output.once('close', () => {
    log.error('Nobody reads standard output any more.');
    isReaderGone.value = true;
    void robot.close();
  });
}

/** Node writes to a pipe at standard output until it is taken: a program that does not read would hold up the robot. */
function patientStdout(): Writable {
  const file = fstatSync(STDOUT);
  const isPipe = file.isFIFO() || file.isSocket();
  return isPipe ? new Socket({ fd: STDOUT, writable: true }) : process.stdout;
}

async function printDevices(options: CliOptions): Promise<number> {
  const devices = await listDevices(chromiumOptions(options));
  const lines = devices.map(({ kind, label }) => `${kind.padEnd('microphone'.length)}  ${label}\n`);
  process.stdout.write(lines.join('') || 'There are no cameras, microphones or speakers.\n');
  return 0;
}

async function printKey({ keyFile }: CliOptions): Promise<number> {
  const path = keyFile || defaultKeyFile(process.env);
  const { publicKey, print } = await loadRobotKey(path, (message) => log.warn(message));
  process.stdout.write(`${publicKey}\n`);
  log.info(`Print ${print}, file ${path}.`);
  return 0;
}

async function install(options: CliOptions): Promise<number> {
  const { unit, written } = await installService(options, {
    nodePath: process.execPath,
    mainPath: fileURLToPath(import.meta.url),
    sudoUser: process.env['SUDO_USER'],
  });
  if (options.print) process.stdout.write(unit);
  for (const file of written) log.info(`Wrote ${file}.`);
  if (!options.print) {
    const service = options.name ?? '';
    if (options.display) {
      log.info('Its screen is there once that user is logged in: switch on automatic login.');
    }
    log.info(`Start it: systemctl daemon-reload && systemctl enable --now ${service}`);
    log.info(`Read its log: journalctl -u ${service} -f`);
  }
  return 0;
}

async function main(): Promise<number> {
  const manifest: unknown = JSON.parse(
    await readFile(new URL('../../package.json', import.meta.url), 'utf8'),
  );
  let exitCode = 0;
  const act =
    (work: (options: CliOptions) => Promise<number>) =>
    async (command: Command): Promise<void> => {
      const options = readOptions(command);
      delete process.env['RTCBOT_TOKEN']; // is not handed on: neither to Chromium nor to the program of --exec
      log = createLog(options);
      exitCode = await work(options);
    };
  const program = createProgram((manifest as { version: string }).version, {
    run: act((options) => (options.listDevices ? printDevices(options) : runRobot(options))),
    install: act(install),
    key: act(printKey),
  });
  try {
    tidyVariables(program, process.env);
    await program.parseAsync();
    return exitCode;
  } catch (error) {
    log.error(error instanceof RtcError ? error.message : String(error));
    return exitCodeOf(error);
  }
}

function createLog({ logFormat, logLevel }: CliOptions): Log {
  return createStderrLog({ format: logFormat, level: logLevel });
}

// Not process.exitCode: standard input that is still open would keep the process alive.
process.exit(await main());
