import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@playwright/test';
import { drive, sending, withScene } from './scene.js';
import { wallMs } from './robot-process.js';

/** Long enough for a command to arrive, were it let through: ten times the wait between two. */
const A_WHILE_MS = 400;

test('commands that a second operator and a viewer forge never reach the robot', async () => {
  await withScene(false, async (scene) => {
    const { robot } = scene;
    const driver = await scene.openDriver();
    await drive(scene, driver);
    const epoch = await driver.epoch();
    await driver.push(false);
    await robot.stopped(wallMs());
    const forgers = [await scene.openDriver(), await scene.openDriver({ role: 'viewer' })];
    const sinceMs = wallMs();
    for (const forger of forgers) {
      for (const grant of [epoch, epoch + 1, epoch - 1]) await forger.forge(grant, 20);
      await sleep(A_WHILE_MS); // that nothing arrives shows only after a while
    }
    expect(robot.moves).toBe(false);
    expect(robot.since(sinceMs).filter(({ event }) => event.event === 'command')).toEqual([]);
    // The driver was not disturbed by it.
    await drive(scene, driver);
  });
});

test('commands that come again, in another order, after the operator has let go, do not move the robot', async () => {
  await withScene(false, async (scene) => {
    const { robot } = scene;
    const driver = await scene.openDriver();
    await drive(scene, driver);
    await sleep(A_WHILE_MS);
    const letGoMs = wallMs();
    await driver.push(false);
    await robot.stopped(letGoMs);
    const sinceMs = wallMs();
    expect(await driver.replay()).toBeGreaterThan(5);
    await sleep(A_WHILE_MS);
    expect(robot.moves).toBe(false);
    expect(
      robot.since(sinceMs).filter(({ event }) => Number(event.data?.['linearMetersPerSec']) !== 0),
    ).toEqual([]);
  });
});

test('a viewer never drives', async () => {
  await withScene(false, async (scene) => {
    const viewer = await scene.openDriver({ role: 'viewer' });
    await expect(viewer.takeControl()).rejects.toThrow(/a viewer may look, never drive/);
  });
});

test('a stop that the program of the robot does not confirm comes again, and nothing moves before', async () => {
  await withScene(false, async (scene) => {
    const { robot } = scene;
    const driver = await scene.openDriver();
    await drive(scene, driver);
    await robot.confirmStops(false);
    const sinceMs = wallMs();
    await driver.page.evaluate(() => {
      window.dispatchEvent(new Event('blur'));
      window.dispatchEvent(new Event('focus'));
    });
    await robot.stopped(sinceMs);
    const stopped = driver.page.evaluate(() =>
      (window as unknown as { conn: { teleop: { stop(): Promise<void> } } }).conn.teleop.stop(),
    );
    await expect.poll(() => robot.stops).toBeGreaterThan(3);
    await robot.confirmStops(true);
    await stopped;
    await driver.push(false);
    await driver.push(true);
    await sleep(A_WHILE_MS);
    expect(robot.moves).toBe(false);
  });
});

test('a page that says nothing of its picture drives nothing, and one that lies of it does not help or hinder an honest driver', async () => {
  await withScene(false, async (scene) => {
    const { robot } = scene;
    const silent = await scene.openDriver({ picture: 'unsaid' });
    const sinceMs = wallMs();
    await silent.page.evaluate(() =>
      (window as unknown as { conn: { requestControl(): Promise<unknown> } }).conn.requestControl(),
    );
    await silent.push(false);
    await silent.push(true);
    await sleep(A_WHILE_MS); // that nothing arrives shows only after a while
    expect(await silent.control()).toMatchObject({ mine: true, armed: false });
    expect(robot.since(sinceMs).filter(({ event }) => event.data?.['linearMetersPerSec'])).toEqual(
      [],
    );
    await silent.close();
    await scene.openDriver({ picture: 'new' });
    const driver = await scene.openDriver();
    await drive(scene, driver);
    const frozenMs = wallMs();
    sending('SIGSTOP', robot.chromium('cameras'))();
    await driver.stoppedAt(frozenMs, 'old-picture');
    expect(robot.moves).toBe(false);
    sending('SIGCONT', robot.chromium('cameras'))();
    // What it holds counts for nothing until it has let go.
    await expect.poll(async () => (await driver.control()).armed).toBe(true);
    await sleep(A_WHILE_MS);
    expect(robot.moves).toBe(false);
    await driver.push(false);
    await driver.push(true);
    expect(await robot.moving(5_000)).toBe(true);
  });
});

test('telemetry of the program comes to the page with its age', async () => {
  await withScene(false, async (scene) => {
    const driver = await scene.openDriver();
    scene.robot.write({ telemetry: { battery: 0.8 } });
    const seen = await driver.page.waitForFunction(() => {
      const { telemetry } = (
        window as unknown as {
          conn: { telemetry: { latest: unknown; ageMs: number | undefined } };
        }
      ).conn;
      return telemetry.latest && { latest: telemetry.latest, ageMs: telemetry.ageMs };
    });
    const { latest, ageMs } = (await seen.jsonValue()) as { latest: unknown; ageMs: number };
    expect(latest).toEqual({ battery: 0.8 });
    expect(ageMs).toBeGreaterThanOrEqual(0);
    expect(ageMs).toBeLessThan(2_000);
  });
});
