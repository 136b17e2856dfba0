import { createRelay } from '@rtcbot-web/relay';
import { beforeAll, describe, expect, it } from 'vitest';
import { Robot } from '../src/robot.js';
import { closedAfterAll } from './closed-after-all.js';
import { eventually } from './eventually.js';
import { OperatorPage } from './operator-page.js';
import { RecordedLog } from './recorded-log.js';

describe('an operator that means harm does not reach the others: it', () => {
  const log = new RecordedLog();
  let robot: Robot;
  let hostile: OperatorPage;
  let other: OperatorPage;
  let pid: number;
  const keep = closedAfterAll();

  beforeAll(async () => {
    const relay = await keep(createRelay({ port: 0, log: () => undefined }));
    const options = { relay: relay.url, robot: 'rover-1', rtcConfiguration: {}, log } as const;
    robot = keep(new Robot({ ...options, camera: 'test', microphone: 'none', display: false }));
    robot.subscribe((message, operator) => {
      if (typeof message === 'object') operator.put_nowait(message);
    });
    [hostile, other] = await Promise.all([
      keep(OperatorPage.open()),
      keep(OperatorPage.open()),
      robot.start(),
    ]);
    pid = robot.chromiumPid!;
    await Promise.all([hostile.connect(relay.url, 'rover-1'), other.connect(relay.url, 'rover-1')]);
    await other.watch(3);
  });

  /** The other operator sees and is heard, and the robot's Chromium is the same. */
  async function expectService(): Promise<void> {
    expect(await other.roundTripsMs(10)).toHaveLength(10);
    await other.watch(5);
    expect([robot.chromiumPid, robot.operators.length]).toEqual([pid, 2]);
  }

  it('asks for a thousand pictures', async () => {
    const answer = await hostile.evaluate(async (count) => {
      const cameras = conn.addDataChannel('rtcbot.cameras');
      const news = cameras.subscribe();
      await news.get();
      cameras.put_nowait({ show: Array.from({ length: count }, () => 'main') });
      return await news.get();
    }, 1_000);
    expect(answer).toMatchObject({
      error: 'A camera is shown once; "main" is named twice.',
    });
    await expectService();
  });

  it('opens ten thousand data channels', async () => {
    const opening = hostile.evaluate((count) => {
      for (let number = 0; number < count; number++) {
        try {
          conn.addDataChannel(`channel ${String(number)}`);
        } catch {
          // Its own browser has had enough.
        }
      }
    }, 10_000);
    await expectService();
    await opening;
    await eventually(() => {
      expect(log.warnings.join('\n')).toMatch(/opens more than 64 data channels/);
    });
    await expectService();
    expect(log.warnings.filter((line) => line.includes('data channels'))).toHaveLength(1);
  });

  it('sends without end', async () => {
    await hostile.evaluate(() => {
      const text = 'x'.repeat(64 * 1024);
      globalThis.flood = setInterval(() => {
        while (conn.bufferedBytes < 1024 * 1024) conn.put_nowait(text);
      });
    });
    await expectService();
    await expectService();
    await hostile.evaluate(() => {
      clearInterval(globalThis.flood);
    });
    const { chromium } = await robot.status();
    expect(chromium!.memoryMiB).toBeLessThan(1_000);
  });
});
