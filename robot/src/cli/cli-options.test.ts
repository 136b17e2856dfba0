import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { type CliOptions, readOptions } from './cli-options.js';
import { createProgram } from './cli-program.js';
import { robotOptions } from './cli-robot.js';
import { Robot } from '../robot.js';

const needed = ['--relay', 'http://localhost:8080', '--robot', 'rover-1'];
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rtcbot-cli-'));
});
beforeEach(() => {
  vi.stubEnv('RTCBOT_CHROMIUM', undefined);
});
afterEach(() => {
  vi.unstubAllEnvs();
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

async function read(...args: string[]): Promise<CliOptions> {
  const found: CliOptions[] = [];
  const action = (command: Parameters<typeof readOptions>[0]): Promise<void> => {
    found.push(readOptions(command));
    return Promise.resolve();
  };
  const program = createProgram('1.2.3', { run: action, install: action, key: action });
  for (const command of [program, ...program.commands]) {
    command
      .exitOverride()
      .configureOutput({ writeErr: () => undefined, writeOut: () => undefined });
  }
  await program.parseAsync(args, { from: 'user' });
  return found[0]!;
}

function config(content: unknown): string[] {
  const path = join(folder, 'robot.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return ['--config', path];
}

it('leaves to the robot what is not given', async () => {
  expect(await read(...needed)).toEqual({ relay: 'http://localhost:8080', robot: 'rover-1' });
});

it('reads sources and switches', async () => {
  const options = await read(
    ...needed,
    ...['--camera', 'HD Webcam', '--microphone', 'none', '--no-display', '--no-headless'],
    ...['--stdio', '--token-file', '/t', '--chromium', '/c', '--codecs', 'H264, VP8'],
    ...[
      '--speaker',
      'USB',
      '--health-port',
      '0',
      '--chromium-flag',
      '--a',
      '--chromium-flag=--b=1',
    ],
  );
  expect(options).toMatchObject({
    cameras: { main: { device: 'HD Webcam' } },
    ...{ microphone: 'none', display: false, headless: false, stdio: true },
    ...{ tokenFile: '/t', chromium: '/c', codecs: ['H264', 'VP8'] },
    ...{ speaker: { device: 'USB' }, healthPort: 0, chromiumFlags: ['--a', '--b=1'] },
  });
});

it('reads a script that draws a camera, and takes none for a microphone', async () => {
  const options = await read(...needed, '--camera', 'plan=script:maps/plan.js');
  expect(options.cameras).toEqual({ plan: { script: 'maps/plan.js' } });
  expect((await read(...needed, '--microphone', 'script:a.js')).microphone).toEqual({
    device: 'script:a.js',
  });
});

it('reads what matters in a picture, from wherever it is given', async () => {
  const latencyOf = async (...args: string[]): Promise<unknown> =>
    (await robotOptions(await read(...needed, ...args))).latency;
  expect(await latencyOf()).toBeUndefined();
  expect(await latencyOf(...config({ latency: 'smooth' }))).toBe('smooth');
  expect(await latencyOf('--latency', 'smooth')).toBe('smooth');
  vi.stubEnv('RTCBOT_LATENCY', 'low');
  expect(await latencyOf(...config({ latency: 'smooth' }))).toBe('low');
});

it('reads who encodes, from wherever it is given', async () => {
  const encodingOf = async (...args: string[]): Promise<unknown> =>
    (await robotOptions(await read(...needed, ...args))).encoding;
  expect(await encodingOf()).toBeUndefined();
  expect(await encodingOf(...config({ encoding: 'each' }))).toBe('each');
  expect(await encodingOf('--encoding', 'shared')).toBe('shared');
});

it('reads where the key is, for the robot and for the command that prints it', async () => {
  const options = await read(...needed, '--key-file', '/k');
  expect((await robotOptions(options)).keyFile).toBe('/k');
  expect(await read('key', '--key-file', '/k')).toEqual({ keyFile: '/k' });
});

it('reads several cameras, and sizes for all of them', async () => {
  const options = await read(
    ...[...needed, '--camera', 'front=HD Webcam', '--camera', 'rear=/v/a=b.y4m'],
    ...['--size', '1280x720', '--frame-rate', '15', '--bitrate', '800'],
  );
  const settings = { width: 1280, height: 720, frameRate: 15, maxBitrateBps: 800_000 };
  expect(options.cameras).toEqual({
    front: { device: 'HD Webcam', ...settings },
    rear: { file: '/v/a=b.y4m', ...settings },
  });
});

it.each(['utf8', 'utf16le'] as const)(
  'takes files that begin with a byte order mark (%s)',
  async (encoding) => {
    const [, path = ''] = config('');
    writeFileSync(path, '\uFEFF{"relay": "http://a", "robot": "r"}', encoding);
    const tokenFile = join(folder, 'robot.token');
    writeFileSync(tokenFile, '\uFEFFa-token\r\n', encoding);
    const options = await read('--config', path, '--token-file', tokenFile);
    expect(options).toMatchObject({ relay: 'http://a', robot: 'r' });
    const { token } = await robotOptions(options);
    expect(typeof token === 'function' && (await token())).toBe('a-token');
  },
);

it('asks for signs of life of the program, beside what the config file says of driving', async () => {
  const file = config({ teleop: { timeoutMs: 200 } });
  const options = await read('--require-program-heartbeat', ...file);
  expect(options.teleop).toEqual({ timeoutMs: 200, requireProgramHeartbeat: true });
  expect(options).not.toHaveProperty('requireProgramHeartbeat');
});

it('lets the command line win over the environment, and that over the config file', async () => {
  const file = config({
    ...{ relay: 'http://file', robot: 'file', microphone: 'none', logLevel: 'warn', display: true },
    cameras: { front: { device: 'HD', width: 640 }, rear: 'test' },
  });
  vi.stubEnv('RTCBOT_ROBOT', 'environment');
  vi.stubEnv('RTCBOT_TOKEN', 'secret');
  vi.stubEnv('RTCBOT_LOG_LEVEL', 'error');
  expect(await read(...file, '--log-level', 'silent', '--frame-rate', '5')).toMatchObject({
    ...{ relay: 'http://file', robot: 'environment', token: 'secret' },
    ...{ microphone: 'none', logLevel: 'silent', display: true },
    cameras: {
      front: { device: 'HD', width: 640, frameRate: 5 },
      rear: { source: 'test', frameRate: 5 },
    },
  });
  expect((await read(...file, '--camera', 'none')).cameras).toEqual({ main: 'none' });
});

it('hands options for driving to the robot, which refuses what would leave it without its guard', async () => {
  const teleop = { limits: { linearMetersPerSec: 0.5 }, timeoutMs: 200 };
  const file = config({ teleop });
  expect((await robotOptions(await read(...needed, ...file))).teleop).toEqual(teleop);
  const slower = await read(...needed, ...file, '--teleop-timeout', '400');
  expect((await robotOptions(slower)).teleop).toEqual({ ...teleop, timeoutMs: 400 });
  for (const pictureTimeoutMs of [500, 'none']) {
    const seen = await read(...needed, ...file, '--picture-timeout', String(pictureTimeoutMs));
    expect((await robotOptions(seen)).teleop).toEqual({ ...teleop, pictureTimeoutMs });
  }
  for (const wrong of [{ timeOutMs: 300 }, { timeoutMs: 0 }, { limits: { linear: -1 } }]) {
    const options = await robotOptions(await read(...needed, ...config({ teleop: wrong })));
    expect(() => new Robot(options)).toThrow(/^teleop: /);
  }
});

it.each([
  [['--fast'], '--fast'],
  [['--teleop-timeout', 'soon'], '--teleop-timeout must be a number'],
  [['--picture-timeout', 'never'], '--picture-timeout must be a number or none'],
  [['--camera', ''], '--camera'],
  [['--camera', 'a=test', '--camera', 'a=none'], 'two are named "a"'],
  [['--camera', 'test', '--camera', 'none'], 'two are named "main"'],
  [['--size', 'large'], '--size must be like'],
  [['--bitrate', 'much'], '--bitrate must be a number'],
  [['--health-port', '70000'], '--health-port must be'],
  [['--log-level', 'loud'], 'Allowed choices'],
  [['--encoding', 'one'], 'Allowed choices are auto, shared, each'],
  [['--latency', 'none'], 'Allowed choices are low, smooth'],
  [['--config', '/nowhere.json'], '/nowhere.json cannot be read: there is no such file'],
  [['--config', tmpdir()], 'cannot be read: it is a folder'],
])('refuses %j', async (args, why) => {
  await expect(read(...needed, ...args)).rejects.toThrow(why);
});

it.each([
  ['{"relay":', 'is not JSON'],
  ['[]', 'must hold a JSON object'],
  [{ relais: 'http://a' }, '"relais" is not a known option'],
  [{ relay: 1 }, '"relay" must be a text'],
  [{ codecs: 'VP8' }, '"codecs" must be a list of texts'],
  [{ healthPort: '1' }, '"healthPort" must be a number'],
  [{ teleop: 300 }, '"teleop" must be an object'],
  [{ display: 'yes' }, '"display" must be true or false'],
])('refuses a config file with %j', async (content, why) => {
  await expect(read(...config(content))).rejects.toThrow(why);
});
