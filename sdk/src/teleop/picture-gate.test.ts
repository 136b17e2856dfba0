/** A robot is driven by a picture that is live, or not at all. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { drive, driveAnew, DrivenRobot, FORWARD, pass, REST } from '../testing/driven-robot.js';
import type { SimulatedOperator } from '../testing/driven-robot.js';
import type { PictureOnScreen } from './operator/picture/seen-picture.js';
import { RobotTeleop } from './robot/robot-teleop.js';
import type { TeleopOptions } from './robot/teleop-options.js';

let scene: DrivenRobot;

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(async () => {
  await scene.end();
  vi.useRealTimers();
});

/** A robot that sends its operators pictures. */
function setUp(options: TeleopOptions = {}): SimulatedOperator {
  scene = new DrivenRobot(options);
  return join('ann');
}

function join(id: string): SimulatedOperator {
  const operator = scene.join(id);
  scene.robot.noteSignal(id, 'live');
  return operator;
}

/** Resolves to how long the robot went on moving. */
async function untilStill(limitMs = 3_000): Promise<number> {
  const sinceMs = performance.now();
  while (scene.moves && performance.now() - sinceMs < limitMs) await pass(5);
  return performance.now() - sinceMs;
}

describe('a camera that freezes', () => {
  it('stops the robot within the limit and 100 ms, and what is held counts only after it was let go', async () => {
    const ann = setUp();
    await drive(scene, ann);
    ann.fps = 0;
    expect(await untilStill()).toBeLessThan(800);
    expect(scene.stops).toEqual(['old-picture']);
    await pass(500);
    expect(ann.teleop.picture.isTooOld).toBe(true);
    expect(ann.teleop.picture.text).toMatch(/^Picture is 1\.[1-5] s old: hands off$/);
    expect(ann.teleop.commands.mustLetGo).toBe(true);
    expect(ann.teleop.control).toMatchObject({ mine: true, armed: false });
    ann.fps = 30;
    await pass(1_000);
    expect(ann.teleop.picture).toMatchObject({ isTooOld: false, text: '' });
    expect(ann.teleop.control).toMatchObject({ armed: true, stop: undefined });
    expect(scene.moves).toBe(false);
    await driveAnew(scene, ann);
  });

  it('makes nothing count that is let go and pushed again meanwhile', async () => {
    const ann = setUp();
    await drive(scene, ann);
    ann.fps = 0;
    await untilStill();
    ann.teleop.commands.put_nowait(REST);
    await pass(100);
    ann.teleop.commands.put_nowait(FORWARD);
    await pass(100);
    expect(scene.moves).toBe(false);
    ann.fps = 30;
    await pass(500);
    expect(scene.moves).toBe(false);
    await driveAnew(scene, ann);
  });

  it('does not begin to drive before it gives a picture', async () => {
    const ann = setUp();
    ann.fps = 0;
    const granted = ann.teleop.requestControl();
    await pass(500);
    await granted;
    expect(ann.teleop.picture.text).toBe('No picture yet: hands off');
    ann.teleop.commands.put_nowait(FORWARD);
    await pass(500);
    expect(scene.moves).toBe(false);
    expect(ann.teleop.control.armed).toBe(false);
    ann.fps = 30;
    await pass(200);
    await driveAnew(scene, ann);
  });

  it('is told of once, and when it is over', async () => {
    const ann = setUp();
    await drive(scene, ann);
    const told: boolean[] = [];
    ann.teleop.picture.onChange((isTooOld) => {
      told.push(isTooOld);
    });
    ann.fps = 0;
    await pass(3_000);
    ann.fps = 30;
    await pass(500);
    expect(told).toEqual([true, false]);
  });
});

describe('a picture that is live', () => {
  it.each([30, 10, 5])('with %i frames per second stops nothing, on a slow link', async (fps) => {
    const ann = setUp();
    ann.fps = fps;
    ann.link.delayMs = 50;
    await drive(scene, ann);
    for (let second = 0; second < 20; second++) {
      ann.link.delayMs = second % 2 === 0 ? 50 : 90;
      await pass(1_000);
    }
    expect(scene.stops).toEqual([]);
    expect(scene.moves).toBe(true);
  });

  it('tells the robot its age', async () => {
    const ann = setUp();
    ann.link.delayMs = 50;
    await drive(scene, ann);
    const ageMs = scene.robot.pictureAgeMs('ann')!;
    expect(ageMs).toBeGreaterThan(100);
    expect(ageMs).toBeLessThan(300);
    expect(scene.robot.pictureAgeMs('bob')).toBeUndefined();
  });
});

