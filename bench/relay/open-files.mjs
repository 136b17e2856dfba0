import { existsSync, readFileSync } from 'node:fs';

const LIMITS = '/proc/self/limits';
/** Files of a process besides its connections. */
const OTHERS = 100;

/** How many files a process may have open (Node raises this to the hard limit by itself); Infinity: unknown. */
const openFilesLimit = () => {
  if (!existsSync(LIMITS)) return Infinity;
  const [, limit] = /^Max open files +(\S+)/m.exec(readFileSync(LIMITS, 'utf8')) ?? [];
  return limit === undefined || limit === 'unlimited' ? Infinity : Number(limit);
};

/** Ends the bench with a line that says what to do if this machine does not allow so many connections. */
export const checkOpenFiles = (connections) => {
  const limit = openFilesLimit();
  if (limit >= connections + OTHERS) return;
  console.error(
    `A process may have ${limit} files open here, and ${connections} connections need ${connections + OTHERS}. ` +
      `Raise it with: ulimit -n ${connections + OTHERS} (as root, or in /etc/security/limits.conf), or measure less: --connections ${Math.max(2, limit - OTHERS)}`,
  );
  process.exit(1);
};
