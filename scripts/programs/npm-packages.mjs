/** Installs the npm packages of package-lock.json when they are missing or others than it names. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Failure } from '../terminal/failure.mjs';
import { root } from '../project.mjs';
import { npm } from '../terminal/run-command.mjs';
import { step } from '../terminal/step.mjs';

/** Inside node_modules, so that whoever deletes the packages deletes the stamp too. */
const stampFile = (folder) => path.join(folder, 'node_modules/.cache/rtcbot-web/packages-stamp');

const readText = (file) => (existsSync(file) ? readFileSync(file, 'utf8') : undefined);

/** Packages with native binaries differ between machines, even where the lock file is the same. */
const wantedStamp = (lockText) =>
  createHash('sha256').update(`${process.platform} ${process.arch}\n${lockText}`).digest('hex');

const isForThisMachine = ({ optional, peer, os, cpu }) =>
  optional === true
    ? os?.includes(process.platform) === true && cpu?.includes(process.arch) === true
    : peer !== true;

/**
 * Whether what npm last installed is what the lock file names: then an `npm install` by hand will do.
 * @param {string} lockText - package-lock.json
 * @param {string | undefined} installedText - node_modules/.package-lock.json, npm's own record
 */
export function isInstalled(lockText, installedText) {
  if (installedText === undefined) return false;
  const installed = JSON.parse(installedText).packages;
  return Object.entries(JSON.parse(lockText).packages).every(
    ([name, wanted]) =>
      !name.includes('node_modules/') ||
      wanted.link === true ||
      // One of several builds for different C libraries is there, and npm knows which.
      wanted.libc !== undefined ||
      !isForThisMachine(wanted) ||
      installed[name]?.version === wanted.version,
  );
}

/** Whether `folder` has all the packages of its lock file. */
export function packagesAreCurrent(folder) {
  const lockText = readFileSync(path.join(folder, 'package-lock.json'), 'utf8');
  if (readText(stampFile(folder)) === wantedStamp(lockText)) return true;
  return isInstalled(lockText, readText(path.join(folder, 'node_modules/.package-lock.json')));
}

/** Notes that `folder` has the packages of its lock file. */
export function writeStamp(folder) {
  const file = stampFile(folder);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, wantedStamp(readFileSync(path.join(folder, 'package-lock.json'), 'utf8')));
}

async function install() {
  try {
    // NODE_ENV=production would leave out the build tools.
    await npm(['ci', '--include=dev', '--no-audit', '--no-fund']);
  } catch (error) {
    throw new Failure(
      `The npm packages could not be installed: see above. Once that is put right, run the same command again.`,
      error.output || error.message,
    );
  }
}

/** Brings node_modules to what package-lock.json says. */
export async function installPackages() {
  if (!packagesAreCurrent(root)) await step('Installing npm packages', install);
  writeStamp(root);
}
