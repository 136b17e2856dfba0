import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@playwright/test';
import { wallMs } from './robot-process.js';
import { drive, sending, withScene } from './scene.js';

/** Long enough for what waited in the pipes to come through. */
const A_WHILE_MS = 400;

test('a robot whose program was frozen stops first when it goes on, and moves only after the operator has let go', async () => {
  await withScene(false, async (scene) => {
    const { robot } = scene;
    const driver = await scene.openDriver();
    await drive(scene, driver);
    const frozenMs = wallMs();
    sending('SIGSTOP', robot.host)();
    await robot.stoppedItself(frozenMs, 'quiet');
    await driver.lostAt(frozenMs); // meanwhile its commands have piled up
    const goesOnMs = wallMs();
    sending('SIGCONT', robot.host)();
    await robot.stopped(goesOnMs);
    await sleep(A_WHILE_MS);
    const heard = robot.since(goesOnMs).map(({ event }) => event.reason ?? event.data);
    const rest = { linearMetersPerSec: 0, angularRadPerSec: 0 };
    expect(heard.filter((one) => typeof one === 'object')).toEqual(
      heard.filter((one) => typeof one === 'object').map(() => rest),
    );
    expect(heard).toContain('silence');
    expect(robot.moves).toBe(false);
    await drive(scene, driver);
  });
});
