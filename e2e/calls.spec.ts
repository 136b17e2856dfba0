/** Calls with answers between a driver, a viewer and a robot: over links that are cut, and through safe stops. */
import { createHmac } from 'node:crypto';
import type { CallContext } from '@rtcbot-web/robot';
import type * as Rtcbot from '@rtcbot-web/sdk';
import type { Page } from '@playwright/test';
import { expect, ROBOT, test } from './fixtures.js';
import { recordPeers } from './pages/recorded-peers.js';

declare const rtcbot: typeof Rtcbot;
declare const conn: Rtcbot.OperatorConnection;
declare const peers: RTCPeerConnection[];

const SECRET = 'a secret of at least thirty-two characters';

function sign(role: 'robot' | 'operator' | 'viewer'): string {
  const encode = (value: unknown): string =>
    Buffer.from(JSON.stringify(value)).toString('base64url');
  const exp = Math.floor(Date.now() / 1000) + 3600;
  const content = `${encode({ alg: 'HS256' })}.${encode({ robots: [ROBOT], role, exp })}`;
  return `${content}.${createHmac('sha256', SECRET).update(content).digest('base64url')}`;
}

async function connect(page: Page, role: 'operator' | 'viewer'): Promise<void> {
  await page.evaluate(recordPeers);
  await page.evaluate(
    async ([id, token]) => {
      const connection = new rtcbot.Relay(location.origin, { token }).connect(id);
      Object.assign(window, { conn: connection });
      connection.expose('confirm', (question, _, { progress }) => {
        progress('asked');
        return { yes: question };
      });
      await connection.onReady();
    },
    [ROBOT, sign(role)] as const,
  );
}

/** What becomes of a call; a failure as its code and its message. */
const call = (page: Page, method: string, args?: unknown, options?: Rtcbot.CallOptions) =>
  page.evaluate(
    ([name, value, more]) =>
      conn.call(name, value, more).catch((error: unknown) => {
        const { code, message } = error as Rtcbot.RtcError;
        return { code, message };
      }),
    [method, args, options] as const,
  );

test('each call runs once and is answered, for who may, until a safe stop comes', async ({
  startRelay,
  startRobot,
  openOperator,
}) => {
  const relay = await startRelay({ secret: SECRET });
  const robot = await startRobot({ relay: relay.url, token: sign('robot'), camera: 'none' });
  const running: (CallContext & { args: unknown; done: (result: unknown) => void })[] = [];
  robot.expose(
    'dock',
    (args, operator, context) =>
      new Promise((done) => {
        running.push({ ...context, args, done });
        context.progress({ role: operator.role });
      }),
  );
  robot.expose('battery', () => 0.8, { role: 'viewer' });
  robot.expose('light', () => 'on', { duringStop: true });
  robot.expose('grip', () => {
    throw new Error('the hand is full');
  });
  const [driver, viewer] = await Promise.all([openOperator(relay), openOperator(relay)]);
  await Promise.all([connect(driver.page, 'operator'), connect(viewer.page, 'viewer')]);

  await test.step('roles and errors', async () => {
    expect(await call(viewer.page, 'battery')).toBe(0.8);
    expect(await call(viewer.page, 'dock')).toMatchObject({ code: 'forbidden' });
    expect(await call(driver.page, 'fly')).toMatchObject({ code: 'no-such-method' });
    expect(await call(driver.page, 'grip')).toEqual({
      ...{ code: 'call-failed', message: 'the hand is full' },
    });
    expect(running).toHaveLength(0);
  });

  await test.step('the robot calls a page', async () => {
    const seen: unknown[] = [];
    const operator = robot.operators.find(({ role }) => role === 'operator')!;
    const onProgress = (value: unknown): void => void seen.push(value);
    expect(await operator.call('confirm', 'dock?', { onProgress })).toEqual({ yes: 'dock?' });
    expect(seen).toEqual(['asked']);
    await expect(operator.call('explode')).rejects.toMatchObject({ code: 'no-such-method' });
  });

  await test.step('the link is cut while a call runs, another is answered, a third is made', async () => {
    const first = driver.page.evaluate(async () => {
      const seen: unknown[] = [];
      const result = await conn.call(
        'dock',
        { side: 'left' },
        {
          ...{ timeoutMs: 60_000, onProgress: (value: unknown) => void seen.push(value) },
        },
      );
      return { result, seen };
    });
    await expect.poll(() => running.length).toBe(1);
    await driver.page.evaluate(() => {
      peers.at(-1)!.close();
    });
    const second = call(driver.page, 'dock', { side: 'right' }, { timeoutMs: 60_000 });
    running[0]!.done('docked');
    expect(await first).toEqual({ result: 'docked', seen: [{ role: 'operator' }] });
    await expect.poll(() => running.length).toBe(2);
    running[1]!.done('docked again');
    expect(await second).toBe('docked again');
    expect(running.map(({ args }) => args)).toEqual([{ side: 'left' }, { side: 'right' }]);
    expect(await driver.page.evaluate(() => peers.length)).toBeGreaterThan(1);
  });

  await test.step('a safe stop ends it; its caller gives up, or is gone', async () => {
    const stopped = call(driver.page, 'dock');
    await expect.poll(() => running.length).toBe(3);
    robot.teleop.stop('bumper');
    expect(await stopped).toMatchObject({ code: 'call-stopped' });
    expect(running[2]!.signal.aborted).toBe(true);
    expect(await call(driver.page, 'dock')).toMatchObject({ code: 'call-stopped' });
    expect(await call(driver.page, 'light')).toBe('on');
    robot.teleop.resume('bumper');
    expect(await call(driver.page, 'dock', null, { timeoutMs: 300 })).toMatchObject({
      code: 'call-timeout',
    });
    await expect.poll(() => running[3]?.signal.aborted).toBe(true);
    void call(driver.page, 'dock').catch(() => undefined);
    await expect.poll(() => running.length).toBe(5);
    await driver.page.close();
    await expect.poll(() => running[4]!.signal.aborted).toBe(true);
  });
});

test('a robot in a page answers calls, and lets go of those that a stop ends', async ({
  page,
  relay,
}) => {
  await page.goto(relay.url + '/operator.html');
  const results = await page.evaluate(async (id) => {
    const service = new rtcbot.Relay(location.origin).serve(id, () => undefined);
    service.expose('who', (args, { operatorId, role }) => [args, operatorId.length > 5, role]);
    service.expose('wait', (_, __, { signal }) => new Promise(() => signal));
    const connection = new rtcbot.Relay(location.origin).connect(id);
    const who = await connection.call('who', 7);
    const waiting = connection
      .call('wait')
      .catch((error: unknown) => (error as Rtcbot.RtcError).code);
    await connection.call('who');
    service.stopCalls();
    const code = await waiting;
    const last = connection.call('wait').catch((error: unknown) => (error as Rtcbot.RtcError).code);
    await Promise.all([connection.close(), service.close()]);
    return { who, code, last: await last };
  }, ROBOT);
  expect(results).toEqual({ who: [7, true, 'operator'], code: 'call-stopped', last: 'closed' });
});
