import { expect, it } from 'vitest';
import { Robot } from '../src/robot.js';
import { eventually } from './eventually.js';
import { OperatorPage } from './operator-page.js';
import { signalService } from './processes.js';
import { RecordedLog } from './recorded-log.js';

/** As the card is, and the test picture nowhere. */
function isDark(colour: readonly number[]): boolean {
  return colour.every((part) => part < 50);
}

it('shows a card while a camera is frozen, and its picture as soon as it goes on', async () => {
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
      { name: 'main', state: 'lost', error: 'it delivers no pictures any more' },
    ]);
    expect(log.warnings).toEqual([
      expect.stringContaining('it delivers no pictures any more') as string,
    ]);
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
