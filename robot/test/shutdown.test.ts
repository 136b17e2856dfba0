import { afterEach, describe, expect, it } from 'vitest';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { Robot } from '../src/robot.js';
import { CliProcess } from './cli-process.js';
import { childrenOf, processesOfGroup, profilesOf } from './processes.js';
import { RecordedLog } from './recorded-log.js';
import { eventually } from './eventually.js';

/** An address where nobody listens. */
async function deadAddress(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return `http://127.0.0.1:${String(port)}`;
}

describe('after the end of a robot', () => {
  let cli: CliProcess | undefined;

  afterEach(async () => {
    await cli?.end('SIGKILL');
  });

  it('no process and no profile is left: close', async () => {
    const robot = new Robot({ camera: 'test', log: new RecordedLog() });
    await robot.start();
    const pid = robot.chromiumPid!;
    expect(processesOfGroup(pid).length).toBeGreaterThan(2);
    expect(profilesOf(process.pid)).toHaveLength(1);
    await Promise.all([robot.close(), robot.close()]);
    expect(processesOfGroup(pid)).toEqual([]);
    expect(profilesOf(process.pid)).toEqual([]);
  });

  it('no process and no profile is left: close while it starts', async () => {
    const robot = new Robot({ camera: 'test', log: new RecordedLog() });
    const starting = robot.start();
    await eventually(() => expect(childrenOf(process.pid).length).toBeGreaterThan(0));
    const children = childrenOf(process.pid);
    await robot.close();
    await expect(starting).rejects.toMatchObject({ code: 'closed' });
    expect(children.flatMap(processesOfGroup)).toEqual([]);
    expect(profilesOf(process.pid)).toEqual([]);
  });

  /** Starts the command with an unreachable relay, which it goes on trying until it is ended. */
  async function startCli(camera: string): Promise<{ cli: CliProcess; chromiumPid: number }> {
    const started = new CliProcess([
      ...['--relay', await deadAddress(), '--robot', 'rover-1', '--camera', camera],
    ]);
    cli = started;
    await eventually(() => expect(started.err.join()).toContain('cannot be reached'));
    const [chromiumPid] = childrenOf(started.pid);
    expect(processesOfGroup(chromiumPid!).length).toBeGreaterThan(2);
    expect(profilesOf(started.pid)).toHaveLength(1);
    return { cli: started, chromiumPid: chromiumPid! };
  }

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'no process and no profile is left: %s',
    async (signal) => {
      const started = await startCli('test');
      started.cli.signal('SIGHUP'); // without a terminal it goes on: a second signal would end it at once, with 1
      expect(await started.cli.end(signal)).toBe(0);
      expect(processesOfGroup(started.chromiumPid)).toEqual([]);
      expect(profilesOf(started.cli.pid)).toEqual([]);
      expect(started.cli.err.filter((line) => line.includes('cannot be reached'))).toHaveLength(1);
    },
  );

  it('its token is in the environment of none of its processes', async () => {
    const token = 'a-token-of-this-test';
    const args = ['--relay', await deadAddress(), '--robot', 'rover-1', '--camera', 'none'];
    cli = new CliProcess([...args, '--exec', 'exec sleep 1000'], { RTCBOT_TOKEN: token });
    const started = cli;
    await eventually(() => expect(childrenOf(started.pid)).toHaveLength(2));
    const children = childrenOf(started.pid);
    for (const pid of children) {
      expect(await readFile(`/proc/${String(pid)}/environ`, 'utf8')).not.toContain(token);
    }
    expect(await started.end()).toBe(0);
    expect(children.flatMap(processesOfGroup)).toEqual([]);
  });

  it('no process is left: SIGTERM while it starts', async () => {
    const address = await deadAddress();
    const started = new CliProcess(['--relay', address, '--robot', 'rover-1', '--camera', 'test']);
    cli = started;
    await eventually(() => expect(childrenOf(started.pid)).toHaveLength(1));
    const [chromiumPid] = childrenOf(started.pid);
    expect(await started.end()).toBe(0);
    expect(started.err).toEqual([]);
    expect(processesOfGroup(chromiumPid!)).toEqual([]);
    expect(profilesOf(started.pid)).toEqual([]);
  });

  it('no process is left: SIGKILL, and the next robot removes the profile', async () => {
    const killed = await startCli('none');
    expect(await killed.cli.end('SIGKILL')).toBe('SIGKILL');
    await eventually(() => expect(processesOfGroup(killed.chromiumPid)).toEqual([]));
    // A robot of another test may be that next one.
    await using robot = new Robot({ camera: 'none', log: new RecordedLog() });
    await robot.start();
    expect(profilesOf(killed.cli.pid)).toEqual([]);
  });
});
