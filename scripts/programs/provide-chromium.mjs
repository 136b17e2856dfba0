/** Finds Chromium, or installs it: from Debian where that is possible, else the build that Playwright brings. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { Failure } from '../terminal/failure.mjs';
import { findChromium, usualPaths, whyChromiumFails } from './find-chromium.mjs';
import { toolPath } from '../project.mjs';
import { run } from '../terminal/run-command.mjs';
import { step } from '../terminal/step.mjs';

const HINT = [
  'There is no Chromium on this machine, and it could not be installed: see above.',
  'Install one yourself, then run the same command again:',
  '  Debian, Raspberry Pi OS:  sudo apt-get install chromium',
  '  Ubuntu:                   sudo npx playwright install-deps chromium && npx playwright install chromium',
  '  macOS:                    Google Chrome from https://www.google.com/chrome/',
  'Or set RTCBOT_CHROMIUM to the path of a Chromium that this machine has elsewhere.',
].join('\n');

const isRoot = () => process.getuid?.() === 0;

const isOnPath = (name) =>
  (process.env.PATH ?? '')
    .split(path.delimiter)
    .some((folder) => existsSync(path.join(folder, name)));

async function installFromDebian() {
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  // A package list that is partly out of reach may still have Chromium: let the install itself decide.
  const update = await run('apt-get', ['update'], { env }).catch((error) => error.output);
  try {
    await run('apt-get', ['install', '-y', 'chromium'], { env });
  } catch (error) {
    throw new Failure(error.message, `${update}${error.output}`);
  }
}

/** `--no-shell`: the robot needs the full browser, not the stripped-down one for screenshots. */
const installFromPlaywright = () =>
  run(toolPath('playwright'), [
    'install',
    '--no-shell',
    ...(isRoot() && isOnPath('apt-get') ? ['--with-deps'] : []),
    'chromium',
  ]);

const ways = [
  {
    title: 'Installing Chromium (apt-get install chromium)',
    isPossible: () => isRoot() && isOnPath('apt-get'),
    install: installFromDebian,
  },
  {
    title: 'Installing Chromium (npx playwright install chromium)',
    isPossible: () => true,
    install: installFromPlaywright,
  },
];

/** Tries one way to install; resolves to why it failed. */
async function tryWay({ title, install }) {
  try {
    await step(title, install);
    return '';
  } catch (error) {
    return `${error.message}\n${error.output ?? ''}`;
  }
}

/** Executables that are there but do not run, for want of a system library perhaps. */
const brokenOnes = (paths) =>
  paths.filter(existsSync).map((file) => `${file} does not run: ${whyChromiumFails(file)}\n`);

async function installChromium(find, listPaths) {
  let output = '';
  for (const way of ways.filter(({ isPossible }) => isPossible())) {
    output += await tryWay(way);
    const chromium = find();
    if (chromium !== undefined) return chromium;
  }
  throw new Failure(HINT, output + brokenOnes(listPaths()).join(''));
}

/**
 * Path of a Chromium that runs, installed now if there was none.
 * @param {Parameters<typeof findChromium>[0]} [options] - where to look
 * @throws {Failure} (as rejection) with what the user can do
 */
export async function provideChromium(options) {
  const find = () => {
    try {
      return findChromium(options);
    } catch (error) {
      throw new Failure(error.message);
    }
  };
  return find() ?? installChromium(find, () => options?.paths ?? usualPaths());
}
