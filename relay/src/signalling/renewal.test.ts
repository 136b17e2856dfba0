import { describe, expect, test } from 'vitest';
import { deadlinesOf } from './deadlines.js';
import type { RelayOptions } from '../options.js';
import { connect, connectRefused, startRelay } from '../testing/clients.js';
import { signToken } from '../access/token.js';

const SECRET = 'a secret of the tests, 32 characters or more';

function tokenOf(role: 'robot' | 'operator', ttlSec: number) {
  return signToken({ secret: SECRET, robots: ['*'], role, ttlSec });
}

const CALL = { robotId: 'rover', sessionId: 'session-1', signal: { type: 'renegotiate' } };

/** A robot with a long token, and an operator with a short one that has joined it. */
async function scene(ttlSec: number, options: RelayOptions = {}) {
  const relay = await startRelay({ secret: SECRET, ...options });
  const robot = await connect(relay.url, { token: await tokenOf('robot', 3600) });
  await robot.ask('robot:register', { robotId: 'rover' });
  const operator = await connect(relay.url, { token: await tokenOf('operator', ttlSec) });
  await operator.ask('robot:join', { robotId: 'rover' });
  const [, { operatorId }] = await robot.next();
  return { relay, robot, operator, operatorId };
}

describe('deadlinesOf', () => {
  test.each([
    // Life of the token, of TURN credentials; renewal, end
    [3_600_000, Infinity, 3_570_000, 3_600_000],
    [30_000, Infinity, 20_000, 30_000],
    [2000, Infinity, Infinity, 2000],
    [Infinity, Infinity, Infinity, Infinity],
    [Infinity, 3_600_000, 2_400_000, Infinity],
    [3_600_000, 600_000, 400_000, 3_600_000],
  ])('of a token of %i ms and TURN of %i ms', (tokenMs, turnMs, renewMs, endMs) => {
    expect(deadlinesOf(5 + tokenMs, turnMs, 5)).toEqual({
      renewAtMs: 5 + renewMs,
      endAtMs: 5 + endMs,
    });
  });
});

describe('a token that runs out', () => {
  test('ends the session with its code, and others are told', async () => {
    const { relay, robot, operator } = await scene(2);
    const ended = operator.disconnected();
    expect(await operator.next()).toMatchObject([
      'relay:refused',
      { ok: false, code: 'token-expired' },
    ]);
    expect(await ended).toBe('io server disconnect');
    expect(await robot.next()).toMatchObject(['operator:left', { reason: 'disconnected' }]);
    expect(relay.status()).toMatchObject({ connections: 1, operators: 0 });
    const again = { key: operator.key, token: await tokenOf('operator', -1) };
    expect(await connectRefused(relay.url, again)).toMatchObject({ code: 'token-expired' });
  });

  test('is renewed before: the client comes again, and nobody sees it gone; what it was sent is kept', async () => {
    const { relay, robot, operator, operatorId } = await scene(5);
    const [event, { withinMs }] = await operator.next();
    expect(event).toBe('relay:reconnect');
    expect(withinMs).toBeLessThan(1700);
    operator.socket.io.engine.close();
    await expect.poll(() => relay.status().connections).toBe(1);
    expect(await robot.ask('signal:send', { ...CALL, to: operatorId })).toEqual({ ok: true });
    const renewed = await connect(relay.url, {
      key: operator.key,
      token: await tokenOf('operator', 3600),
    });
    expect(await renewed.ask('robot:join', { robotId: 'rover' })).toMatchObject({ ok: true });
    expect(await renewed.next()).toMatchObject(['signal:deliver', { sessionId: 'session-1' }]);
    // Quietly: the robot is told nothing but that the operator is there
    const [joined, { operatorId: id, expiresInMs }] = await robot.next();
    expect([joined, id]).toEqual(['operator:joined', operatorId]);
    expect(expiresInMs).toBeGreaterThan(3_590_000);
    await robot.settle();
    expect(robot.told).toEqual([]);
    expect(relay.status()).toMatchObject({ connections: 2, operators: 1 });
  });

  test('a client that is away is kept a megabyte, and is gone when it is sent more', async () => {
    const { relay, robot, operator, operatorId } = await scene(5);
    await operator.next();
    operator.socket.io.engine.close();
    await expect.poll(() => relay.status().connections).toBe(1);
    const signal = { type: 'offer', sdp: 'x'.repeat(59_000) };
    const codes: unknown[] = [];
    while (codes.at(-1) === 'ok' || codes.length === 0) {
      const { code = 'ok' } = await robot.ask('signal:send', { ...CALL, to: operatorId, signal });
      codes.push(code);
    }
    expect(codes.length).toBe(18);
    expect(codes.at(-1)).toBe('try-again');
    expect(await robot.next()).toMatchObject(['operator:left', { reason: 'disconnected' }]);
    const late = await robot.ask('signal:send', { ...CALL, to: operatorId });
    expect(late).toMatchObject({ code: 'operator-gone' });
  });

  test('a client that was asked to come again, and does not, is gone after a time of grace', async () => {
    const { relay, robot, operator } = await scene(5);
    await operator.next();
    operator.socket.close();
    expect(await robot.next()).toMatchObject(['operator:left', { reason: 'disconnected' }]);
    expect(relay.status().operators).toBe(0);
  });
});

test('TURN credentials are renewed before they expire', async () => {
  const turn = { urls: ['turn:127.0.0.1:3478'], secret: 'shared with coturn', ttlSec: 10 };
  const { robot } = await scene(3600, { turn });
  const first = await robot.ask('robot:register', { robotId: 'rover' });
  expect(first['iceServers']).toMatchObject([{ urls: ['turn:127.0.0.1:3478'] }]);
  // After two thirds of their life
  expect(await robot.next()).toMatchObject(['relay:reconnect', {}]);
});

test('drain asks all to come again, refuses newcomers, and ends when all have left', async () => {
  const { relay, robot, operator } = await scene(3600);
  expect((await fetch(`${relay.url}/readyz`)).status).toBe(200);
  const { url } = relay;
  const drained = relay.drain(20_000);
  for (const client of [robot, operator]) {
    expect(await client.next()).toMatchObject(['relay:reconnect', { withinMs: 16_000 }]);
  }
  expect((await fetch(`${relay.url}/readyz`)).status).toBe(503);
  await expect(connectRefused(relay.url)).rejects.toThrow();
  robot.socket.io.engine.close();
  operator.socket.io.engine.close();
  await drained;
  await expect(fetch(`${url}/readyz`)).rejects.toThrow();
});
