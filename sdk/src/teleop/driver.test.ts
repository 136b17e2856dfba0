import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { drive, DrivenRobot, FORWARD, pass, REST } from '../testing/driven-robot.js';
import type { TeleopOptions } from './robot/teleop-options.js';
import type { Command, CommandOrigin } from './shared/command.js';

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

describe('control', () => {
  it('that has no effect, as commands are lost and nothing else is, is told to the driver within a second', async () => {
    const ann = setUp();
    await drive(scene, ann);
    ann.teleop.commands.put_nowait(REST);
    await pass(500);
    expect(ann.teleop.control).toMatchObject({ armed: true, ignored: false });
    ann.link.losesCommands = true;
    ann.teleop.commands.put_nowait(FORWARD);
    await pass(700);
    expect(scene.moves).toBe(false);
    expect(ann.teleop.control).toMatchObject({ armed: true, ignored: true });
    ann.link.losesCommands = false;
    await pass(300);
    expect(scene.moves).toBe(true);
    expect(ann.teleop.control.ignored).toBe(false);
    ann.link.losesCommands = true;
    ann.teleop.commands.put_nowait(REST);
    await pass(10);
    expect(ann.teleop.control.ignored).toBe(false);
  });

  it('is asked for, handed over, and everybody sees who has it', async () => {
    const ann = setUp();
    const bob = scene.join('bob');
    const vic = scene.join('vic', 'viewer');
    await drive(scene, ann);
    const granted = bob.teleop.requestControl();
    await pass(100);
    expect(ann.teleop.control.requests).toEqual(['bob']);
    ann.teleop.handOver('bob');
    await pass(100);
    expect(await granted).toMatchObject({ mine: true, holder: { operatorId: 'bob' } });
    expect(ann.teleop.control).toMatchObject({ mine: false, lostBecause: 'handed-over' });
    expect(vic.teleop.control.holder?.operatorId).toBe('bob');
    expect(scene.moves).toBe(false);
    expect(scene.robot.control.holder?.operatorId).toBe('bob');
  });

  it("is the one whose commands come, with who sent them and how old they are; a stop's neutral one names who drove", async () => {
    const ann = setUp({}, 'supervisor');
    const heard: unknown[] = [];
    const listen = (command: Command, origin: CommandOrigin) => {
      heard.push([command['linearMetersPerSec'], origin]);
    };
    scene.robot.commands.subscribe(listen);
    const next = scene.robot.commands.get();
    await drive(scene, ann);
    expect(await next).toEqual(REST);
    const origin = { operatorId: 'ann', role: 'supervisor' };
    expect(heard.at(-1)).toEqual([0.5, { ...origin, ageMs: 20 }]); // there and back, 10 ms each
    scene.robot.leave('ann');
    expect(heard.at(-1)).toEqual([0, { ...origin, ageMs: 0 }]);
    const bob = scene.join('bob');
    scene.robot.commands.unsubscribe(listen);
    heard.length = 0;
    await drive(scene, bob);
    expect(heard).toEqual([]);
  });

  it("is never a viewer's", async () => {
    const vic = setUp({}, 'viewer');
    const refused = expect(vic.teleop.requestControl()).rejects.toMatchObject({
      code: 'control-denied',
    });
    await pass(100);
    await refused;
  });

  it('is told of only when it changes, whatever is asked for again and again', async () => {
    const ann = setUp();
    scene.join('bob');
    scene.join('vic', 'viewer');
    await drive(scene, ann);
    scene.robot.receive('bob', '{"type":"request"}');
    const told: string[] = [];
    scene.robot.onControl(() => told.push('the program'));
    scene.robot.join('eve', 'operator', (text) => {
      const { type } = JSON.parse(text) as { type: string };
      if (type === 'state') told.push('eve');
    });
    expect(told).toEqual(['eve', 'the program']);
    for (let time = 0; time < 10; time++) {
      scene.robot.receive('bob', '{"type":"request"}');
      scene.robot.receive('ann', '{"type":"request"}');
      scene.robot.receive('vic', '{"type":"request"}');
      scene.robot.receive('vic', '{"type":"stop"}');
      scene.robot.receive('eve', '{"type":"release"}');
      scene.robot.receive('eve', '{"type":"deny","to":"bob"}');
      scene.robot.receive('eve', '{"type":"resume"}');
    }
    expect(told).toHaveLength(2);
    scene.robot.receive('bob', '{"type":"release"}');
    expect(told).toEqual(['eve', 'the program', 'eve', 'the program']);
  });

  it('is denied by who has it', async () => {
    const ann = setUp();
    const bob = scene.join('bob');
    await drive(scene, ann);
    const refused = expect(bob.teleop.requestControl()).rejects.toThrow(/said no/);
    await pass(100);
    ann.teleop.deny('bob');
    await pass(100);
    await refused;
    expect(ann.teleop.control.mine).toBe(true);
  });

  it('is taken over by a higher role', async () => {
    const ann = setUp();
    const sue = scene.join('sue', 'supervisor');
    await drive(scene, ann);
    const granted = sue.teleop.requestControl();
    await pass(100);
    expect((await granted).mine).toBe(true);
    expect(ann.teleop.control.lostBecause).toBe('taken-over');
    expect(scene.moves).toBe(false);
  });

  it('ends at the time limit', async () => {
    const ann = setUp({ timeLimitMs: 2_000 });
    await drive(scene, ann);
    expect(ann.teleop.control.holder?.untilMs).toBeGreaterThan(performance.now());
    await pass(2_100);
    expect(ann.teleop.control).toMatchObject({ mine: false, lostBecause: 'time-limit' });
    expect(scene.moves).toBe(false);
  });

  it('is asked of the program of the robot where that wants to be asked', async () => {
    const ann = setUp({ mayDrive: ({ operatorId }) => operatorId === 'bob' });
    const bob = scene.join('bob');
    const refused = expect(ann.teleop.requestControl()).rejects.toMatchObject({
      code: 'control-denied',
    });
    const granted = bob.teleop.requestControl();
    await pass(100);
    await refused;
    expect((await granted).mine).toBe(true);
  });
});
