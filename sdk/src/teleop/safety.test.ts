/** What goes wrong seldom, and must not move a robot then. */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { drive, driveAnew, DrivenRobot, FORWARD, pass, REST } from '../testing/driven-robot.js';
import { isNeutral, neutralOf } from './shared/command.js';
import { RobotTeleop } from './robot/robot-teleop.js';
import { limitCommand, parseOperatorMessage } from './robot/robot-wire.js';
import type { TeleopOptions } from './robot/teleop-options.js';
import type { RobotMessage, StateMessage } from './shared/wire.js';

describe('with time in our hands', () => {
  let scene: DrivenRobot;

  beforeEach(() => {
    vi.useFakeTimers();
    scene = new DrivenRobot();
  });

  afterEach(async () => {
    await scene.end();
    vi.useRealTimers();
  });

  it('heartbeats do not keep a robot moving when the commands, and with them the end of the motion, are lost', async () => {
    const ann = scene.join('ann');
    await drive(scene, ann);
    ann.link.losesCommands = true;
    ann.teleop.commands.put_nowait(REST);
    await pass(400);
    expect(scene.moves).toBe(false);
    expect(scene.stops).toEqual(['silence']);
    expect(ann.teleop.liveness).toBe('live');
    ann.link.losesCommands = false;
    await pass(500);
    ann.teleop.commands.put_nowait(FORWARD);
    await pass(200);
    expect(scene.moves).toBe(true);
  });

  it('a stick that is pushed while the page calls the robot lost moves it neither then nor when it is back', async () => {
    const far = new DrivenRobot({ maxCommandAgeMs: 5_000 });
    const ann = far.join('ann');
    await drive(far, ann);
    ann.teleop.commands.put_nowait(REST);
    ann.link.isDeaf = true;
    await pass(900);
    expect(ann.teleop.liveness).toBe('lost');
    ann.teleop.commands.put_nowait(FORWARD);
    await pass(300);
    expect(far.moves).toBe(false);
    expect(far.stops).toEqual([]); // it hears its driver all the time
    ann.link.isDeaf = false;
    await pass(300);
    expect(ann.teleop.liveness).toBe('live');
    expect(far.moves).toBe(false);
    await driveAnew(far, ann);
    await far.end();
  });

  it('a machine that slept stops first, although its clock stood still, and waits for letting go', async () => {
    const ann = scene.join('ann');
    await drive(scene, ann);
    vi.setSystemTime(Date.now() + 3_600_000); // performance.now() does not know of it
    await pass(50);
    expect(scene.moves).toBe(false);
    expect(scene.stops).toEqual(['silence']);
    await pass(1_000);
    expect(scene.moves).toBe(false);
    await driveAnew(scene, ann);
  });

  it('a wall clock that is put back stops nothing', async () => {
    const ann = scene.join('ann');
    await drive(scene, ann);
    vi.setSystemTime(Date.now() - 3_600_000);
    await pass(1_000);
    expect(scene.moves).toBe(true);
    expect(scene.stops).toEqual([]);
  });

  it('an emergency stop is confirmed by what the robot says afterwards, not by an old one that somebody has ended, nor by that of another', async () => {
    const ann = scene.join('ann');
    const sue = scene.join('sue', 'supervisor');
    const stopped = ann.teleop.stop();
    await pass(100);
    await stopped;
    ann.link.isDown = true;
    await pass(50);
    sue.teleop.resume();
    sue.teleop.stop().catch(() => undefined);
    await pass(50);
    expect(ann.teleop.control.stop?.latches[0]?.id).toBe('ann'); // what it knows is old
    let isConfirmed = false;
    const again = ann.teleop.stop().then(() => {
      isConfirmed = true;
    });
    await pass(500);
    expect(isConfirmed).toBe(false);
    ann.link.isDown = false;
    await pass(500);
    await again;
    expect(scene.robot.control.stop).toMatchObject({ reason: 'emergency', confirmed: true });
    expect(scene.robot.control.stop?.latches.map(({ id }) => id)).toEqual(['sue', 'ann']);
  });

  it('control that was given back while there was no link is given back when there is one', async () => {
    const ann = scene.join('ann');
    await drive(scene, ann);
    ann.link.isGone = true; // what is said now is lost, on both channels
    ann.teleop.releaseControl();
    await pass(200);
    ann.link.isGone = false;
    ann.teleop._linkUp();
    await pass(200);
    expect(scene.robot.control.holder).toBeUndefined();
    expect(ann.teleop.control.mine).toBe(false);
  });

  it('a holder that dials anew goes on only after it has let go', async () => {
    const ann = scene.join('ann');
    await drive(scene, ann);
    ann.link.isGone = true;
    await pass(900);
    expect(scene.stops).toEqual(['silence']);
    ann.link.isGone = false;
    ann.teleop._linkUp();
    await pass(1_000);
    expect(ann.teleop.control.mine).toBe(true);
    expect(scene.moves).toBe(false);
    await driveAnew(scene, ann);
  });

  it('when the program ends, no letting go and no resuming makes it move again', async () => {
    const ann = scene.join('ann');
    await drive(scene, ann);
    const closed = scene.robot.close();
    await pass(50);
    await closed;
    scene.heard.length = 0;
    ann.teleop.resume();
    ann.teleop.commands.put_nowait(REST);
    await pass(200);
    ann.teleop.commands.put_nowait(FORWARD);
    await pass(500);
    expect(scene.heard).toEqual([]);
    expect(ann.teleop.control.armed).toBe(false);
  });

  it('a connection that is closed is lost, and drives nothing', async () => {
    const ann = scene.join('ann');
    await drive(scene, ann);
    const seen: string[] = [];
    ann.teleop.onLiveness((liveness) => seen.push(liveness));
    ann.teleop.onControl(({ mine }) => seen.push(String(mine)));
    ann.teleop._close();
    await pass(50);
    expect(seen).toEqual(['lost', 'false']);
    expect(ann.teleop.liveness).toBe('lost');
    expect(ann.teleop.control).toMatchObject({ mine: false, armed: false });
    expect(scene.moves).toBe(false);
    await expect(ann.teleop.stop()).rejects.toMatchObject({ code: 'closed' });
  });

  it('a limit of a month, or a token of one, does not make the robot look at the clock all the time', async () => {
    const looks = vi.spyOn(globalThis, 'setTimeout');
    const robot = new RobotTeleop({ timeLimitMs: 3e9 });
    robot.join('ann', { role: 'operator', expiresInMs: 3e9 }, () => undefined);
    robot.receive('ann', JSON.stringify({ type: 'request' }));
    await pass(1_000);
    expect(looks.mock.calls.length).toBeLessThan(10);
    looks.mockRestore();
    await robot.close();
  });
});

