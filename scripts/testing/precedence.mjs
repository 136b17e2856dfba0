import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/**
 * Give a process, and all of a session if it is the session's first process as a browser's is, precedence over the rest of
 * the machine: what is measured is not to wait for other programs. On Linux its threads, and those that they start, become
 * real-time ones, which only root may do; niceness does not suffice, as the kernel weighs groups of processes anew too slowly
 * for what is over in a tenth of a second. Elsewhere nothing happens: the trials that follow say themselves how late the
 * machine was.
 * @param {number} pid
 * @param {number} rank 1 or more; a higher one goes first
 * @returns {() => void} how to take it away again
 */
export function givePrecedence(pid, rank) {
  const all = new Set([pid, ...membersOf(pid)]);
  for (const one of all) schedule(one, '--rr', rank);
  return () => {
    for (const one of all) schedule(one, '--other', 0);
  };
}

function schedule(pid, policy, rank) {
  spawnSync('chrt', [policy, '--all-tasks', '--pid', String(rank), String(pid)], {
    stdio: 'ignore',
  });
}

/** Processes of the session of this process; none where that cannot be known. */
function membersOf(session) {
  try {
    return readdirSync('/proc')
      .map(Number)
      .filter((pid) => pid > 0 && sessionOf(pid) === session);
  } catch {
    return [];
  }
}

function sessionOf(pid) {
  try {
    const stat = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
    // The name before it, in brackets, may hold anything.
    const [, , , session] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return Number(session);
  } catch {
    return undefined;
  }
}
