import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * `rtcbot-robot-<machine>-<pid of the host>-<random>`: tells people whose it is. Short, because sockets are made in it,
 * and the path of a socket has at most 107 characters.
 */
const MACHINE = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
const PREFIX = `rtcbot-robot-${MACHINE}-`;

/** A socket at which the host listens as long as it lives. A process id says less: in containers it is always the same. */
const LOCK = 'host';
/** A host may take so long from making its folder to listening in it. */
const LOCKED_WITHIN_MS = 60_000;

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

/**
 * Make an empty profile, and remove those that hosts which were killed have left behind.
 * @param parent - where profiles are; the folder for temporary files by default
 */
export async function createProfile(parent = tmpdir()): Promise<ChromiumProfile> {
  await removeOrphans(parent);
  const folder = await mkdtemp(join(parent, `${PREFIX}${String(process.pid)}-`));
  const lock = await listen(join(folder, LOCK));
  return {
    folder,
    remove: () => {
      lock.close();
      return rm(folder, REMOVAL);
    },
    removeNow: () => {
      lock.close();
      rmSync(folder, REMOVAL);
    },
  };
}

async function listen(path: string): Promise<Server> {
  const server = createServer((socket) => socket.destroy()).unref();
  // A file system may have no sockets: its folders look like orphans then, but only after a while.
  await new Promise<void>((resolve) => server.once('error', () => resolve()).listen(path, resolve));
  return server;
}

async function removeOrphans(parent: string): Promise<void> {
  const names = await readdir(parent);
  const folders = names.filter((name) => name.startsWith(PREFIX)).map((name) => join(parent, name));
  // Another user's folder cannot be removed, and is not ours.
  await Promise.allSettled(
    folders.map(async (folder) => {
      if (!(await isInUse(folder))) await rm(folder, REMOVAL);
    }),
  );
}

async function isInUse(folder: string): Promise<boolean> {
  const code = await new Promise<string | undefined>((resolve) => {
    const socket = connect(join(folder, LOCK), () => {
      socket.destroy();
      resolve(undefined);
    });
    socket.once('error', (error) => {
      resolve('code' in error ? String(error.code) : '');
    });
  });
  if (code === 'ECONNREFUSED') return false;
  if (code !== 'ENOENT') return true;
  return Date.now() - (await stat(folder)).mtimeMs < LOCKED_WITHIN_MS;
}
