import { expect, test } from '@playwright/test';
import { createToken, RelayProcess } from './relay-process.js';
import { wallMs } from './robot-process.js';
import { drive, ROBOT, withScene } from './scene.js';

test.describe.configure({ timeout: 180_000 });

/** Long enough to connect and to drive on a slow machine. */
const TTL_SEC = 25;
/** What the clocks of processes, and whole seconds in tokens, may make of it. */
const ABOUT_MS = 1_500;

test('a token that expires while its operator drives ends motion and link, although the relay is gone', async () => {
  await withScene(false, async (scene) => {
    const { robot, relay } = scene;
    const token = () => createToken('operator', ROBOT, `${String(TTL_SEC)}s`);
    let expiresAtMs = 0;
    const driver = await scene.openDriver({
      token: () => {
        const shown = token();
        const claims = JSON.parse(Buffer.from(shown.split('.')[1]!, 'base64url').toString()) as {
          exp: number;
        };
        expiresAtMs = claims.exp * 1_000;
        return shown;
      },
    });
    await drive(scene, driver);
    await relay.kill();
    // Not for want of the relay, and in time.
    expect(await driver.lostControl()).toBe('expired');
    expect(Math.abs(wallMs() - expiresAtMs)).toBeLessThan(ABOUT_MS);
    await driver.unlinked();
    expect(robot.moves).toBe(false);
  });
});

test('an operator whose next token is a viewer’s drives no more, sees the robot all the same, and drives again with an operator’s', async () => {
  await withScene(false, async (scene) => {
    const { robot } = scene;
    const renew = async (role: 'operator' | 'viewer') => {
      await driver.showToken(createToken(role, ROBOT));
      await scene.relay.kill();
      scene.relay = await RelayProcess.start(scene.relay.port);
    };
    const driver = await scene.openDriver();
    await drive(scene, driver);
    const sinceMs = wallMs();
    await renew('viewer');
    await robot.stopped(sinceMs, 60_000);
    expect(await driver.lostControl()).toBe('demoted');
    await expect(driver.takeControl()).rejects.toThrow(/a viewer may look, never drive/);
    expect(robot.moves).toBe(false);
    await driver.live();
    await renew('operator');
    await expect(async () => {
      await drive(scene, driver);
    }).toPass();
  });
});
