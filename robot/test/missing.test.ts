import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { Robot } from '../src/robot.js';
import type { RobotOptions } from '../src/robot-options.js';
import { CliProcess } from './cli-process.js';
import { profilesOf } from './processes.js';
import { RecordedLog } from './recorded-log.js';

/** What `start` fails with. */
async function failure(options: RobotOptions): Promise<{ code: string; message: string }> {
  const robot = new Robot({ log: new RecordedLog(), ...options });
  const error: unknown = await robot.start().catch((reason: unknown) => reason);
  expect(robot.closed).toBe(true);
  expect(robot.error).toBe(error);
  expect(profilesOf(process.pid)).toEqual([]);
  return error as { code: string; message: string };
}

describe('a robot that lacks something', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rtcbot-missing-'));
  });
  afterEach(() => {
    vi.unstubAllEnvs();
  });
  afterAll(async () => {
    await rm(folder, { recursive: true });
  });

  it('has no Chromium', async () => {
    const executablePath = join(folder, 'chromium');
    const { code, message } = await failure({ camera: 'test', chromium: { executablePath } });
    expect(code).toBe('chromium-missing');
    expect(message).toContain(executablePath);
  });

  it('has a Chromium that does not start', async () => {
    const executablePath = join(folder, 'broken');
    await writeFile(executablePath, '#!/bin/sh\necho "No usable sandbox!" >&2\nexit 1\n', {
      mode: 0o755,
    });
    const { code, message } = await failure({ camera: 'test', chromium: { executablePath } });
    expect(code).toBe('robot-host');
    expect(message).toContain('chromium-sandbox');
    await writeFile(executablePath, Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0, 0, 0]));
    expect(await failure({ camera: 'test', chromium: { executablePath } })).toMatchObject({
      code: 'robot-host',
    });
  });

  it('has no camera', async () => {
    const { code, message } = await failure({
      chromium: { args: ['--use-fake-device-for-media-stream=device-count=0'] },
    });
    expect(code).toBe('camera-missing');
    expect(message).toContain('--camera test');
  });

  it('has no microphone: no trouble unless it was asked for', async () => {
    vi.stubEnv('PULSE_SERVER', '/nowhere');
    vi.stubEnv('ALSA_CONFIG_PATH', '/dev/null');
    const log = new RecordedLog();
    await using robot = new Robot({ camera: 'none', log });
    await robot.start();
    expect(await robot.status()).toMatchObject({ camera: null, microphone: null });
    expect(log.warnings.join()).toContain('No microphone was found');
    await robot.close();
    const { code, message } = await failure({ camera: 'none', microphone: 'default' });
    expect(code).toBe('microphone-missing');
    expect(message).toContain('--microphone none');
  });

  it('has no device of that name', async () => {
    const { code, message } = await failure({
      camera: { device: 'HD Webcam' },
      chromium: { args: ['--use-fake-device-for-media-stream=device-count=2'] },
    });
    expect(code).toBe('camera-missing');
    expect(message).toContain('"HD Webcam"');
    expect(message).toContain('"fake_device_1"');
  });

  it('has a file that is not a video', async () => {
    const text = join(folder, 'camera.y4m');
    await writeFile(text, 'no picture');
    for (const [camera, why] of [
      [{ file: join(folder, 'absent.y4m') }, 'does not exist'],
      [{ file: text }, 'is not a .y4m or .mjpeg file'],
      [{ file: folder }, 'cannot be read'],
      [{ file: '/dev/video0' }, 'by its label'],
    ] as const) {
      const { code, message } = await failure({ camera });
      expect(code).toBe('camera-missing');
      expect(message).toContain(why);
    }
    expect(await failure({ camera: 'none', microphone: { file: text } })).toMatchObject({
      code: 'microphone-missing',
    });
  });

  it('says so in one line on the command line, and fails', async () => {
    const args = ['--relay', 'http://127.0.0.1:9', '--robot', 'rover-1'];
    const cli = new CliProcess([...args, '--chromium', '/nowhere/chromium']);
    expect(await cli.exit).toBe(4);
    expect(cli.err).toEqual([
      'rtcbot-robot: error: There is no Chromium to run at /nowhere/chromium (named by the option given): correct the path, or leave it out.',
    ]);
    const named = new CliProcess(args, { RTCBOT_CHROMIUM: '/nowhere/chromium' });
    expect(await named.exit).toBe(4);
    expect(named.err.join()).toContain('(named by RTCBOT_CHROMIUM)');
    const other = new CliProcess([...args, '--camera', 'test', '--microphone', 'default']);
    expect(await other.exit).toBe(2);
    expect(other.err).toHaveLength(1);
  });
});
