import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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

  it('prints a unit that systemd understands, and writes nothing', async () => {
    const empty = join(root, 'empty');
    const cli = new CliProcess(['install', ...robot, '--print', '--root', empty, '--display']);
    expect([await cli.exit, cli.err]).toEqual([0, []]);
    await expect(stat(empty)).rejects.toMatchObject({ code: 'ENOENT' });
    expect(cli.out).toContain('Environment=DISPLAY=:0');
    expect(cli.out.join('\n')).not.toContain('--token-file');
    const file = join(root, 'printed.service');
    await writeFile(file, `${cli.out.join('\n')}\n`);
    const known = await run('systemd-analyze', ['--version']).catch(() => undefined);
    if (!known) return;
    const { stdout, stderr } = await run('systemd-analyze', ['verify', file]);
    expect(stdout + stderr).toBe('');
  });

  it('refuses what could not run', async () => {
    const cli = new CliProcess(['install', '--relay', 'https://relay.example.com', '--print']);
    expect([await cli.exit, cli.out]).toEqual([1, []]);
    expect(cli.err.join()).toContain('--robot <name> is missing');
    const other = new CliProcess(['install', ...robot, '--name', '../evil', '--root', root]);
    expect(await other.exit).toBe(1);
    expect(other.err.join()).toContain('--name must be');
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
