/**
 * Programs of others that some tests run. Where one is missing, its tests are skipped and counted; where the environment
 * variable CI is set, nobody reads what was skipped: there they run, and fail with the name of what is missing.
 */
import { existsSync } from 'node:fs';

/** By Debian's name of the package: where its program is, and what is tested with it. */
const PROGRAMS = {
  'redis-server': { program: '/usr/bin/redis-server', tests: 'relays of many nodes are' },
  coturn: { program: '/usr/bin/turnserver', tests: 'TURN is' },
  caddy: { program: '/usr/bin/caddy', tests: "the relay's Caddyfile is" },
  systemd: { program: '/usr/bin/systemd-analyze', tests: 'units of systemd are' },
  python3: { program: '/usr/bin/python3', tests: 'the robot that is written in Python is' },
  iproute2: { program: '/bin/ip', tests: 'a pulled cable is' },
};

/** Path of the program of a package, whether it is there or not. */
export const programOf = (name) => PROGRAMS[name].program;

/** What is missing, with what to do; undefined if nothing is. */
export function whyMissing(name) {
  const { program, tests } = PROGRAMS[name];
  if (existsSync(program)) return undefined;
  return `${name} is missing, so ${tests} not tested. Debian, Ubuntu: sudo apt-get install ${name}`;
}

/** The reason to skip a test; undefined, whatever is missing, under CI: the test is to run, and to fail. */
export const skipReason = (missing, env = process.env) => (env.CI ? undefined : missing);

/** Fails with the name of what is missing. */
export function requireProgram(name) {
  const missing = whyMissing(name);
  if (missing !== undefined) throw new Error(missing);
}
