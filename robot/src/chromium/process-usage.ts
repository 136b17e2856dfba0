import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
const KIB_PER_MIB = 1024;
/** Linux counts in hundredths of a second, on every machine that runs Node. */
const TICKS_PER_SECOND = 100;

/** What the processes of a group use together. */
export interface ProcessUsage {
  /** Memory: what several processes share counts once, where the system tells. */
  readonly memoryMiB: number;
  /** Time on a processor since they were started. */
  readonly cpuSeconds: number;
  readonly processes: number;
}

/**
 * Measure a process group.
 * @returns undefined where the system does not tell
 */
export async function processUsage(groupId: number): Promise<ProcessUsage | undefined> {
  if (process.platform === 'win32') return undefined;
  const parts =
    process.platform === 'linux' ? await linuxGroup(groupId) : await otherGroup(groupId);
  return {
    memoryMiB: parts.reduce((sum, { kib }) => sum + kib, 0) / KIB_PER_MIB,
    cpuSeconds: parts.reduce((sum, { seconds }) => sum + seconds, 0),
    processes: parts.length,
  };
}

interface Part {
  readonly kib: number;
  readonly seconds: number;
}

async function linuxGroup(groupId: number): Promise<Part[]> {
  const names = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const parts = await Promise.all(names.map((pid) => linuxPart(pid, groupId)));
  return parts.filter((part) => part !== undefined);
}

async function linuxPart(pid: string, groupId: number): Promise<Part | undefined> {
  // A process may end while it is looked at.
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // Fields after the command, which may itself hold blanks and brackets: state, parent, group, …
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (Number(fields[2]) !== groupId || fields[0] === 'Z') return undefined;
  const seconds = (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
  const status = rollup || (await readFile(`/proc/${pid}/status`, 'utf8').catch(() => ''));
  const kib = Number(/^(?:Pss|VmRSS):\s+(\d+)/m.exec(status)?.[1] ?? 0);
  return { kib, seconds };
}

async function otherGroup(groupId: number): Promise<Part[]> {
  const { stdout } = await run('ps', ['-A', '-o', 'pgid=,rss=,time=']).catch(() => ({
    stdout: '',
  }));
  return stdout
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([group]) => Number(group) === groupId)
    .map(([, kib = '0', time = '0']) => ({ kib: Number(kib), seconds: secondsOf(time) }));
}

/** `1:02:03.45` and the like. */
function secondsOf(time: string): number {
  return time.split(/[:-]/).reduce((sum, part) => sum * 60 + Number(part), 0);
}
