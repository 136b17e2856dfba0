/**
 * The servers of others that some tests run against. They are installed where that is possible; without them those
 * tests are skipped, and say so.
 */
import { existsSync } from 'node:fs';
import { installFromDebian } from '../e2e/install-from-debian.mjs';

/** By Debian's name of the package. */
const servers = {
  'redis-server': { program: '/usr/bin/redis-server', tests: 'relays of many nodes are' },
  coturn: { program: '/usr/bin/turnserver', tests: 'TURN is' },
};

/**
 * Installs a server if it is missing and this is root on Debian or the like; resolves to a line for the terminal.
 * @param {keyof typeof servers} name - Debian's name of its package
 */
export async function provideServer(name) {
  const { program, tests } = servers[name];
  const hint = `${name} is missing, so ${tests} not tested. Debian, Ubuntu: sudo apt-get install ${name}`;
  if (existsSync(program)) return `${name}: ready`;
  const trouble = await installFromDebian(name);
  if (existsSync(program)) return `${name}: ready`;
  return trouble === undefined ? hint : `${hint}\n${trouble}`;
}
