/** The programs of others that some tests run are installed where that is possible. */
import { installFromDebian } from '../../e2e/install-from-debian.mjs';
import { whyMissing } from './needed-program.mjs';

/**
 * Installs a program if it is missing and this is root on Debian or the like; resolves to why it is still missing,
 * if it is.
 * @param {import('./needed-program.mjs').NeededProgram} name - Debian's name of its package
 */
export async function provideProgram(name) {
  if (whyMissing(name) === undefined) return undefined;
  const trouble = await installFromDebian(name);
  const missing = whyMissing(name);
  return missing && [missing, trouble].filter(Boolean).join('\n');
}
