import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * `rtcbot-robot-<machine>-<pid of the host>-<random>`: tells whose it is, and whether that one still lives.
 * Short, because Chromium makes a socket in it, and the path of a socket has at most 107 characters.
 */
const MACHINE = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
const PREFIX = `rtcbot-robot-${MACHINE}-`;

/** A Chromium that is just ending may still write, so it is tried more than once. */
const REMOVAL = { recursive: true, force: true, maxRetries: 5, retryDelay: 50 } as const;

/** A folder for all that Chromium writes, its profile and its temporary files, for one run. */
export interface ChromiumProfile {
  readonly folder: string;
  /** Remove it; Chromium must be gone. */
  remove(): Promise<void>;
  /** The same where nothing can be awaited. */
  removeNow(): void;
}

/** Make an empty profile, and remove those that hosts which were killed have left behind. */
export async function createProfile(): Promise<ChromiumProfile> {
  await removeOrphans();
  const folder = await mkdtemp(join(tmpdir(), `${PREFIX}${String(process.pid)}-`));
  return {
    folder,
    remove: () => rm(folder, REMOVAL),
    removeNow: () => {
      rmSync(folder, REMOVAL);
    },
  };
}

async function removeOrphans(): Promise<void> {
  const names = await readdir(tmpdir());
  const orphans = names.filter((name) => {
    const pid = name.startsWith(PREFIX) && /^(\d+)-\w+$/.exec(name.slice(PREFIX.length))?.[1];
    return pid && !isAlive(Number(pid));
  });
  // Another user's folder cannot be removed, and is none of ours.
  await Promise.allSettled(orphans.map((name) => rm(join(tmpdir(), name), REMOVAL)));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}
