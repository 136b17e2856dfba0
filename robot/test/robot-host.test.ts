import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { findChromium } from '../src/chromium/chromium-finder.js';
import { createDeferred } from '../src/host/deferred.js';
import { pageMedia, planMedia } from '../src/media/media-plan.js';
import { RobotHost } from '../src/host/robot-host.js';
import { RobotIdentity } from '../src/key/robot-identity.js';
import { RecordedLog } from './recorded-log.js';

it('reports trouble when its Chromium cannot be started again, and goes on trying', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'rtcbot-host-'));
  const executablePath = join(folder, 'chromium');
  const install = (): Promise<void> => symlink(findChromium(), executablePath);
  await install();

  const log = new RecordedLog();
  const troubles: Error[] = [];
  const back = createDeferred<undefined>();
  const host = new RobotHost(
    {
      plan: planMedia({ camera: 'none', microphone: 'none' }),
      settings: () => ({
        ...pageMedia(planMedia({ camera: 'none', microphone: 'none' })),
        ...{
          display: false,
          speaker: false,
          codecs: [],
          patient: true,
          ...{ viewerMedia: false, maxMessageBytes: 262_144, encoding: 'each' },
          cameraStallMs: 0,
        },
      }),
      heartbeat: { intervalMs: 1_000, timeoutMs: 10_000 },
      chromium: { executablePath },
      latency: 'low',
      token: () => Promise.resolve(''),
      identity: new RobotIdentity({ keyFile: undefined, relay: undefined, log }),
      relaunch: { firstMs: 1, maxMs: 20, resetAfterMs: 10_000 },
    },
    {
      onUp: () => {
        back.resolve(undefined);
      },
      onDown: () => undefined,
      onMessage: () => undefined,
      onDriving: () => undefined,
      onUpload: () => false,
      onTrouble: (error) => {
        troubles.push(error);
        if (troubles.length === 1) void install();
      },
    },
    log,
  );
  await host.start();
  await rm(executablePath);
  process.kill(host.chromium!.pid!, 'SIGKILL');
  await back.promise;
  await host.close();
  expect(troubles[0]).toMatchObject({ code: 'chromium-missing' });
  const failures = log.warnings.filter((line) => line.startsWith('warn Starting again failed'));
  expect(failures.length).toBeGreaterThanOrEqual(5);
  expect(log.lines.at(-1)).toBe('info The camera is back.');
  await rm(folder, { recursive: true });
});
