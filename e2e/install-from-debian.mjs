/** Installs what the tests need beside npm packages, where that can be done without asking: as root on Debian. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';

const exec = promisify(execFile);
const APT = '/usr/bin/apt-get';

/** Installs a package of Debian. Resolves to what went wrong; undefined if nothing did or nothing could be tried. */
export async function installFromDebian(name) {
  if (process.getuid?.() !== 0 || !existsSync(APT)) return undefined;
  const options = { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
  // A package list that is partly out of reach may still have the package: let the install itself decide.
  await exec(APT, ['update'], options).catch(() => undefined);
  return exec(APT, ['install', '-y', '--no-install-recommends', name], options).then(
    () => undefined,
    (error) => error.stderr || error.message,
  );
}
