/** Who may drive, and for how long. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { drive, driveAnew, DrivenRobot, FORWARD, pass, REST } from '../testing/driven-robot.js';
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

const HOUR_MS = 3_600_000;

function setUp(options: TeleopOptions = {}, expiresInMs?: number): SimulatedOperator {
  scene = new DrivenRobot(options);
  return scene.join('ann', { role: 'operator', expiresInMs });
}

describe('a token that expires', () => {
  it('ends motion and control at once, and who held it is heard no more', async () => {
    const ann = setUp({}, 2_000);
    const ended: string[] = [];
    scene.robot.onExpired((id: string) => ended.push(id));
    await drive(scene, ann);
    await pass(2_000 - performance.now() + 100);
    expect(scene.moves).toBe(false);
    expect(ended).toEqual(['ann']);
    expect(scene.robot.control.holder).toBeUndefined();
    expect(ann.teleop.control.lostBecause).toBe('expired');
    scene.heard.length = 0;
    ann.teleop.commands.put_nowait(REST);
    ann.teleop.commands.put_nowait(FORWARD);
    await pass(1_000);
    expect(scene.heard).toEqual([]);
  });

  it('counts anew when it was renewed in time', async () => {
    const ann = setUp({}, 2_000);
    await drive(scene, ann);
    scene.robot.renew('ann', { role: 'operator', expiresInMs: 5_000 });
    await pass(3_000);
    expect(scene.moves).toBe(true);
    await pass(2_100);
    expect(scene.moves).toBe(false);
  });

  it('grows old while the machine sleeps, although the clock of its program stands still', async () => {
    const ann = setUp({}, HOUR_MS);
    await drive(scene, ann);
    vi.setSystemTime(Date.now() + HOUR_MS); // performance.now() does not know of it
    await pass(100);
    expect(scene.moves).toBe(false);
    expect(ann.teleop.control.lostBecause).toBe('expired');
  });

  it('never does where the relay does not say so, and after a month is not at once', async () => {
    const ann = setUp();
    const bob = scene.join('bob', { role: 'operator', expiresInMs: 30 * 24 * HOUR_MS });
    await drive(scene, ann);
    ann.teleop.releaseControl();
    await pass(100);
    await drive(scene, bob);
    await pass(5_000);
    expect(scene.moves).toBe(true);
  });

  it('lets nobody in when it has expired already, and goes to the next one who waits when it expires', async () => {
    const ann = setUp({}, 2_000);
    const late = scene.join('late', { role: 'operator', expiresInMs: 0 });
    const bob = scene.join('bob');
    await drive(scene, ann);
    expect(late.teleop.control).toMatchObject({ operatorId: 'late', lostBecause: 'expired' });
    expect(bob.teleop.control.operators.map(({ operatorId }) => operatorId)).toEqual([
      'ann',
      'bob',
    ]);
    const granted = bob.teleop.requestControl();
    await pass(2_500);
    expect((await granted).mine).toBe(true);
  });
});

describe('a role that is lowered', () => {
  it.each([
    ['operator', 'viewer'],
    ['supervisor', 'operator'],
  ])('from %s to %s ends control at once', async (from, to) => {
    scene = new DrivenRobot();
    const ann = scene.join('ann', from);
    await drive(scene, ann);
    scene.robot.renew('ann', to);
    await pass(50);
    expect(scene.moves).toBe(false);
    expect(ann.teleop.control).toMatchObject({ mine: false, lostBecause: 'demoted' });
    expect(ann.teleop.control.operators).toEqual([{ operatorId: 'ann', role: to }]);
  });

  it('while it waits for control refuses the request; one that is raised takes over', async () => {
    const ann = setUp();
    const bob = scene.join('bob');
    await drive(scene, ann);
    const refused = expect(bob.teleop.requestControl()).rejects.toMatchObject({
      code: 'control-denied',
    });
    await pass(100);
    scene.robot.renew('bob', 'viewer');
    await pass(100);
    await refused;
    scene.robot.renew('bob', 'operator');
    const granted = bob.teleop.requestControl();
    await pass(100);
    expect(ann.teleop.control.mine).toBe(true);
    scene.robot.renew('bob', 'supervisor');
    await pass(100);
    expect((await granted).mine).toBe(true);
    expect(ann.teleop.control).toMatchObject({ mine: false, lostBecause: 'taken-over' });
  });

  it('leaves a stop that was pressed before as it is: the driver ends it after making sure', async () => {
    const ann = setUp();
    const bob = scene.join('bob', 'supervisor');
    await drive(scene, ann);
    void bob.teleop.stop();
    await pass(100);
    scene.robot.renew('bob', 'viewer');
    bob.teleop.resume();
    ann.teleop.resume();
    await pass(100);
    expect(ann.teleop.control.stop).toMatchObject({ reason: 'emergency', resume: 'acknowledge' });
    ann.teleop.resume({ acknowledged: true });
    await pass(100);
    await driveAnew(scene, ann);
  });
});

describe('`mayDrive`', () => {
  it('is asked when control is handed over', async () => {
    const ann = setUp({ mayDrive: ({ operatorId }) => operatorId !== 'bob' });
    scene.join('bob');
    await drive(scene, ann);
    ann.teleop.handOver('bob');
    await pass(100);
    expect(scene.robot.control.holder?.operatorId).toBe('ann');
    expect(ann.teleop.control.mine).toBe(true);
  });

  it('is asked again when the turn of one who waits has come, and the next one follows who is refused', async () => {
    const asked: string[] = [];
    let isBobWelcome = true;
    const ann = setUp({
      mayDrive: ({ operatorId }) => {
        asked.push(operatorId);
        return Promise.resolve(operatorId !== 'bob' || isBobWelcome);
      },
    });
    const bob = scene.join('bob');
    const carl = scene.join('carl');
    await drive(scene, ann);
    const refused = expect(bob.teleop.requestControl()).rejects.toThrow(/said no/);
    await pass(100);
    const granted = carl.teleop.requestControl();
    await pass(100);
    isBobWelcome = false;
    ann.teleop.releaseControl();
    await pass(200);
    await refused;
    expect((await granted).mine).toBe(true);
    expect(asked).toEqual(['ann', 'bob', 'carl', 'bob', 'carl']);
  });

  it('is asked when the program itself gives control, and when the driver has another role', async () => {
    let refused = 'bob';
    const ann = setUp({
      mayDrive: ({ operatorId, role }) => operatorId !== refused && role !== 'supervisor',
    });
    scene.join('bob');
    await drive(scene, ann);
    scene.robot.giveControl('bob');
    expect(scene.robot.control.holder?.operatorId).toBe('ann');
    refused = 'nobody';
    scene.robot.giveControl('bob');
    expect(scene.robot.control.holder?.operatorId).toBe('bob');
    scene.robot.renew('bob', 'supervisor');
    expect(scene.robot.control.holder).toBeUndefined();
  });

  it('counts for what it was asked: an answer that comes after the role has changed gives nothing', async () => {
    const answers: ((may: boolean) => void)[] = [];
    const ann = setUp({
      mayDrive: () => new Promise<boolean>((resolve) => answers.push(resolve)),
    });
    ann.teleop.requestControl().catch(() => undefined);
    await pass(100);
    scene.robot.renew('ann', 'supervisor');
    await pass(100);
    expect(answers.length).toBe(2);
    answers[0]!(true);
    await pass(100);
    expect(scene.robot.control.holder).toBeUndefined();
    answers[1]!(true);
    await pass(100);
    expect(scene.robot.control.holder?.operatorId).toBe('ann');
  });

  it('that never answers is a no', async () => {
    const ann = setUp({
      requestTimeoutMs: 1_000,
      mayDrive: ({ operatorId }) => operatorId === 'ann' || new Promise<boolean>(() => undefined),
    });
    scene.join('bob');
    await drive(scene, ann);
    ann.teleop.handOver('bob');
    await pass(1_500);
    expect(scene.robot.control.holder?.operatorId).toBe('ann');
    expect(ann.teleop.control.mine).toBe(true);
  });
});

it('who asks again and again is told, and nobody else hears of it', async () => {
  const ann = setUp();
  scene.join('vic', 'viewer');
  const bob = scene.join('bob');
  await drive(scene, ann);
  void bob.teleop.requestControl().catch(() => undefined);
  await pass(100);
  let told = 0;
  ann.teleop.onControl(() => told++);
  for (const id of ['vic', 'bob']) {
    for (let index = 0; index < 100; index++) scene.robot.receive(id, '{"type":"request"}');
  }
  await pass(100);
  expect(told).toBe(0);
  expect(scene.moves).toBe(true);
});