it('a program that was busy for a while stops first, and what came meanwhile moves nothing', async () => {
  const robot = new RobotTeleop({ timeoutMs: 100 });
  const heard: unknown[] = [];
  let state: StateMessage | undefined;
  let echo = { robotMs: 0, receivedMs: 0 };
  let seq = 0;
  robot.commands.subscribe((data: unknown) => heard.push(data));
  robot.onSafeStop((reason) => heard.push(reason));
  robot.join('ann', 'operator', (text) => {
    const message = JSON.parse(text) as RobotMessage;
    if (message.type === 'state') state = message;
    if (message.type === 'heartbeat') {
      echo = { robotMs: message.atMs, receivedMs: performance.now() };
    }
  });
  const text = (type: 'heartbeat' | 'command', data?: unknown) => {
    const nowMs = performance.now();
    const stamp = { echoMs: echo.robotMs, heldMs: nowMs - echo.receivedMs };
    return JSON.stringify({
      ...{ type, seq: ++seq, atMs: nowMs, epoch: state?.epoch, data },
      ...(echo.robotMs === 0 ? {} : stamp),
    });
  };
  robot.receive('ann', JSON.stringify({ type: 'request' }));
  robot.receive('ann', text('heartbeat'));
  robot.receive('ann', text('command', REST));
  robot.receive('ann', text('command', FORWARD));
  expect(heard).toEqual([REST, FORWARD]);
  // These wait in a socket while the program is busy.
  const waiting = [text('command', FORWARD), text('heartbeat'), text('command', FORWARD)];
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300);
  heard.length = 0;
  for (const one of waiting) robot.receive('ann', one);
  robot.receive('ann', text('command', FORWARD));
  await Promise.resolve();
  expect(heard).toEqual([REST, 'silence']);
  robot.receive('ann', text('heartbeat'));
  robot.receive('ann', text('command', FORWARD));
  expect(heard).toEqual([REST, 'silence']);
  await robot.close();
});

