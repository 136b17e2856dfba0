import { createPrivateKey, generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto';
import { link, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { RtcError } from '@rtcbot-web/sdk/subscriptions';
import { RobotKey } from './robot-key.js';

const SECRET_MODE = 0o600;
const OTHERS_MAY = 0o077;

/** File systems of memory cards that know no links. */
const NO_LINKS = new Set(['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP']);

/**
 * Where a robot's key is by default: in the state directory of the service, else of the user.
 * @param env - the environment
 */
export function defaultKeyFile(env: NodeJS.ProcessEnv): string {
  // systemd may list several, and names all with absolute paths.
  const [serviceState] = (env['STATE_DIRECTORY'] ?? '').split(':');
  if (serviceState) return join(serviceState, 'robot.key');
  const state = env['XDG_STATE_HOME'] || join(homedir(), '.local', 'state');
  return join(state, 'rtcbot', 'robot.key');
}

/**
 * Read the robot's key; if there is no such file, make a key and write it there, readable for this user alone.
 * @param path - of the file, PKCS #8 as PEM: what `openssl genpkey -algorithm ed25519` writes
 * @param warn - gets what should be mended
 * @throws RtcError `bad-argument` if the file cannot be read or written, or holds anything else
 */
export async function loadRobotKey(
  path: string,
  warn: (message: string) => void = () => undefined,
): Promise<RobotKey> {
  try {
    const text = (await read(path)) ?? (await create(path));
    const { mode } = await stat(path);
    if (process.platform !== 'win32' && (mode & OTHERS_MAY) !== 0) {
      warn(`Other users may read the robot's key: chmod 600 ${path}`);
    }
    return new RobotKey(parse(text, path));
  } catch (cause) {
    if (cause instanceof RtcError) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new RtcError(
      'bad-argument',
      `The robot's key cannot be kept in ${path}: ${why}. Name another file with --key-file.`,
      { cause },
    );
  }
}

async function read(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Complete or not there at all, whatever fails meanwhile; of two that do this at once, one key is used by both. */
async function create(path: string): Promise<string> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const { privateKey } = generateKeyPairSync('ed25519');
  const draft = `${path}.${randomUUID()}`;
  try {
    await writeSynced(draft, privateKey.export({ type: 'pkcs8', format: 'pem' }) as string);
    await link(draft, path).catch(async (error: unknown) => {
      if (NO_LINKS.has(codeOf(error))) await rename(draft, path);
      else if (codeOf(error) !== 'EEXIST') throw error;
    });
  } finally {
    await rm(draft, { force: true });
  }
  return readFile(path, 'utf8');
}

async function writeSynced(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', SECRET_MODE);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

function parse(text: string, path: string): KeyObject {
  const key = parsed(text);
  if (key?.asymmetricKeyType === 'ed25519') return key;
  throw new RtcError(
    'bad-argument',
    `${path} does not hold an Ed25519 key (PEM, PKCS #8). Restore it from a copy; or delete it: then a new key is made, and pages that trust the old one refuse this robot until they are told.`,
  );
}

function parsed(text: string): KeyObject | undefined {
  try {
    return createPrivateKey(text);
  } catch {
    return undefined;
  }
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : '';
