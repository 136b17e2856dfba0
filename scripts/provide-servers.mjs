/**
 * The servers of others that some tests run against. They are installed where that is possible; without them those
 * tests are skipped, and say so.
 */
import { existsSync } from 'node:fs';
import { run } from './run-command.mjs';

const APT = '/usr/bin/apt-get';
const env = { DEBIAN_FRONTEND: 'noninteractive' };

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
  if (process.getuid?.() !== 0 || !existsSync(APT)) return hint;
  try {
    // A package list that is partly out of reach may still have the package: let the install itself decide.
    await run(APT, ['update'], { env }).catch(() => undefined);
    await run(APT, ['install', '-y', '--no-install-recommends', name], { env });
  } catch (error) {
    return `${hint}\n${error.output ?? error.message}`;
  }
  return existsSync(program) ? `${name}: ready` : hint;
}
