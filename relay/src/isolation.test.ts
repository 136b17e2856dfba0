import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { connect, newKey, startRelay, type TestClient } from './testing/clients.js';
import { signToken } from './access/token.js';

const SECRET = 'a secret of the tests, 32 characters or more';
function signalOf(robotId: string, to?: unknown) {
  return {
    robotId,
    sessionId: 'session-1',
    signal: { type: 'renegotiate' },
    ...(to !== undefined && { to }),
  };
}

/** Robots mine and theirs with an operator each, all with tokens for their own robot alone. */
async function scene() {
  const { url } = await startRelay({ secret: SECRET });
  const client = async (role: 'robot' | 'operator' | 'viewer', robot: string) =>
    connect(url, { token: await signToken({ secret: SECRET, robots: [robot], role, ttlSec: 60 }) });
  const pair = async (robotId: string) => {
    const robot = await client('robot', robotId);
    await robot.ask('robot:register', { robotId });
    const operator = await client('operator', robotId);
    await operator.ask('robot:join', { robotId });
    const [, { operatorId }] = await robot.next();
    return { robot, operator, operatorId };
  };
  return { url, client, mine: await pair('mine'), theirs: await pair('theirs') };
}

async function expectUntouched(...clients: TestClient[]) {
  for (const client of clients) {
    await client.settle();
    expect(client.told).toEqual([]);
  }
}

test('a token for one robot reaches nothing of another, whoever has it', async () => {
  const { client, mine, theirs } = await scene();
  const viewer = await client('viewer', 'mine');
  for (const outsider of [mine.robot, mine.operator, viewer]) {
    for (const [event, payload, code] of [
      ['robot:register', { robotId: 'theirs' }, 'forbidden'],
      ['robot:join', { robotId: 'theirs' }, 'forbidden'],
      ['robot:join', { robotId: 'theirs', wait: false }, 'forbidden'],
      ['robot:leave', { robotId: 'theirs' }, 'not-joined'],
      ['signal:send', signalOf('theirs'), 'not-joined'],
      ['signal:send', signalOf('theirs', theirs.operatorId), 'not-joined'],
    ] as const)
      expect(await outsider.ask(event, payload)).toMatchObject({ ok: false, code });
  }
  // Its own robot is not a way to the operator of another
  expect(await mine.robot.ask('signal:send', signalOf('mine', theirs.operatorId))).toMatchObject({
    code: 'operator-gone',
  });
  await expectUntouched(theirs.robot, theirs.operator);
});

test('an operator or a viewer cannot act as the robot, nor for another operator', async () => {
  const { client, mine } = await scene();
  const viewer = await client('viewer', 'mine');
  expect(await viewer.ask('robot:join', { robotId: 'mine' })).toMatchObject({ role: 'viewer' });
  await mine.robot.next();
  for (const operator of [mine.operator, viewer]) {
    expect(await operator.ask('robot:register', { robotId: 'mine' })).toMatchObject({
      code: 'forbidden',
    });
    expect(await operator.ask('signal:send', signalOf('mine', mine.operatorId))).toMatchObject({
      code: 'not-joined',
    });
  }
  await expectUntouched(mine.operator, viewer);
});

test('an id that others see opens nothing: it is the hash of a key that only its owner has', async () => {
  const { url, mine } = await scene();
  const idOf = (key: string) =>
    createHash('sha256').update(key).digest().subarray(0, 12).toString('base64url');
  expect(mine.operatorId).toBe(idOf(mine.operator.key));
  const token = await signToken({
    secret: SECRET,
    robots: ['mine'],
    role: 'operator',
    ttlSec: 60,
  });
  // Somebody who may join the same robot, and has seen the id, tries it as a key
  const thief = await connect(url, { key: `${String(mine.operatorId)}AAAAAA`, token });
  const { clientId } = await thief.ask('robot:join', { robotId: 'mine' });
  expect(clientId).not.toBe(mine.operatorId);
  expect((await mine.robot.next())[1]).toMatchObject({ operatorId: clientId });
  expect(await mine.operator.ask('signal:send', signalOf('mine'))).toEqual({ ok: true });
  const ids = new Set(Array.from({ length: 1000 }, () => idOf(newKey())));
  expect(ids.size).toBe(1000);
});
