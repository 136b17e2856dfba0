import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  programOf,
  requireProgram,
  skipReason,
  whyMissing,
} from '../../scripts/programs/needed-program.mjs';
import { CliProcess } from './cli-process.js';

const run = promisify(execFile);
const robot = ['--relay', 'https://relay.example.com', '--robot', 'rover-1'];

describe('rtcbot-robot install', () => {
  let root: string;

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'rtcbot-install-'));
  });
  afterAll(async () => {
    await rm(root, { recursive: true });
  });

  it('writes a service, its options and its token', async () => {
    const tokenFile = join(root, 'robot.token');
    await writeFile(tokenFile, 'secret-secret');
    const cli = new CliProcess([
      ...['install', ...robot, '--token-file', tokenFile, '--root', root, '--name', 'rover'],
      ...['--camera', 'front=HD', '--camera', 'rear=USB', '--log-format', 'json'],
      ...['--chromium', '/usr/bin/chromium'],
    ]);
    expect(await cli.exit).toBe(0);
    const etc = join(root, 'etc/rtcbot-robot');
    expect(JSON.parse(await readFile(join(etc, 'rover.json'), 'utf8'))).toEqual({
      ...{ relay: 'https://relay.example.com', robot: 'rover-1', logFormat: 'json' },
      chromium: '/usr/bin/chromium',
      cameras: { front: { device: 'HD' }, rear: { device: 'USB' } },
    });
    expect(await readFile(join(etc, 'rover.token'), 'utf8')).toBe('secret-secret');
    for (const file of ['rover.json', 'rover.token']) {
      expect((await stat(join(etc, file))).mode & 0o077).toBe(0);
    }
    const unit = await readFile(join(root, 'etc/systemd/system/rover.service'), 'utf8');
    expect(unit).toContain('Restart=always');
    expect(unit).toContain('LoadCredential=token:/etc/rtcbot-robot/rover.token');
    expect(unit).not.toContain('secret-secret');
    // The lines are JSON, as the options say.
    const messages = cli.err.map((line) => (JSON.parse(line) as { msg: string }).msg);
    expect(messages.slice(0, 3).map((line) => line.replace(root, ''))).toEqual([
      'Wrote /etc/rtcbot-robot/rover.json.',
      'Wrote /etc/rtcbot-robot/rover.token.',
      'Wrote /etc/systemd/system/rover.service.',
    ]);
    expect(messages[3]).toContain('systemctl enable --now rover');
  });

  /** The unit that would be written, line by line; nothing is. */
  async function print(options: readonly string[], environment = {}): Promise<string[]> {
    const cli = new CliProcess(['install', ...robot, '--print', ...options], environment);
    expect([await cli.exit, cli.err]).toEqual([0, []]);
    return cli.out;
  }

  it('prints a unit for a user of its own, and writes nothing', async () => {
    const empty = join(root, 'empty');
    const unit = await print(['--root', empty]);
    await expect(stat(empty)).rejects.toMatchObject({ code: 'ENOENT' });
    for (const line of ['DynamicUser=yes', 'PrivateTmp=yes', 'WantedBy=multi-user.target']) {
      expect(unit).toContain(line);
    }
    expect(unit.join('\n')).not.toMatch(/--token-file|DISPLAY|User=(?!yes)/);
  });

  it('shows operators on the screen of the user who installs it, or of the one who is named', async () => {
    await mkdir(join(root, 'etc'), { recursive: true });
    const passwd = 'root:x:0:0::/root:/bin/sh\npi:x:1000:1000:,,,:/home/pi:/bin/bash\n';
    await writeFile(join(root, 'etc/passwd'), passwd);
    const unit = await print(['--display', '--root', root], { SUDO_USER: 'pi' });
    for (const line of [
      ...[
        'User=pi',
        'Environment=XDG_RUNTIME_DIR=/run/user/1000',
        'BindReadOnlyPaths=-/tmp/.X11-unix',
      ],
      ...['Environment=DISPLAY=:0 XAUTHORITY=/home/pi/.Xauthority', 'ProtectHome=read-only'],
      ...['After=network-online.target sound.target graphical.target', 'WantedBy=graphical.target'],
    ]) {
      expect(unit).toContain(line);
    }
    expect(unit).not.toContain('DynamicUser=yes');
    expect(await print(['--display', '--user', 'pi', '--root', root])).toEqual(unit);
    const asUser = await print(['--user', 'pi', '--root', root]);
    expect(asUser).toContain('User=pi');
    expect(asUser.join('\n')).not.toContain('DISPLAY');
  });

  it('prints units that systemd understands', async ({ skip }) => {
    const why = skipReason(whyMissing('systemd'));
    if (why !== undefined) skip(why);
    requireProgram('systemd');
    for (const options of [[], ['--display', '--user', 'root'], ['--user', 'root']]) {
      const file = join(root, 'printed.service');
      await writeFile(file, `${(await print(options)).join('\n')}\n`);
      const { stdout, stderr } = await run(programOf('systemd'), ['verify', file]);
      expect(stdout + stderr).toBe('');
    }
  });

  it('refuses what could not run', async () => {
    const cli = new CliProcess(['install', '--relay', 'https://relay.example.com', '--print']);
    expect([await cli.exit, cli.out]).toEqual([2, []]);
    expect(cli.err.join()).toContain('--robot <name> is missing');
    const other = new CliProcess(['install', ...robot, '--name', '../evil', '--root', root]);
    expect(await other.exit).toBe(2);
    expect(other.err.join()).toContain('--name must be');
    for (const [options, why] of [
      [['--display'], '--display needs the user whose session is on the screen'],
      [['--user', 'nobody-there'], 'there is no user "nobody-there"'],
    ] as const) {
      const third = new CliProcess(['install', ...robot, '--print', ...options], { SUDO_USER: '' });
      expect([await third.exit, third.out]).toEqual([2, []]);
      expect(third.err.join()).toContain(why);
    }
  });
});

it('rtcbot-robot --list-devices lists what Chromium sees', async () => {
  const fakes = '--chromium-flag=--use-fake-device-for-media-stream=device-count=2';
  const cli = new CliProcess(['--list-devices', fakes]);
  expect([await cli.exit, cli.err]).toEqual([0, []]);
  expect(cli.out).toContain('camera      fake_device_0');
  expect(cli.out).toContain('camera      fake_device_1');
  expect(cli.out.filter((line) => line.startsWith('microphone'))).not.toEqual([]);
});

it('rtcbot-robot --help tells of everything', async () => {
  const cli = new CliProcess(['--help']);
  expect(await cli.exit).toBe(0);
  const help = cli.out.join('\n');
  for (const word of ['--camera', 'RTCBOT_TOKEN', '--exec', '--health-port', 'install']) {
    expect(help).toContain(word);
  }
});
