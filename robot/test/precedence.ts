import { writeFileSync } from 'node:fs';

/**
 * Give a process with all that it has started precedence over the rest of the machine, or (above 0) the reverse: what is
 * measured is not to wait for other programs. Only root may on Linux, and elsewhere nobody: then nothing happens.
 * @param pid - of a session's first process, as a browser's is; or `self`
 * @param niceness - -20 to 19
 */
export function setPrecedence(pid: number | 'self', niceness: number): void {
  try {
    // Niceness counts only within a session where the kernel groups by sessions, as it does by default.
    writeFileSync(`/proc/${String(pid)}/autogroup`, String(niceness));
  } catch {
    // The trials that follow say themselves how late the machine was.
  }
}
