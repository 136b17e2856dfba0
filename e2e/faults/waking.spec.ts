import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@playwright/test';
import { createToken } from './relay-process.js';
import { RobotProcess, wallMs } from './robot-process.js';
import { drive, sending, withScene } from './scene.js';

/** Long enough for what waited in the pipes to come through. */
const A_WHILE_MS = 400;

/** Commands for motion that the program has heard since. */
function motionsSince(robot: RobotProcess, sinceMs: number) {
  const commands = robot.since(sinceMs).filter(({ event }) => event.event === 'command');
  return commands.filter(({ event }) => event.data?.['linearMetersPerSec'] !== 0);
}

test('a robot whose host was frozen stops first when it goes on, and moves only after the operator has let go', async () => {
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
    expect(motionsSince(robot, goesOnMs)).toEqual([]);
    const reasons = robot.since(goesOnMs).map(({ event }) => event.reason);
    expect(reasons).toContain('silence');
    expect(robot.moves).toBe(false);
    await drive(scene, driver);
  });
});

test('a program that was frozen finds no burst of commands when it goes on, and the operator knows all the while', async () => {
  await withScene(false, async (scene) => {
    const { robot } = scene;
    const driver = await scene.openDriver();
    await drive(scene, driver);
    expect(await driver.control()).toMatchObject({ mine: true, armed: true, program: 'live' });
    const frozenMs = wallMs();
    sending('SIGSTOP', robot.program)();
    await driver.stoppedAt(frozenMs, 'program-silent');
    await driver.lostAt(frozenMs);
    expect(await driver.control()).toMatchObject({ armed: false, program: 'silent' });
    await robot.logged(frozenMs, 'has not answered');
    await driver.push(true); // and goes on wanting
    await sleep(A_WHILE_MS);
    const goesOnMs = wallMs();
    sending('SIGCONT', robot.program)();
    await robot.stopped(goesOnMs);
    await sleep(A_WHILE_MS);
    const motions = motionsSince(robot, goesOnMs);
    // What was in the pipe; the end of the motion is right behind it.
    expect(motions.length).toBeLessThanOrEqual(1);
    // Whatever else comes is of now: nothing had waited.
    const commands = robot.since(goesOnMs).filter(({ event }) => event.event === 'command');
    for (const { event } of commands) expect(event.ageMs).toBeLessThan(300);
    expect(robot.moves).toBe(false);
    await drive(scene, driver);
    const ages = motionsSince(robot, goesOnMs).map(({ event }) => event.ageMs ?? Infinity);
    expect(Math.max(...ages)).toBeLessThanOrEqual(300);
  });
});

test('a program that dies while somebody drives is started again into a stop, and nobody drives it', async () => {
  await withScene(false, async (scene) => {
    const { robot } = scene;
    const driver = await scene.openDriver();
    await drive(scene, driver);
    const kill = sending('SIGKILL', robot.program);
    const diedMs = wallMs();
    kill();
    await driver.stoppedAt(diedMs, 'no-program');
    await driver.lostAt(diedMs);
    expect(await driver.control()).toMatchObject({ mine: false, lostBecause: 'no-program' });
    await robot.logged(diedMs, 'ended (SIGKILL), starting it again in');
    await robot.stopped(diedMs); // the next one, which is told of a stop first
    await driver.live();
    await sleep(A_WHILE_MS); // the operator still holds the stick
    expect(motionsSince(robot, diedMs)).toEqual([]);
    await drive(scene, driver);
  });
});

test('a program in Node whose event loop was blocked hears of the stop before any command', async () => {
  await withScene(false, async (scene) => {
    await scene.robot.end();
    const robotId = 'rover-1';
    scene.robot = await RobotProcess.start({
      ...{ relayUrl: scene.relay.url(), robotId, token: createToken('robot', robotId) },
      inNode: true,
    });
    const { robot } = scene;
    const driver = await scene.openDriver();
    await drive(scene, driver);
    const blockedMs = wallMs();
    const goesOnMs = await robot.block(1_500);
    await driver.lostAt(blockedMs);
    await robot.stopped(goesOnMs);
    await sleep(A_WHILE_MS);
    expect(robot.since(goesOnMs)[0]!.event).toMatchObject({ data: { linearMetersPerSec: 0 } });
    expect(robot.stopsSince(goesOnMs)).toContain('silence');
    expect(motionsSince(robot, goesOnMs)).toEqual([]);
    await driver.live();
    await drive(scene, driver);
  });
});
