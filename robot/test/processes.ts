import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';

/** Which processes of the process group `groupId` live, zombies apart. */
export function processesOfGroup(groupId: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      const stat = statOf(pid);
      return stat?.groupId === groupId && stat.state !== 'Z';
    });
}

/** Which process of the group shows the page. */
export function rendererOfGroup(groupId: number): number[] {
  return processesOfGroup(groupId).filter((pid) =>
    readFileSync(`/proc/${String(pid)}/cmdline`, 'utf8').includes('--type=renderer'),
  );
}

/** Children of `pid`. */
export function childrenOf(pid: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((child) => statOf(child)?.parentPid === pid);
}

/** Command line of `pid`. */
export function commandOf(pid: number): string {
  return readFileSync(`/proc/${String(pid)}/cmdline`, 'utf8').replaceAll('\0', ' ');
}

/** Profiles that the host `pid` has made and not removed. */
export function profilesOf(pid: number): string[] {
  return readdirSync(tmpdir()).filter(
    (name) => name.startsWith('rtcbot-robot-') && name.includes(`-${String(pid)}-`),
  );
}

function statOf(pid: number): { state: string; parentPid: number; groupId: number } | undefined {
  try {
    // Fields after the command, which may itself hold blanks and brackets.
    const text = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
    const [state = '', parentPid, groupId] = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return { state, parentPid: Number(parentPid), groupId: Number(groupId) };
  } catch {
    return undefined;
  }
}

/**
 * Send a signal to a service of a Chromium, such as `video_capture`. Killed, its devices fail as if they were unplugged;
 * stopped, as if they hung.
 */
export function signalService(groupId: number, name: string, signal: NodeJS.Signals): void {
  const found = processesOfGroup(groupId).filter((pid) =>
    readFileSync(`/proc/${String(pid)}/cmdline`, 'utf8').includes(`utility-sub-type=${name}`),
  );
  if (found.length === 0) throw new Error(`No service ${name} runs.`);
  for (const pid of found) process.kill(pid, signal);
}
