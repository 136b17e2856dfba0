import { expect, it } from 'vitest';
import { Robot } from '../src/robot.js';
import { eventually } from './eventually.js';
import { OperatorPage } from './operator-page.js';
import { signalService } from './processes.js';
import { RecordedLog } from './recorded-log.js';

/** As the no-signal picture is, and the test picture nowhere. */
function isDark(colour: readonly number[]): boolean {
  return colour.every((part) => part < 50);
}

it('a robot shows that there is no signal while a camera is frozen, and its picture as soon as it goes on', async () => {
  const log = new RecordedLog();
  const camera = { source: 'test', width: 320, height: 240 } as const;
  const supervision = { cameraStallMs: 800 };
  await using robot = new Robot({
    camera,
    microphone: 'none',
    rtcConfiguration: {},
    supervision,
    log,
  });
  const operatorPage = await OperatorPage.open();
  try {
    await robot.start();
    await operatorPage.connectDirectly(robot);
    await operatorPage.watch(3);
    expect(isDark(await operatorPage.cornerColour())).toBe(false);
    signalService(robot.chromiumPid!, 'video_capture', 'SIGSTOP');
    await eventually(async () => {
      expect(isDark(await operatorPage.cornerColour())).toBe(true);
    });
    expect((await robot.status()).cameras).toMatchObject([
      { name: 'main', state: 'lost', error: 'The camera "fake_device_0" gives no pictures.' },
    ]);
    expect(log.warnings).toEqual([expect.stringContaining('gives no pictures') as string]);
    signalService(robot.chromiumPid!, 'video_capture', 'SIGCONT');
    await eventually(async () => {
      expect(isDark(await operatorPage.cornerColour())).toBe(false);
    });
    const { restarts, cameras } = await robot.status();
    expect([restarts, cameras[0]?.state]).toEqual([0, 'live']);
  } finally {
    await operatorPage.close();
  }
});
