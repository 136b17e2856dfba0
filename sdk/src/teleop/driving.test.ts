import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { drive, driveAnew, DrivenRobot, FORWARD, pass, REST } from '../testing/driven-robot.js';
import type { TeleopOptions } from './robot/teleop-options.js';

let scene: DrivenRobot;

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(async () => {
  await scene.end();
  vi.useRealTimers();
});

function setUp(options: TeleopOptions = {}, role = 'operator') {
  scene = new DrivenRobot(options);
  return scene.join('ann', role);
}

describe('an operator that drives', () => {
  it('is granted control, and its newest command reaches the robot again and again, 30 times a second at most', async () => {
    const ann = setUp();
    await drive(scene, ann);
    scene.heard.length = 0;
    await pass(1_000);
    expect(scene.heard.length).toBeGreaterThan(25);
    expect(scene.heard.length).toBeLessThanOrEqual(31);
    expect(scene.heard.at(-1)?.data).toEqual(FORWARD);
    expect(ann.teleop.control).toMatchObject({ mine: true, armed: true, stop: undefined });
    ann.teleop.commands.put_nowait(REST);
    await pass(50);
    expect(scene.moves).toBe(false);
    expect(scene.stops).toEqual([]);
  });

  it('does not flood the link, however often it puts', async () => {
    const ann = setUp({ limits: { angularRadPerSec: 1_000 } });
    await drive(scene, ann);
    scene.heard.length = 0;
    for (let ms = 0; ms < 1_000; ms += 2) {
      ann.teleop.commands.put_nowait({ ...FORWARD, angularRadPerSec: ms });
      await pass(2);
    }
    expect(scene.heard.length).toBeLessThanOrEqual(34);
    await pass(100);
    expect(scene.heard.at(-1)?.data).toEqual({ ...FORWARD, angularRadPerSec: 998 });
  });

  it('is refused what is beyond the limits of the robot, which are cautious by default', async () => {
    const ann = setUp({ limits: { angularRadPerSec: 0.25 } });
    await drive(scene, ann);
    ann.teleop.commands.put_nowait({ linearMetersPerSec: 5, angularRadPerSec: 5 });
    await pass(100);
    const limits = { linearMetersPerSec: 0.5, angularRadPerSec: 0.25 };
    expect(scene.heard.at(-1)?.data).toEqual(limits);
    expect(ann.teleop.control.limits).toEqual(limits);
  });

  it('drives with a round trip of 400 ms', async () => {
    const ann = setUp();
    ann.link.delayMs = 180;
    const granted = ann.teleop.requestControl();
    await pass(1_000);
    await granted;
    ann.teleop.commands.put_nowait(FORWARD);
    await pass(1_000);
    expect(scene.moves).toBe(true);
    expect(scene.stops).toEqual([]);
  });

  it('measures the link', async () => {
    const ann = setUp();
    await pass(1_000);
    expect(ann.teleop.link?.rttMs).toBeCloseTo(20);
    expect(ann.teleop.link?.clockOffsetMs).toBeCloseTo(0);
    expect(ann.teleop.link?.clockErrorMs).toBeCloseTo(10);
  });
});

describe('silence', () => {
  it.each(['isDown', 'isFrozen'] as const)(
    '%s: stops the robot within 0.4 s, once',
    async (how) => {
      const ann = setUp();
      await drive(scene, ann);
      ann.link[how] = true;
      await pass(400);
      expect(scene.moves).toBe(false);
      await pass(2_000);
      expect(scene.stops).toEqual(['silence']);
    },
  );

  it('is told to the operator within a second, and what it still holds does not drive on afterwards', async () => {
    const ann = setUp();
    await drive(scene, ann);
    ann.link.isDown = true;
    await pass(900);
    expect(ann.teleop.liveness).toBe('lost');
    ann.link.isDown = false;
    await pass(1_000);
    expect(ann.teleop.liveness).toBe('live');
    expect(scene.moves).toBe(false);
    expect(ann.teleop.commands.mustLetGo).toBe(true);
    await driveAnew(scene, ann);
  });

  it('of a page that froze: what it sends when it thaws does not move the robot', async () => {
    const ann = setUp();
    await drive(scene, ann);
    ann.link.isFrozen = true;
    await pass(600);
    scene.heard.length = 0;
    ann.link.isFrozen = false;
    await pass(1_000);
    expect(
      scene.heard
        .filter(({ what }) => what === 'command')
        .every(({ data }) => data?.['linearMetersPerSec'] === 0),
    ).toBe(true);
  });

  it('lets others drive after 5 s', async () => {
    const ann = setUp();
    const bob = scene.join('bob');
    await drive(scene, ann);
    const granted = bob.teleop.requestControl();
    ann.link.isDown = true;
    await pass(5_500);
    expect((await granted).mine).toBe(true);
  });

  it('does not stop a robot that nobody drives', async () => {
    const ann = setUp();
    await pass(500);
    ann.link.isDown = true;
    await pass(2_000);
    expect(scene.stops).toEqual([]);
  });
});

