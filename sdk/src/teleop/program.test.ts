/** A robot whose motors are driven by a program of its own: what becomes of that program decides as well. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  drive,
  driveAnew,
  DrivenRobot,
  FORWARD,
  pass,
  REST,
  type SimulatedOperator,
} from '../testing/driven-robot.js';
import type { TeleopOptions } from './robot/teleop-options.js';

let scene: DrivenRobot;
let ann: SimulatedOperator;

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(async () => {
  await scene.end();
  vi.useRealTimers();
});

/** A program that answers pings, as long as it is told to live. */
async function setUp(options: TeleopOptions = {}): Promise<{ alive: boolean }> {
  scene = new DrivenRobot(options);
  const program = { alive: true };
  scene.robot.noteProgram('started');
  ann = scene.join('ann');
  await pass(100);
  const timer = setInterval(() => {
    if (scene.robot.closed) clearInterval(timer);
    else if (['live', 'unwatched', 'silent'].includes(String(scene.robot.program))) {
      scene.robot.noteProgram('asked');
      if (program.alive) scene.robot.noteProgram('answered');
    }
  }, 50);
  return program;
}

describe('the program', () => {
  it('that has not said anything yet moves nothing, and the operator reads why', async () => {
    await setUp();
    const granted = ann.teleop.requestControl();
    await pass(300);
    await granted;
    ann.teleop.commands.put_nowait(FORWARD);
    await pass(500);
    expect(scene.moves).toBe(false);
    expect(ann.teleop.control).toMatchObject({
      ...{ mine: true, armed: false, program: 'starting' },
      stop: { reason: 'no-program', confirmed: true },
    });
    scene.robot.noteProgram('ready');
    await pass(500);
    expect(scene.moves).toBe(false); // what was held meanwhile was not meant for now
    expect(ann.teleop.control).toMatchObject({ program: 'live', stop: undefined, armed: true });
    await driveAnew(scene, ann);
  });

  it('that ends stops the robot and takes control; the next one has to confirm a stop of its own', async () => {
    await setUp();
    scene.robot.noteProgram('ready');
    await drive(scene, ann);
    const numbers: number[] = [];
    let confirm = (): void => undefined;
    scene.robot.onSafeStop((_, { number }) => {
      numbers.push(number);
      return new Promise<void>((resolve) => (confirm = resolve));
    });
    scene.robot.noteProgram('lost');
    expect(scene.moves).toBe(false);
    expect(scene.robot.control.holder).toBeUndefined();
    await pass(100);
    expect(ann.teleop.control).toMatchObject({
      ...{ mine: false, program: 'lost', lostBecause: 'no-program' },
      stop: { reason: 'no-program', confirmed: false },
    });
    expect(ann.teleop.liveness).toBe('live');
    await pass(400);
    expect(ann.teleop.liveness).toBe('stale');
    await pass(300);
    expect(ann.teleop.liveness).toBe('lost');
    scene.robot.noteProgram('started');
    scene.robot.noteProgram('ready');
    await pass(200);
    expect(ann.teleop.liveness).toBe('live');
    const granted = ann.teleop.requestControl();
    await pass(300);
    await granted;
    ann.teleop.commands.put_nowait(REST);
    await pass(300);
    expect(ann.teleop.control.armed).toBe(false);
    confirm();
    await pass(300);
    expect(new Set(numbers).size).toBe(1);
    await driveAnew(scene, ann);
  });

  it('that ends during a stop which it has confirmed makes it unconfirmed, an emergency stays one', async () => {
    await setUp();
    scene.robot.noteProgram('ready');
    const stopped = ann.teleop.stop();
    await pass(100);
    await stopped;
    expect(scene.robot.control.stop).toMatchObject({ reason: 'emergency', confirmed: true });
    scene.robot.onSafeStop(() => new Promise(() => undefined));
    scene.robot.noteProgram('lost');
    expect(scene.robot.control.stop).toMatchObject({ reason: 'emergency', confirmed: false });
    scene.robot.resume();
    expect(scene.robot.control.stop).toMatchObject({ reason: 'emergency' });
  });

  it('that freezes stops the robot in time, the operator sees it, and thawing moves nothing', async () => {
    const program = await setUp();
    scene.robot.noteProgram('ready');
    await drive(scene, ann);
    program.alive = false;
    await pass(400);
    expect(scene.moves).toBe(false);
    expect(scene.stops.at(-1)).toBe('program-silent');
    expect(ann.teleop.control).toMatchObject({ mine: true, armed: false, program: 'silent' });
    await pass(450);
    expect(ann.teleop.liveness).toBe('lost');
    program.alive = true;
    await pass(1_000);
    expect(scene.moves).toBe(false);
    expect(ann.teleop.liveness).toBe('live');
    await driveAnew(scene, ann);
  });

  it('that freezes while nobody drives stops who takes control, and does not make the robot look at the clock all the time', async () => {
    const program = await setUp();
    scene.robot.noteProgram('ready');
    await pass(200);
    program.alive = false;
    await pass(500);
    const granted = ann.teleop.requestControl();
    await pass(50);
    await granted;
    expect(ann.teleop.control).toMatchObject({ armed: false, program: 'silent' });
    const looks = vi.spyOn(globalThis, 'setTimeout');
    await pass(1_000);
    // Those of the simulated link are among them.
    expect(looks.mock.calls.filter(([, ms]) => Number(ms) <= 2).length).toBeLessThan(5);
    looks.mockRestore();
  });

  it('that answers no pings may move nothing where it must', async () => {
    const program = await setUp({ requireProgramHeartbeat: true });
    program.alive = false;
    scene.robot.noteProgram('ready');
    const granted = ann.teleop.requestControl();
    await pass(300);
    await granted;
    ann.teleop.commands.put_nowait(FORWARD);
    await pass(500);
    expect(scene.moves).toBe(false);
    expect(ann.teleop.control).toMatchObject({ armed: false, program: 'unwatched' });
    program.alive = true;
    await pass(300);
    await driveAnew(scene, ann);
  });

  it('that answers no pings is said to be unwatched, and is driven', async () => {
    const program = await setUp();
    program.alive = false;
    scene.robot.noteProgram('ready');
    await drive(scene, ann);
    await pass(1_000);
    expect(scene.moves).toBe(true);
    expect(ann.teleop.control.program).toBe('unwatched');
  });
});
