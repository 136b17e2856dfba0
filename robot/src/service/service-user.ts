import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RtcError } from '@rtcbot-web/sdk/subscriptions';

/** A user of the machine, whom a service runs as. */
export interface ServiceUser {
  readonly name: string;
  readonly uid: number;
  readonly home: string;
}

const USER = /^[a-z_][\w.-]{0,31}$/i;

/**
 * Find a user.
 * @param root - folder of the system that is looked at
 * @throws RtcError `bad-argument` if there is none of this name
 */
export async function findUser(name: string, root: string): Promise<ServiceUser> {
  const path = join(root, 'etc/passwd');
  const passwd = USER.test(name) ? await readFile(path, 'utf8').catch(() => '') : '';
  for (const line of passwd.split('\n')) {
    const [found, , uid, , , home = '/'] = line.split(':');
    if (found === name) return { name, uid: Number(uid), home };
  }
  throw new RtcError('bad-argument', `--user: there is no user "${name}" in ${path}.`);
}
