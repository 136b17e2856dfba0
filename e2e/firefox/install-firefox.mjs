/**
 * The Firefox that connection and component tests run in beside Chromium. `node e2e/firefox/install-firefox.mjs`
 * installs Debian's where that is possible. Uses nothing that would have to be installed.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { installFromDebian } from '../install-from-debian.mjs';

const PATHS = [
  '/usr/bin/firefox-esr',
  '/usr/bin/firefox',
  '/opt/firefox/firefox',
  '/Applications/Firefox.app/Contents/MacOS/firefox',
];
const HINT = [
  'Firefox is missing, so nothing is tested in it. Debian: sudo apt-get install firefox-esr',
  'Or set RTCBOT_FIREFOX to the path of a Firefox that this machine has elsewhere.',
].join('\n');

function runs(file) {
  const { status, stdout } = spawnSync(file, ['--version'], { encoding: 'utf8', timeout: 30_000 });
  return status === 0 && /^Mozilla Firefox \d/m.test(stdout);
}

/** Path of a Firefox that runs: the one that RTCBOT_FIREFOX names, or the first of `paths`. */
export function findFirefox({ env = process.env, paths = PATHS } = {}) {
  const named = env.RTCBOT_FIREFOX;
  if (!named) return paths.find((file) => existsSync(file) && runs(file));
  if (runs(named)) return named;
  throw new Error(
    `RTCBOT_FIREFOX=${named} is not a Firefox that runs. Correct or unset RTCBOT_FIREFOX.`,
  );
}

/** Why the tests cannot run in Firefox here; undefined if they can. */
export const whyNoFirefox = (options) => (findFirefox(options) === undefined ? HINT : undefined);

/** The same, but installs it first if it is missing and this is root on Debian or the like. */
export async function provideFirefox() {
  if (findFirefox() !== undefined) return undefined;
  const failure = await installFromDebian('firefox-esr');
  return whyNoFirefox() && [HINT, failure].filter(Boolean).join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.stdout.write(`${(await provideFirefox()) ?? `Firefox: ${findFirefox()}`}\n`);
}