describe('what a command may say', () => {
  const command = (data: string) =>
    parseOperatorMessage(`{"type":"command","seq":1,"atMs":0,"epoch":1,"data":${data}}`);

  it.each([
    '{"linearMetersPerSec":1e999}',
    '{"linearMetersPerSec":-1e999}',
    '{"arm":{"joints":[0,1e999]}}',
    `${'{"a":'.repeat(2_000)}1${'}'.repeat(2_000)}`,
    `{"a":${'['.repeat(7_000)}${']'.repeat(7_000)}}`,
  ])('not %.40s', (data) => {
    expect(command(data)).toBeUndefined();
  });

  it('any JSON that is not too deep; it is neutral when its neutral is taken, and never beyond the limits', () => {
    const limits = { linearMetersPerSec: 0.5, angularRadPerSec: 2 };
    const size = fc.oneof(fc.double(), fc.constantFrom(1e308, -1e308, NaN, Infinity, -0));
    const data = fc.record(
      { linearMetersPerSec: fc.oneof(size, fc.jsonValue({ maxDepth: 3 })), other: fc.jsonValue() },
      { requiredKeys: [] },
    );
    let limited = 0;
    fc.assert(
      fc.property(data, (wanted) => {
        const message = command(JSON.stringify(wanted));
        if (message?.type !== 'command') return;
        expect(isNeutral(neutralOf(message.data))).toBe(true);
        const allowed = limitCommand(message.data, limits);
        const { linearMetersPerSec: speed } = allowed ?? {};
        if (speed === undefined) return;
        limited++;
        expect(Math.abs(speed as number)).toBeLessThanOrEqual(limits.linearMetersPerSec);
      }),
    );
    expect(limited).toBeGreaterThan(10);
  });
});

it.each([
  { timeoutMs: Infinity },
  { timeoutMs: 1e9 },
  { timeoutMs: 10 },
  { maxLatencyMs: 1e12 },
  { maxCommandAgeMs: 1e12 },
  { retryMs: 1e12 },
  { silenceMs: 1e12 },
  { requestTimeoutMs: 1e12 },
  { timeLimitMs: 1e12 },
  { limits: { linearMetersPerSec: 1e12 } },
  { localStopsEndedBy: 'supervisor' },
  { localStopsEndedBy: [1] },
  { timeoutMs: 0 },
  { timeoutMs: NaN },
  { timeoutMs: '300' },
  { retryMs: -1 },
  { maxCommandAgeMs: null },
  { limits: { linearMetersPerSec: -1 } },
  { limits: { linearMetersPerSec: NaN } },
  { limits: [1] },
  { viewersMayStop: 'no' },
  { mayDrive: true },
  { timeOutMs: 300 },
])('a robot is not made with %j', (options) => {
  expect(() => new RobotTeleop(options as unknown as TeleopOptions)).toThrow(/^teleop: /);
});

it('what is too long for an option is refused with what may be', () => {
  expect(() => new RobotTeleop({ timeoutMs: 1e9 })).toThrow(
    'teleop: timeoutMs must be a time from 50 to 5000 ms, not 1000000000.',
  );
  expect(() => new RobotTeleop({ timeoutMs: Infinity })).toThrow(/, not Infinity\.$/);
});