describe('a page that does not stop by itself', () => {
  it('is stopped by the robot when it reports no younger picture any more', async () => {
    const ann = setUp();
    await drive(scene, ann);
    ann.picture = 'nothing';
    expect(await untilStill()).toBeLessThan(800);
    expect(scene.stops).toEqual(['old-picture']);
  });

  it('is stopped at once when it says that the picture is old, or that there is none', async () => {
    const ann = setUp();
    for (const picture of [5_000, null]) {
      ann.picture = undefined;
      await pass(200);
      ann.teleop.commands.put_nowait(REST);
      await drive(scene, ann);
      ann.picture = picture;
      expect(await untilStill()).toBeLessThan(100);
    }
  });

  it('never drives if it never says anything, and the next one does', async () => {
    const old = setUp();
    old.picture = 'nothing';
    const granted = old.teleop.requestControl();
    await pass(300);
    await granted;
    old.teleop.commands.put_nowait(REST);
    await pass(300);
    old.teleop.commands.put_nowait(FORWARD);
    await pass(1_000);
    expect(scene.heard.some(({ data }) => data?.['linearMetersPerSec'])).toBe(false);
    old.teleop.releaseControl();
    const ann = join('bob');
    await pass(200);
    await drive(scene, ann);
  });

  it('does not help or hinder an honest driver by what it says of its own picture', async () => {
    const ann = setUp();
    const eve = join('eve');
    await drive(scene, ann);
    eve.picture = 60_000;
    await pass(1_000);
    expect(scene.stops).toEqual([]);
    eve.picture = 0;
    ann.fps = 0;
    expect(await untilStill()).toBeLessThan(800);
  });

  it('is not believed where no camera gives a picture', async () => {
    const ann = setUp();
    ann.picture = 0;
    await drive(scene, ann);
    scene.robot.noteSignal('ann', 'lost');
    expect(await untilStill()).toBeLessThan(20);
    await pass(100);
    expect(ann.teleop.picture.text).toBe('The camera has no signal: hands off');
    scene.robot.noteSignal('ann', 'live');
    await pass(300);
    expect(scene.moves).toBe(false);
    await driveAnew(scene, ann);
  });
});

describe('what is on the screen', () => {
  it('counts, not what comes in: what is not seen grows old', async () => {
    const ann = setUp();
    let isHidden = false;
    const screen = (): PictureOnScreen =>
      isHidden ? 'unseen' : { expectedDisplayTime: performance.now() };
    const ending = new AbortController();
    ann.teleop.picture.addScreen(screen, ending);
    await drive(scene, ann);
    isHidden = true;
    expect(await untilStill()).toBeLessThan(800);
    isHidden = false;
    await pass(200);
    await driveAnew(scene, ann);
    // As an element that was taken out of the page.
    ending.abort();
    expect(await untilStill()).toBeLessThan(800);
  });

  it('counts by the oldest of the pictures that are seen', async () => {
    const ann = setUp();
    const ending = new AbortController();
    let frozenMs: number | undefined = undefined;
    let isSeen = true;
    ann.teleop.picture.addScreen(() => ({ expectedDisplayTime: performance.now() }), ending);
    ann.teleop.picture.addScreen(
      () => (isSeen ? { expectedDisplayTime: frozenMs ?? performance.now() } : 'unseen'),
      ending,
    );
    ann.teleop.picture.addScreen(() => undefined, ending);
    await drive(scene, ann);
    frozenMs = performance.now();
    expect(await untilStill()).toBeLessThan(800);
    isSeen = false;
    await pass(200);
    await driveAnew(scene, ann);
  });
});

describe('a robot that needs no picture', () => {
  it.each<[string, TeleopOptions, boolean]>([
    ['sends none', {}, false],
    ['is driven by sight', { pictureTimeoutMs: 'none' }, true],
  ])('because it %s is driven without one', async (_, options, sends) => {
    scene = new DrivenRobot(options);
    const ann = scene.join('ann');
    if (sends) scene.robot.noteSignal('ann', 'lost');
    ann.fps = 0;
    await drive(scene, ann);
    await pass(2_000);
    expect(scene.stops).toEqual([]);
    expect(ann.teleop.picture).toMatchObject({ timeoutMs: undefined, isTooOld: false, text: '' });
  });

  it('but for which a limit is set is not', async () => {
    scene = new DrivenRobot({ pictureTimeoutMs: 1_000 });
    const ann = scene.join('ann');
    await drive(scene, ann);
    ann.fps = 0;
    const stillMs = await untilStill();
    expect(stillMs).toBeGreaterThan(800);
    expect(stillMs).toBeLessThan(1_100);
  });
});

it('refuses limits that are none', () => {
  scene = new DrivenRobot();
  for (const pictureTimeoutMs of [0, 199, 10_001, NaN, Infinity, '700', null, 'off']) {
    expect(() => new RobotTeleop({ pictureTimeoutMs } as TeleopOptions)).toThrow(
      /^teleop: pictureTimeoutMs must be a time from 200 to 10000 ms, or "none", not /,
    );
  }
});
