import { createHmac } from 'node:crypto';
import type * as Rtcbot from '@rtcbot-web/sdk';
import { expect, ROBOT, test } from './fixtures.js';

declare const rtcbot: typeof Rtcbot;

const SECRET = 'a secret of the tests, 32 characters or more';

/** A token as any login of a user's own could make it. */
function sign(role: 'robot' | 'operator', ttlSec: number): string {
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const exp = Math.floor(Date.now() / 1000) + ttlSec;
  const content = `${encode({ alg: 'HS256' })}.${encode({ robots: [ROBOT], role, exp })}`;
  return `${content}.${createHmac('sha256', SECRET).update(content).digest('base64url')}`;
}

test('a token function is asked again before a token runs out, and the user notices nothing', async ({
  startRelay,
  startRobot,
  openOperator,
}) => {
  const relay = await startRelay({ secret: SECRET });
  let failures = 2;
  const robotToken = () => {
    if (failures-- > 0) throw new Error('the file is being written');
    return sign('robot', 3600);
  };
  await startRobot({ relay: relay.url, token: robotToken });
  const { page } = await openOperator(relay);
  let asked = 0;
  await page.exposeFunction('fetchToken', () => {
    asked += 1;
    return sign('operator', 5);
  });
  const troubles: unknown[] = [];
  await page.exposeFunction('onTrouble', (what: unknown) => troubles.push(what));
  await page.evaluate(async (robotId) => {
    const { fetchToken, onTrouble } = window as never as {
      fetchToken: () => Promise<string>;
      onTrouble: (what: unknown) => void;
    };
    const conn = new rtcbot.Relay(location.origin, { token: fetchToken }).connect(robotId);
    await new Promise<void>((resolve) => {
      conn.onConnectionStateChange((state) => {
        if (state === 'connected') resolve();
      });
    });
    conn.onConnectionStateChange(onTrouble);
    conn.onRobotOnline(onTrouble);
    conn.onRelayError((error) => {
      onTrouble(error.message);
    });
    Object.assign(window, { conn });
  }, ROBOT);
  await expect.poll(() => asked).toBeGreaterThanOrEqual(4);
  expect(relay.status()).toMatchObject({ operators: 1, rejections: {} });
  expect(troubles).toEqual([]);
});

test('a token function that fails now and then costs nothing while the token before is good', async ({
  startRelay,
  browser,
}) => {
  test.setTimeout(120_000);
  const relay = await startRelay({ secret: SECRET });
  const page = await (await browser.newContext()).newPage();
  await page.goto(relay.url + '/operator.html');
  const asked = { robot: 0, operator: 0 };
  await page.exposeFunction('fetchToken', (role: 'robot' | 'operator') => {
    asked[role] += 1;
    if (asked[role] % 3 !== 0) throw new Error('no login today');
    return sign(role, 10);
  });
  const codes = await page.evaluate(async (robotId) => {
    const { fetchToken } = window as never as { fetchToken: (role: string) => Promise<string> };
    const relayOf = (role: string) =>
      new rtcbot.Relay(location.origin, { token: () => fetchToken(role) });
    const service = relayOf('robot').serve(robotId, () => undefined);
    const conn = relayOf('operator').connect(robotId);
    const troubles = new Set<string>();
    for (const one of [service, conn]) one.onRelayError(({ code }) => void troubles.add(code));
    const states: string[] = [];
    await new Promise<void>((resolve) => {
      conn.onConnectionStateChange((state) => {
        if (state === 'connected') resolve();
        else states.push(state);
      });
    });
    states.length = 0;
    conn.onClose(() => states.push('over'));
    Object.assign(window, { states });
    return [...troubles];
  }, ROBOT);
  expect(codes).toEqual(['token-failed']);
  // Two lives of a token, for each of both.
  await expect.poll(() => Math.min(asked.robot, asked.operator)).toBeGreaterThan(6);
  expect(await page.evaluate(() => (window as never as { states: string[] }).states)).toEqual([]);
  expect(relay.status()).toMatchObject({ operators: 1, rejections: {} });
  await page.context().close();
});

test('a token that nobody renews ends the session with its code', async ({
  startRelay,
  openOperator,
}) => {
  const relay = await startRelay({ secret: SECRET });
  const { page } = await openOperator(relay);
  const code = await page.evaluate(
    async ([robotId, token]) => {
      const conn = new rtcbot.Relay(location.origin, { token }).connect(robotId);
      await conn.onClose();
      return (conn.error as Rtcbot.RtcError).code;
    },
    [ROBOT, sign('operator', 3)] as const,
  );
  expect(code).toBe('token-expired');
});
