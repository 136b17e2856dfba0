/**
 * The Python library that the interop tests talk to. Tests and set-up look for it in Debian's Python alone, as
 * `python3-aiortc` is a Debian package. `node e2e/interop/install-aiortc.mjs` installs it where that is possible.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** Debian's own Python: another one on the PATH does not see Debian's packages. */
export const PYTHON = '/usr/bin/python3';

const exec = promisify(execFile);
const APT = '/usr/bin/apt-get';
const HINT =
  'Python with aiortc is missing, so wire compatibility is not tested. Debian, Ubuntu: sudo apt-get install python3-aiortc';

const isFound = () =>
  exec(PYTHON, ['-c', 'import aiortc']).then(
    () => true,
    () => false,
  );

async function installFromDebian() {
  const options = { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
  // A package list that is partly out of reach may still have the package: let the install itself decide.
  await exec(APT, ['update'], options).catch(() => undefined);
  await exec(APT, ['install', '-y', '--no-install-recommends', 'python3-aiortc'], options);
}

/** Resolves to the reason why the interop tests cannot run here; undefined if they can. */
export async function whyNoAiortc() {
  return (await isFound()) ? undefined : HINT;
}

/** The same, but installs it first if it is missing and this is root on Debian or the like. */
export async function provideAiortc() {
  if (await isFound()) return undefined;
  if (process.getuid?.() !== 0 || !existsSync(APT)) return HINT;
  try {
    await installFromDebian();
  } catch (error) {
    return `${HINT}\n${error.stderr || error.message}`;
  }
  return whyNoAiortc();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const reason = await provideAiortc();
  process.stdout.write(reason === undefined ? 'aiortc: ready\n' : `${reason}\n`);
}