describe('a stop', () => {
  it('is asked for until it is confirmed, and nothing moves before', async () => {
    const ann = setUp();
    let calls = 0;
    scene.robot.onSafeStop(() => {
      calls++;
      if (calls < 3) throw new Error('the brake is stuck');
    });
    const reported = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    await drive(scene, ann);
    ann.link.isDown = true;
    await pass(400);
    ann.link.isDown = false;
    ann.teleop.commands.put_nowait(REST);
    ann.teleop.commands.put_nowait(FORWARD);
    await pass(100);
    expect(scene.moves).toBe(false);
    await pass(1_000);
    expect(calls).toBe(3);
    expect(reported).toHaveBeenCalledTimes(2);
    reported.mockRestore();
  });

  it('is confirmed by its own handlers alone: one that ends late confirms no other stop', async () => {
    const ann = setUp();
    const calls: { reason: string; number: number; signal: AbortSignal; resolve: () => void }[] =
      [];
    scene.robot.onSafeStop((reason, { number, signal }) => {
      return new Promise<void>((resolve) => calls.push({ reason, number, signal, resolve }));
    });
    await drive(scene, ann);
    ann.teleop.releaseControl();
    await pass(100);
    void ann.teleop.stop();
    await pass(100);
    expect(calls.map(({ reason, number }) => [reason, number])).toEqual([
      ['control-changed', 1],
      ['emergency', 2],
    ]);
    const [late, now] = calls;
    expect(late!.signal.aborted).toBe(true);
    late!.resolve();
    await pass(10);
    expect(scene.robot.control.stop).toMatchObject({ reason: 'emergency', confirmed: false });
    await pass(250); // asked for again: the same stop
    expect(calls.at(-1)!.number).toBe(2);
    expect(now!.signal.aborted).toBe(false);
    now!.resolve();
    await pass(10);
    expect(scene.robot.control.stop).toMatchObject({ reason: 'emergency', confirmed: true });
    expect(calls.at(-1)!.signal.aborted).toBe(true);
  });

  it('for an emergency can be made by anybody but viewers, and holds until who made it resumes', async () => {
    const ann = setUp();
    const bob = scene.join('bob');
    const vic = scene.join('vic', 'viewer');
    await drive(scene, ann);
    const refused = vic.teleop.stop();
    const told = expect(refused).rejects.toMatchObject({ code: 'stop-unconfirmed' });
    await pass(6_000);
    await told;
    expect(scene.moves).toBe(true);
    const stopped = bob.teleop.stop();
    await pass(100);
    await stopped;
    expect(scene.stops).toEqual(['emergency']);
    ann.teleop.commands.put_nowait(REST);
    await pass(100);
    ann.teleop.commands.put_nowait(FORWARD);
    await pass(1_000);
    expect(scene.moves).toBe(false);
    bob.teleop.resume();
    await pass(200);
    expect(scene.moves).toBe(false);
    await driveAnew(scene, ann);
  });

  it('comes when the round trip is too long for `maxLatencyMs`', async () => {
    const ann = setUp({ maxLatencyMs: 150 });
    await drive(scene, ann);
    ann.link.delayMs = 100;
    await pass(1_000);
    expect(scene.stops).toEqual(['latency']);
    ann.link.delayMs = 10;
    await pass(500);
    ann.teleop.commands.put_nowait(REST);
    await pass(500);
    ann.teleop.commands.put_nowait(FORWARD);
    await pass(500);
    expect(scene.moves).toBe(true);
  });

  it('comes last of all when the program of the robot ends', async () => {
    const ann = setUp();
    await drive(scene, ann);
    const closed = scene.robot.close();
    await pass(10);
    await closed;
    expect(scene.stops).toEqual(['robot-closed']);
    expect(scene.moves).toBe(false);
  });
});

describe('turning away', () => {
  it.each([
    ['the window loses the focus', false],
    ['the page is hidden', true],
  ])('%s: neutral at once', async (_, isHidden) => {
    const ann = setUp();
    await drive(scene, ann);
    ann.turnAway(isHidden);
    await pass(15);
    expect(scene.moves).toBe(false);
  });

  it('gives control back when the page is hidden, and keeps it when it only lost the focus', async () => {
    const ann = setUp();
    await drive(scene, ann);
    ann.turnAway();
    await pass(100);
    expect(ann.teleop.control.mine).toBe(true);
    ann.turnAway(true);
    await pass(100);
    expect(ann.teleop.control).toMatchObject({ mine: false, lostBecause: 'released' });
  });

  it('a stick that is still held when the focus is back must be let go first', async () => {
    const ann = setUp();
    await drive(scene, ann);
    ann.turnAway();
    await pass(100);
    ann.hasAttention = true;
    ann.teleop.commands.put_nowait({ ...FORWARD, angularRadPerSec: 1 });
    await pass(200);
    expect(scene.moves).toBe(false);
    ann.teleop.commands.put_nowait(REST);
    ann.teleop.commands.put_nowait(FORWARD);
    await pass(200);
    expect(scene.moves).toBe(true);
  });
});

it('telemetry: newest wins, with its age', async () => {
  const ann = setUp();
  const seen: unknown[] = [];
  ann.teleop.telemetry.subscribe((value: unknown) => seen.push(value));
  await pass(300);
  for (let battery = 0; battery < 100; battery++) scene.robot.telemetry.put_nowait({ battery });
  await pass(100);
  expect(seen).toEqual([{ battery: 0 }, { battery: 99 }]);
  expect(ann.teleop.telemetry.ageMs).toBeCloseTo(100);
  const late = scene.join('bob');
  await pass(100);
  expect(late.teleop.telemetry.latest).toEqual({ battery: 99 });
});
