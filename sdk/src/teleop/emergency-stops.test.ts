/** Who may end whose stop, and what reaches the program of a robot that is stopped. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { drive, driveAnew, DrivenRobot, pass, REST } from '../testing/driven-robot.js';
import type { SimulatedOperator } from '../testing/driven-robot.js';
import type { TeleopOptions } from './robot/teleop-options.js';

let scene: DrivenRobot;

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(async () => {
  await scene.end();
  vi.useRealTimers();
});

function setUp(options: TeleopOptions = {}): SimulatedOperator {
  scene = new DrivenRobot(options);
  return scene.join('ann');
}

describe('an emergency stop', () => {
  it('of a bumper is ended by the robot alone, and only its own', async () => {
    const ann = setUp();
    const sue = scene.join('sue', 'supervisor');
    await drive(scene, ann);
    scene.robot.stop('bumper');
    scene.robot.stop('button');
    void ann.teleop.stop();
    await pass(100);
    expect(scene.moves).toBe(false);
    sue.teleop.resume({ acknowledged: true });
    await pass(100);
    expect(ann.teleop.control.stop).toMatchObject({
      reason: 'emergency',
      resume: 'never',
      latches: [
        { origin: 'robot', id: 'bumper', isHere: true, resume: 'never' },
        { origin: 'robot', id: 'button' },
      ],
    });
    scene.robot.resume('bumper');
    await pass(100);
    expect(scene.robot.control.stop?.latches).toMatchObject([{ id: 'button' }]);
    scene.robot.resume('button');
    await pass(100);
    await driveAnew(scene, ann);
    scene.robot.stop('bumper');
    void ann.teleop.stop();
    await pass(100);
    scene.robot.resume();
    scene.robot.resume('bumper');
    await pass(100);
    expect(scene.robot.control.stop?.latches).toMatchObject([{ origin: 'operator', id: 'ann' }]);
    scene.robot.resumeAll();
    await pass(100);
    await driveAnew(scene, ann);
  });

  it('of a bumper is ended by roles that the robot names', async () => {
    const ann = setUp({ localStopsEndedBy: ['supervisor', 'viewer'] });
    const sue = scene.join('sue', 'supervisor');
    const vic = scene.join('vic', 'viewer');
    await drive(scene, ann);
    scene.robot.stop();
    ann.teleop.resume();
    vic.teleop.resume();
    await pass(100);
    expect(ann.teleop.control.stop).toMatchObject({ reason: 'emergency', resume: 'never' });
    expect(sue.teleop.control.stop).toMatchObject({ resume: 'may' });
    sue.teleop.resume();
    await pass(100);
    await driveAnew(scene, ann);
  });

  it('of an operator is ended by itself or by a higher rank, not by another operator, even the driver', async () => {
    const ann = setUp();
    const bob = scene.join('bob');
    const sue = scene.join('sue', 'supervisor');
    await drive(scene, ann);
    for (const ends of [bob, sue]) {
      void bob.teleop.stop();
      await pass(100);
      ann.teleop.resume({ acknowledged: true });
      await pass(100);
      expect(ann.teleop.control.stop).toMatchObject({ reason: 'emergency', resume: 'never' });
      ends.teleop.resume();
      await pass(100);
      await driveAnew(scene, ann);
    }
  });

  it('of an operator that is gone stands, until the driver says that it has made sure', async () => {
    const ann = setUp();
    const bob = scene.join('bob');
    const carl = scene.join('carl');
    await drive(scene, ann);
    void bob.teleop.stop();
    await pass(100);
    scene.robot.leave('bob');
    await pass(100);
    carl.teleop.resume({ acknowledged: true });
    ann.teleop.resume();
    await pass(100);
    expect(carl.teleop.control.stop?.resume).toBe('never');
    expect(ann.teleop.control.stop).toMatchObject({
      resume: 'acknowledge',
      latches: [{ id: 'bob', isHere: false }],
    });
    ann.teleop.resume({ acknowledged: true });
    await pass(100);
    await driveAnew(scene, ann);
  });

  it('is there for all that have pressed, and the memory of those that are gone has an end', async () => {
    const ann = setUp();
    await drive(scene, ann);
    for (let index = 0; index < 100; index++) {
      const id = `ghost-${String(index)}`;
      scene.robot.join(id, 'operator', () => undefined);
      scene.robot.receive(id, '{"type":"stop"}');
      scene.robot.leave(id);
    }
    await pass(100);
    expect(ann.teleop.control.stop?.latches.length).toBeLessThanOrEqual(20);
    ann.teleop.resume({ acknowledged: true });
    await pass(100);
    await driveAnew(scene, ann);
  });

  it('never fails, whatever an event handler hands it', async () => {
    const ann = setUp();
    await drive(scene, ann);
    scene.robot.stop({ pin: 4 } as never);
    await pass(50);
    expect(scene.moves).toBe(false);
    expect(scene.robot.control.stop?.latches).toMatchObject([{ origin: 'robot', id: 'robot' }]);
  });

  it('hands the program nothing that an operator has made, whatever calls itself neutral', async () => {
    const ann = setUp();
    const bob = scene.join('bob');
    await drive(scene, ann);
    void bob.teleop.stop();
    await pass(100);
    scene.heard.length = 0;
    for (const forged of [
      { linearMetersPerSec: '5', gear: 'forward' },
      { gear: 'forward' },
      { steps: ['forward', 'left'] },
      { tool: { name: 'saw' } },
      { tool: null },
      { goto: { x: 0, y: 0 } },
      { home: false },
    ]) {
      ann.link.forged = forged;
      await pass(200);
    }
    expect(scene.heard.length).toBeGreaterThan(0); // letting go is still told
    for (const { data } of scene.heard) expect(data).toEqual(REST);
    const { malformed, whileStopped } = scene.robot.counts;
    expect(Math.min(malformed, whileStopped)).toBeGreaterThan(0);
  });
});
