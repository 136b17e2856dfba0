import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { RtcError } from '@rtcbot-web/sdk/subscriptions';
import type { CliOptions } from '../cli/cli-options.js';
import { robotOptions } from '../cli/cli-robot.js';
import { hostError } from '../errors.js';
import { resolveOptions } from '../robot-options.js';
import { readText } from '../text-file.js';
import { findUser, type ServiceUser } from './service-user.js';
import { renderUnit } from './systemd-unit.js';

/** Which programs the service runs. */
export interface ServicePrograms {
  readonly nodePath: string;
  readonly mainPath: string;
  /** Who has called sudo, if anybody has. */
  readonly sudoUser?: string | undefined;
}

/** What an installation did. */
export interface Installation {
  readonly unit: string;
  /** Files that were written. */
  readonly written: readonly string[];
}

const OWN_OPTIONS = ['print', 'name', 'root', 'user', 'token', 'tokenFile', 'stdio', 'listDevices'];
const SERVICE = /^[\w@.-]{1,64}$/;
const SECRET_MODE = 0o600;

/**
 * Write a systemd service for a robot: its unit, its options and its token. With `print` nothing is written.
 * @throws RtcError `bad-argument` if the robot could not run with these options; RobotHostError if a file cannot be
 *   written
 */
export async function installService(
  options: CliOptions,
  programs: ServicePrograms,
): Promise<Installation> {
  const { name = 'rtcbot-robot', root = '/' } = options;
  if (!SERVICE.test(name)) {
    throw new RtcError('bad-argument', `--name must be that of a service, not "${name}".`);
  }
  // Better here than in a service that starts again and again.
  resolveOptions(await robotOptions(options));
  const configPath = `/etc/rtcbot-robot/${name}.json`;
  const hasToken = options.token !== undefined || options.tokenFile !== undefined;
  const tokenPath = hasToken ? `/etc/rtcbot-robot/${name}.token` : undefined;
  const { robot = '', display = false } = options;
  const user = await userOf(options, programs);
  const unit = renderUnit({ ...programs, robot, configPath, tokenPath, display, user });
  if (options.print) return { unit, written: [] };
  const config = Object.fromEntries(
    Object.entries(options).filter(
      ([key, value]) => !OWN_OPTIONS.includes(key) && value !== undefined,
    ),
  );
  const unitPath = `/etc/systemd/system/${name}.service`;
  try {
    await mkdir(join(root, dirname(configPath)), { recursive: true, mode: 0o755 });
    await mkdir(join(root, dirname(unitPath)), { recursive: true });
    await writeSecret(join(root, configPath), `${JSON.stringify(config, null, 2)}\n`);
    if (tokenPath !== undefined) await writeSecret(join(root, tokenPath), await tokenOf(options));
    await writeFile(join(root, unitPath), unit);
  } catch (cause) {
    const error = hostError('The service was not installed', cause);
    throw new RtcError('robot-host', `${error.message} (root may do it: sudo)`, { cause });
  }
  const paths = [configPath, ...(tokenPath === undefined ? [] : [tokenPath]), unitPath];
  return { unit, written: paths.map((path) => join(root, path)) };
}

/** A screen belongs to the session of a user: on a robot mostly of the one who installs it. */
async function userOf(
  { user, display, root = '/' }: CliOptions,
  { sudoUser }: ServicePrograms,
): Promise<ServiceUser | undefined> {
  const caller = sudoUser === '' || sudoUser === 'root' ? undefined : sudoUser;
  const name = user ?? (display ? caller : undefined);
  if (name !== undefined) return findUser(name, root);
  if (!display) return undefined;
  throw new RtcError(
    'bad-argument',
    '--display needs the user whose session is on the screen: --user <name>, such as --user pi.',
  );
}

async function tokenOf({ token = '', tokenFile }: CliOptions): Promise<string> {
  return tokenFile === undefined ? token : readText(tokenFile);
}

/** Only its owner can read it, also if it was there before. */
async function writeSecret(path: string, text: string): Promise<void> {
  await writeFile(path, '', { mode: SECRET_MODE });
  await chmod(path, SECRET_MODE);
  await writeFile(path, text);
}
