/**
 * Runs other programs so that none of them outlives this one: each gets a process group of its own, and
 * a signal that ends us ends these groups first.
 */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import path from 'node:path';
import { isatty } from 'node:tty';
import { Failure } from './failure.mjs';
import { root } from '../project.mjs';

/** How long a program may take to end on SIGINT before its process group is killed. */
const GRACE_MS = 8000;

const running = new Set();
let ending = false;

const signalGroup = (child, signal) => {
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    // ESRCH: nobody is left in it; EPERM: macOS says so of a group whose last process just ended.
    if (error.code !== 'ESRCH' && error.code !== 'EPERM') throw error;
  }
};

/**
 * Starts a program in a process group of its own.
 * @param {string} command
 * @param {string[]} args
 * @param {import('node:child_process').SpawnOptions} options
 */
export function start(command, args, options) {
  const child = spawn(command, args, { cwd: root, ...options, detached: true });
  if (child.pid === undefined) return child;
  running.add(child);
  child.once('exit', () => {
    running.delete(child);
    signalGroup(child, 'SIGKILL'); // what a finished program left behind
  });
  return child;
}

/**
 * Ends one program: SIGINT, as Ctrl-C would, to its process group, then SIGKILL.
 * @param {import('node:child_process').ChildProcess} child
 */
export function stop(child) {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    const timer = setTimeout(() => signalGroup(child, 'SIGKILL'), GRACE_MS);
    child.once('exit', () => {
      clearTimeout(timer);
      resolve();
    });
    signalGroup(child, 'SIGINT');
  });
}

/** Ends every program that still runs. */
export const stopAll = () => Promise.all([...running].map(stop));

/** The hang-up that ends npm is told to this process as well, a moment sooner or later. */
const HANG_UP_MS = 250;

/**
 * Lets SIGINT, SIGTERM and a closed pipe end this process only after all that it started has ended; SIGHUP as well where
 * there is a terminal: without one it was started to outlive it, by `nohup` for example.
 * @param {(signal: string) => void} [onSignal] - told first
 */
export function endTogether(onSignal) {
  const end = async (signal) => {
    if (ending) return;
    ending = true;
    onSignal?.(signal);
    await stopAll();
    process.exit(128 + constants.signals[signal]);
  };
  const hasTerminal = [0, 1, 2].some((descriptor) => isatty(descriptor));
  let isHungUp = false;
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => void end(signal));
  process.on('SIGHUP', () => {
    isHungUp = true;
    if (hasTerminal) void end('SIGHUP');
  });
  // Nobody reads on: `npm test | head`.
  process.stdout.on('error', () => void end('SIGPIPE'));
  const onOrphaned = () => setTimeout(() => isHungUp || void end('SIGHUP'), HANG_UP_MS);
  if (process.env.npm_lifecycle_event !== undefined) watchParent(onOrphaned);
}

/** npm that is killed tells nobody: notice it by the change of our parent. */
function watchParent(onGone) {
  const parent = process.ppid;
  const look = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(look);
    onGone();
  }, 500).unref();
}

/** Tools ask a pipe whether it shows colours; what we keep of them ends on our own terminal. */
const colours = () => {
  if ('NO_COLOR' in process.env || 'FORCE_COLOR' in process.env) return {};
  return process.stdout.isTTY === true ? { FORCE_COLOR: '1' } : { NO_COLOR: '1' };
};

/**
 * Runs a program to its end.
 * @param {string} command
 * @param {string[]} args
 * @param {{env?: Record<string, string>, cwd?: string, live?: boolean}} [options] - `live`: it writes
 *   straight to our terminal; otherwise its output is kept
 * @returns {Promise<string>} what it wrote, unless `live`
 * @throws {Failure} (as rejection) if it cannot be started or its exit code is not 0
 */
export function run(command, args, { env = {}, cwd = root, live = false } = {}) {
  return new Promise((resolve, reject) => {
    const stdio = live ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'];
    const child = start(command, args, {
      cwd,
      stdio,
      env: { ...process.env, ...colours(), ...env },
    });
    const chunks = [];
    child.stdout?.on('data', (chunk) => chunks.push(chunk));
    child.stderr?.on('data', (chunk) => chunks.push(chunk));
    const output = () => Buffer.concat(chunks).toString();
    child.once('error', (error) => {
      reject(new Failure(`${command} could not be started: ${error.message}`));
    });
    child.once('close', (code, signal) => {
      if (ending) return; // our own end follows
      if (code === 0) return resolve(output());
      const how = signal === null ? `exit code ${code}` : `signal ${signal}`;
      const what = [path.basename(command), ...args].join(' ');
      reject(new Failure(`${what} ended with ${how}.`, output()));
    });
  });
}

/**
 * Runs npm: the one that started us, if one did.
 * @param {string[]} args
 * @param {Parameters<typeof run>[2]} [options]
 */
export function npm(args, options) {
  const cli = process.env.npm_execpath;
  return cli?.endsWith('npm-cli.js')
    ? run(process.execPath, [cli, ...args], options)
    : run('npm', args, options);
}
