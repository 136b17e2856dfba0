/** Finds a Chromium (or Chrome) on this machine. Uses nothing that would have to be installed. */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, readdirSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** Environment variables that name the executable, in the order in which they count. */
const VARIABLES = ['RTCBOT_CHROMIUM', 'CHROME_PATH'];

const COMMANDS = [
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
  'google-chrome-beta',
  'google-chrome-unstable',
];

const LINUX_PATHS = [
  ...COMMANDS.map((name) => `/usr/bin/${name}`),
  '/usr/local/bin/chromium',
  '/opt/google/chrome/chrome',
  '/snap/bin/chromium',
];

const MAC_APPS = ['Google Chrome', 'Chromium', 'Google Chrome Beta', 'Google Chrome Canary'];

const macPaths = (home) =>
  ['/Applications', path.join(home, 'Applications')].flatMap((folder) =>
    MAC_APPS.map((app) => `${folder}/${app}.app/Contents/MacOS/${app}`),
  );

/** Where `playwright install` puts Chromium, below `<cache>/chromium-<revision>/`. */
const PLAYWRIGHT_EXECUTABLES = [
  'chrome-linux64/chrome',
  'chrome-linux-arm64/chrome',
  'chrome-linux/chrome',
  ...['chrome-mac-arm64', 'chrome-mac-x64', 'chrome-mac'].flatMap((folder) => [
    `${folder}/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing`,
    `${folder}/Chromium.app/Contents/MacOS/Chromium`,
  ]),
];

function playwrightCache({ env, platform, home }) {
  if (env.PLAYWRIGHT_BROWSERS_PATH) return env.PLAYWRIGHT_BROWSERS_PATH;
  if (platform === 'darwin') return path.join(home, 'Library/Caches/ms-playwright');
  return path.join(env.XDG_CACHE_HOME || path.join(home, '.cache'), 'ms-playwright');
}

function playwrightPaths(machine) {
  const cache = playwrightCache(machine);
  let names;
  try {
    names = readdirSync(cache);
  } catch {
    return []; // Playwright never installed a browser here
  }
  const revision = (name) => Number(name.slice('chromium-'.length));
  return names
    .filter((name) => /^chromium-\d+$/.test(name))
    .sort((a, b) => revision(b) - revision(a))
    .flatMap((name) => PLAYWRIGHT_EXECUTABLES.map((file) => path.join(cache, name, file)));
}

const thisMachine = () => ({
  env: process.env,
  platform: process.platform,
  home: os.homedir(),
});

/**
 * Every path where Chromium may be, best first.
 * @param {{env: NodeJS.ProcessEnv, platform: string, home: string}} [machine] - this one, if left out
 */
export function usualPaths(machine = thisMachine()) {
  const folders = (machine.env.PATH ?? '').split(path.delimiter).filter((folder) => folder !== '');
  const onPath = COMMANDS.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  const fixed = machine.platform === 'darwin' ? macPaths(machine.home) : LINUX_PATHS;
  return [...new Set([...onPath, ...fixed, ...playwrightPaths(machine)])];
}

function isExecutableFile(file) {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/**
 * What is wrong with an executable, if anything: it may be a stub that asks to install something else, or
 * lack a system library.
 * @returns {string | undefined} why it does not run
 */
export function whyChromiumFails(file) {
  if (!isExecutableFile(file)) return 'there is no executable file at that path';
  const { status, stdout, stderr, error } = spawnSync(file, ['--version'], {
    encoding: 'utf8',
    timeout: 30_000,
  });
  if (status === 0 && /\d+\.\d+\.\d+/.test(stdout)) return undefined;
  return `${file} --version: ${(error?.message ?? stderr.trim()) || `exit code ${status}`}`;
}

/**
 * Path of a Chromium that runs.
 * @param {{env?: NodeJS.ProcessEnv, paths?: readonly string[]}} [options] - `paths` stands in for the usual ones
 * @returns {string | undefined} undefined if there is none
 * @throws {Error} if an environment variable names one that does not run
 */
export function findChromium({ env = process.env, paths = usualPaths() } = {}) {
  for (const variable of VARIABLES) {
    const named = env[variable];
    if (!named) continue;
    const reason = whyChromiumFails(named);
    if (reason === undefined) return named;
    throw new Error(
      `${variable}=${named} is not a Chromium that runs: ${reason}. Correct or unset ${variable}.`,
    );
  }
  return paths.find((file) => whyChromiumFails(file) === undefined);
}
