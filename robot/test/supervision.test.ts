import { get as httpGet } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { createRelay } from '@rtcbot-web/relay';
import { describe, expect, it } from 'vitest';
import { Robot } from '../src/robot.js';
import type { RobotOptions } from '../src/robot-options.js';
import { serveHealth } from '../src/service/health-server.js';
import { eventually } from './eventually.js';
import { OperatorPage } from './operator-page.js';
import { processesOfGroup, rendererOfGroup } from './processes.js';
import { RecordedLog } from './recorded-log.js';

const quietly = { port: 0, log: new RecordedLog() };

function makeRobot(log: RecordedLog, options: RobotOptions): Robot {
  const bare = {
    camera: 'none',
    microphone: 'none',
    display: false,
    rtcConfiguration: {},
  } as const;
  return new Robot({ ...bare, log, ...options });
}

describe('a robot that is watched over', () => {
  it('starts its Chromium again when the page hangs', async () => {
    const log = new RecordedLog();
    await using robot = makeRobot(log, {
      supervision: { heartbeatIntervalMs: 100, heartbeatTimeoutMs: 1_000 },
    });
    await robot.start();
    const pid = robot.chromiumPid!;
    const renderers = rendererOfGroup(pid);
    expect(renderers, 'the camera page, and no page of Chromium’s own').toHaveLength(1);
    process.kill(renderers[0]!, 'SIGSTOP');
    await eventually(() => {
      expect(log.warnings).toEqual([
        'warn Lost the camera: the camera page hangs. Starting it again.',
      ]);
    });
    await robot.onReady();
    expect(processesOfGroup(pid)).toEqual([]);
    const { chromium, restarts, state } = await robot.status();
    expect(chromium).toMatchObject({
      pid: robot.chromiumPid,
      version: expect.stringMatching(/Chrom/) as string,
    });
    expect([state, restarts]).toEqual(['running', 1]);
  });

  it('is back as quickly each time, when its page crashes now and then', async () => {
    const log = new RecordedLog();
    await using robot = makeRobot(log, { supervision: { relaunchResetMs: 300 } });
    await robot.start();
    for (let crash = 1; crash <= 3; crash++) {
      await eventually(async () => {
        const { state, chromium } = await robot.status();
        expect(state).toBe('running');
        expect(chromium!.uptimeSeconds).toBeGreaterThan(0.3);
      });
      for (const renderer of rendererOfGroup(robot.chromiumPid!)) process.kill(renderer, 'SIGKILL');
      await eventually(async () => expect((await robot.status()).restarts).toBe(crash));
    }
    expect(log.warningFields).toHaveLength(3);
    for (const fields of log.warningFields) expect(fields?.['waitMs']).toBeLessThanOrEqual(250);
  });

  it('starts its Chromium again when the whole of it is frozen', async () => {
    const log = new RecordedLog();
    await using robot = makeRobot(log, {
      supervision: { heartbeatIntervalMs: 100, heartbeatTimeoutMs: 1_000 },
    });
    await robot.start();
    const pid = robot.chromiumPid!;
    process.kill(-pid, 'SIGSTOP');
    await eventually(() => expect(log.warnings.join()).toContain('the camera page hangs'));
    await robot.onReady();
    expect(processesOfGroup(pid)).toEqual([]);
  });

  it('starts it afresh when it has grown, but never while somebody is there', async () => {
    const log = new RecordedLog();
    await using robot = makeRobot(log, {
      supervision: { maxMemoryMiB: 1, idleMs: 3_000, checkIntervalMs: 100 },
    });
    const operatorPage = await OperatorPage.open();
    try {
      await robot.start();
      robot.subscribe((message, operator) => {
        operator.put_nowait(message);
      });
      await operatorPage.connectDirectly(robot);
      await operatorPage.roundTripsMs(1);
      // Only now: on a busy machine nobody may have been there for long enough before.
      const first = robot.chromiumPid!;
      await setTimeout(3_500); // longer than it may be idle: nothing happens, which no event tells
      expect(await operatorPage.roundTripsMs(1)).toHaveLength(1);
      expect(robot.chromiumPid).toBe(first);
      await operatorPage.disconnect();
      // The log may have told of one before the operator came.
      await eventually(() => expect(robot.chromiumPid).not.toBe(first));
      await robot.onReady();
      expect(log.lines.join('\n')).toMatch(/Starting Chromium afresh: it uses \d+ MiB of memory/);
      expect(log.warnings).toEqual([]);
      expect(processesOfGroup(first)).toEqual([]);
    } finally {
      await operatorPage.close();
    }
  });

  it('goes on while its relay is away, and is back as soon as that is', async () => {
    const gone = await createRelay(quietly);
    const log = new RecordedLog();
    await using robot = makeRobot(log, { relay: gone.url, robot: 'rover-1' });
    await robot.start();
    const { port } = gone;
    await gone.close();
    await eventually(async () => {
      const { state, relay } = await robot.status();
      expect(state).toBe('running');
      expect(relay?.registered).toBe(false);
    });
    await using back = await createRelay({ ...quietly, port });
    await eventually(() => expect(back.status().robots).toHaveLength(1));
    await eventually(async () => expect((await robot.status()).relay?.registered).toBe(true));
    expect(log.lines.filter((line) => line.includes('cannot be reached'))).toHaveLength(1);
    expect(log.lines.at(-1)).toMatch(/Registered as rover-1 at .* again, after less than a minute/);
  });

  it('tells its health', async () => {
    const robot = makeRobot(new RecordedLog(), { camera: 'test' });
    const health = await serveHealth(robot, { port: 0 });
    const get = async (path: string): Promise<[number, Record<string, unknown>]> => {
      const response = await fetch(health.url + path);
      return [
        response.status,
        response.ok || response.status === 503 ? await response.json() : {},
      ] as [number, Record<string, unknown>];
    };
    try {
      expect(await get('/healthz')).toEqual([503, { ok: false, state: 'idle', troubles: [] }]);
      await robot.start();
      expect(await get('/healthz')).toEqual([200, { ok: true, state: 'running', troubles: [] }]);
      const [code, status] = await get('/status');
      expect(code).toBe(200);
      expect(status).toMatchObject({ camera: { name: 'main', width: 640 }, droppedLogLines: 0 });
      expect((await get('/other'))[0]).toBe(404);
      const { port } = new URL(health.url);
      const as = (host: string): Promise<number | undefined> =>
        new Promise((resolve, reject) => {
          const headers = { host };
          httpGet(`${health.url}/status`, { headers }, (response) => {
            resolve(response.resume().statusCode);
          }).on('error', reject);
        });
      expect(await as('evil.example')).toBe(403);
      expect(await as('127.0.0.1.evil.example')).toBe(403);
      expect(await as(`localhost:${port}`)).toBe(200);
      await expect(serveHealth(robot, { port: Number(port) })).rejects.toThrow(
        'the port is in use',
      );
      await robot.close();
      expect((await get('/healthz'))[0]).toBe(503);
    } finally {
      await Promise.all([health.close(), robot.close()]);
    }
  });
});
