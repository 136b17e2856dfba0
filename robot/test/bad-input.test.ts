import { openSync } from 'node:fs';
import { createRelay, type Relay } from '@rtcbot-web/relay';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Robot } from '../src/robot.js';
import type { RobotOptions } from '../src/robot-options.js';
import { closedAfterAll } from './closed-after-all.js';
import { CliProcess } from './cli-process.js';
import { eventually } from './eventually.js';
import { OperatorPage } from './operator-page.js';
import { RecordedLog } from './recorded-log.js';

const bare = { camera: 'none', microphone: 'none', display: false } as const;

/** What `start` fails with. */
async function failure(options: RobotOptions): Promise<{ code: string; message: string }> {
  const robot = new Robot({ ...bare, log: new RecordedLog(), ...options });
  const error: unknown = await robot.start().catch((reason: unknown) => reason);
  expect(robot.closed).toBe(true);
  return error as { code: string; message: string };
}

describe('a robot refuses', () => {
  it('a codec that Chromium does not have', async () => {
    const { code, message } = await failure({ codecs: ['VP8', 'MPEG2'] });
    expect(code).toBe('bad-argument');
    expect(message).toMatch(/does not encode "MPEG2". It has: VP8/);
  });

  it('a device that the system does not let it read, as one is that another program uses', async () => {
    const { code, message } = await failure({
      microphone: 'test',
      // Chromium's own switch for it: getUserMedia fails with the NotReadableError of a real device.
      chromium: { args: ['--fail-audio-stream-creation'] },
    });
    expect(code).toBe('media-busy');
    expect(message).toMatch(/^The microphone cannot be used: .* end other programs that use it\.$/);
  });

  it('a speaker that is not there', async () => {
    const { code, message } = await failure({
      speaker: { device: 'Boombox' },
      chromium: { args: ['--use-fake-device-for-media-stream=device-count=1'] },
    });
    expect(code).toBe('media-failed');
    expect(message).toMatch(/There is no speaker "Boombox". Available: "Fake/);
  });
});

describe('the command', () => {
  const token = 'no-token-that-this-relay-gave-out';
  let relay: Relay;
  let operatorPage: OperatorPage;
  let cli: CliProcess | undefined;

  const keep = closedAfterAll();

  beforeAll(async () => {
    [relay, operatorPage] = await Promise.all([
      keep(createRelay({ port: 0, log: new RecordedLog() })),
      keep(OperatorPage.open()),
    ]);
  });
  afterEach(async () => {
    await cli?.end('SIGKILL');
  });

  function start(options: readonly string[], stderr?: number): CliProcess {
    const args = ['--robot', 'rover-1', '--camera', 'none', '--no-display', ...options];
    cli = new CliProcess(args, {}, stderr);
    return cli;
  }

  it('says that its token was refused, and not which one it was', async () => {
    await using strict = await createRelay({
      ...{ port: 0, log: new RecordedLog(), secret: 'a secret of at least thirty-two characters' },
    });
    const robot = start(['--relay', strict.url, '--token', token]);
    expect(await robot.exit).toBe(3);
    expect(robot.err.at(-1)).toMatch(/^rtcbot-robot: error: .*token/i);
    expect(robot.err.join()).not.toContain(token);
  });

  it('goes on while its program does not read', async () => {
    const robot = start(['--relay', relay.url, '--exec', 'exec sleep 1000']);
    await operatorPage.connect(relay.url, 'rover-1');
    const text = 'x'.repeat(60_000);
    const flood = Array.from({ length: 50 }, () => text);
    await eventually(async () => {
      await operatorPage.send(...flood);
      expect(robot.err.join()).toContain('reads them too slowly');
    });
    expect(robot.err.filter((line) => line.includes('too slowly'))).toHaveLength(1);
    await operatorPage.disconnect();
    expect(await robot.end()).toBe(0);
  });

  it('goes on when the disk for its log is full', async () => {
    const robot = start(['--relay', relay.url, '--stdio'], openSync('/dev/full', 'w'));
    await operatorPage.connect(relay.url, 'rover-1');
    await eventually(() => expect(robot.out.join()).toContain('"joined"'));
    robot.write('not understood, which is worth a line of the log', '{"data":"still here"}');
    await eventually(async () => {
      expect(await operatorPage.received()).toEqual(['still here']);
    });
    await operatorPage.disconnect();
    expect(await robot.end()).toBe(0);
  });

  it('goes on when nobody reads its log any more', async () => {
    const robot = start(['--relay', relay.url, '--stdio']);
    await eventually(() => expect(robot.err.join()).toContain('Registered'));
    robot.closeErr();
    await operatorPage.connect(relay.url, 'rover-1');
    robot.write('not understood', '{"data":"still here"}');
    await eventually(async () => {
      expect(await operatorPage.received()).toEqual(['still here']);
    });
    await operatorPage.disconnect();
    expect(await robot.end()).toBe(0);
  });

  it.each([
    [['--robot', 'rover-1'], '--relay <url> is missing'],
    [['--relay', 'http://localhost', '--exec', 'cat', '--stdio', '--robot', 'r'], 'not both'],
    [['--relay', 'http://localhost', '--exec', ' ', '--robot', 'r'], '--exec needs a command'],
    [['--relay', 'ftp://localhost', '--robot', 'r'], "relay's address"],
    [['--relay', 'http://localhost', '--robot', 'two words'], 'needs a name'],
    [['--token-file', '/nowhere', '--relay', 'http://a', '--robot', 'r'], 'cannot be read'],
  ])('refuses %j in one line', async (args, why) => {
    cli = new CliProcess(args);
    expect(await cli.exit).toBe(2);
    expect(cli.err).toHaveLength(1);
    expect(cli.err[0]).toContain(why);
  });
});
