/**
 * The Python library that the interop tests talk to. Tests and set-up look for it in Debian's Python alone, as
 * `python3-aiortc` is a Debian package. `node e2e/interop/install-aiortc.mjs` installs it where that is possible.
 */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { installFromDebian } from '../install-from-debian.mjs';

/** Debian's own Python: another one on the PATH does not see Debian's packages. */
export const PYTHON = '/usr/bin/python3';

const exec = promisify(execFile);
const HINT =
  'Python with aiortc is missing, so wire compatibility is not tested. Debian, Ubuntu: sudo apt-get install python3-aiortc';

const isFound = () =>
  exec(PYTHON, ['-c', 'import aiortc']).then(
    () => true,
    () => false,
  );

/** Resolves to the reason why the interop tests cannot run here; undefined if they can. */
export async function whyNoAiortc() {
  return (await isFound()) ? undefined : HINT;
}

/** The same, but installs it first if it is missing and this is root on Debian or the like. */
export async function provideAiortc() {
  if (await isFound()) return undefined;
  const failure = await installFromDebian('python3-aiortc');
  return (await whyNoAiortc()) && [HINT, failure].filter(Boolean).join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const reason = await provideAiortc();
  process.stdout.write(reason === undefined ? 'aiortc: ready\n' : `${reason}\n`);
}
