import { describe, expect, test } from 'vitest';
import { expectWithin } from '../../scripts/testing/timed-trial.mjs';
import { connect, connectRefused, type TestClient } from './testing/clients.js';
import { hasNoRedis, startNode, startNodes, startRedis } from './testing/redis.js';

const ROBOT = { robotId: 'rover' };
const CALL = { ...ROBOT, sessionId: 'session-1', signal: { type: 'renegotiate' } };

/** A robot on one node, an operator on another, and a node to spare. */
async function scene() {
  const redis = await startRedis();
  const [a, b, c] = (await startNodes(redis, 3)) as [Node, Node, Node];
  const robot = await connect(a.url);
  await robot.ask('robot:register', ROBOT);
  const operator = await connect(b.url);
  const offer = { sessionId: 'session-0', signal: { type: 'offer', sdp: 'v=0' } };
  const { instanceId, offered } = await operator.ask('robot:join', { ...ROBOT, offer });
  expect(offered).toBe(true);
  const [, { operatorId }] = await robot.next();
  expect(await robot.next()).toMatchObject(['signal:deliver', { from: operatorId, ...offer }]);
  return { redis, a, b, c, robot, operator, instanceId, operatorId };
}
type Node = Awaited<ReturnType<typeof startNode>>;

async function expectCall(robot: TestClient, operator: TestClient, operatorId: unknown) {
  expect(await operator.ask('signal:send', CALL)).toEqual({ ok: true });
  expect(await robot.next()).toMatchObject(['signal:deliver', { from: operatorId }]);
  expect(await robot.ask('signal:send', { ...CALL, to: operatorId })).toEqual({ ok: true });
  expect(await operator.next()).toMatchObject(['signal:deliver', ROBOT]);
}

/** Ask until the answer is a good one; on the way only `try-again` is right. */
async function askUntilOk(client: TestClient, event: string, payload: object) {
  const answers: unknown[] = [];
  const ask = async () => {
    const { code = 'ok' } = await client.ask(event, payload);
    answers.push(code);
    return code;
  };
  await expect.poll(ask).toBe('ok');
  expect(new Set(answers.slice(0, -1))).toEqual(new Set(answers.length > 1 ? ['try-again'] : []));
}

async function readiness({ url }: Node) {
  return (await fetch(`${url}/readyz`)).status;
}

describe.skipIf(hasNoRedis)('relays on several nodes', () => {
  test('pair robots and operators as one does, and list all of them', async () => {
    const { a, b, c, robot, operator, operatorId } = await scene();
    await expectCall(robot, operator, operatorId);
    const waiting = await connect(c.url);
    expect(await waiting.ask('robot:join', { robotId: 'late' })).toMatchObject({ ok: true });
    const late = await connect(b.url);
    expect(await late.ask('robot:register', { robotId: 'late' })).toMatchObject({
      operators: [{ role: 'operator' }],
    });
    expect(await waiting.next()).toMatchObject(['robot:online', { robotId: 'late' }]);
    const { list } = (await (await fetch(`${a.url}/admin/status.json`)).json()) as {
      list: object[];
    };
    expect(list).toHaveLength(2);
    expect(list).toContainEqual(
      expect.objectContaining({ robotId: 'rover', online: true }) as object,
    );

    expect(await operator.ask('robot:leave', ROBOT)).toEqual({ ok: true });
    expect(await robot.next()).toMatchObject(['operator:left', { reason: 'closed' }]);
    late.socket.close();
    expect(await waiting.next()).toMatchObject(['robot:offline', { robotId: 'late' }]);
  });

  test('a robot has one place: another cannot take it, the same client on another node can', async () => {
    const { b, c, robot, operator, instanceId } = await scene();
    const thief = await connect(b.url);
    expect(await thief.ask('robot:register', ROBOT)).toMatchObject({ code: 'robot-taken' });
    const ended = robot.disconnected();
    const moved = await connect(c.url, { key: robot.key });
    expect(await moved.ask('robot:register', ROBOT)).toMatchObject({
      operators: [{ role: 'operator' }],
    });
    expect(await ended).toBe('io server disconnect');
    expect(await operator.next()).toEqual(['robot:online', { ...ROBOT, instanceId }]);
    await operator.settle();
    expect(operator.told).toEqual([]);
  });

  test('many operators that join a robot at once through all nodes are all paired', async () => {
    const { a, b, c, robot } = await scene();
    const clients = await Promise.all(
      [a, b, c].flatMap(({ url }) => Array.from({ length: 15 }, () => connect(url))),
    );
    const answers = await Promise.all(clients.map((client) => client.ask('robot:join', ROBOT)));
    expect(answers.filter(({ ok }) => ok === true)).toHaveLength(45);
    const told = await Promise.all(Array.from({ length: 45 }, () => robot.next()));
    expect(new Set(told.map(([, { operatorId }]) => operatorId)).size).toBe(45);
  });

  test('the limit of connections holds for all nodes together', async () => {
    const redis = await startRedis();
    const args = ['--redis', redis.url, '--max-connections-per-address', '2'];
    const [a, b] = await Promise.all([startNode(args), startNode(args)]);
    const first = await connect(a.url);
    await connect(b.url);
    expect(await connectRefused(a.url)).toMatchObject({ code: 'too-many' });
    first.socket.close();
    await expect
      .poll(() =>
        connect(b.url).then(
          () => 'in',
          () => 'refused',
        ),
      )
      .toBe('in');
  });

  test('--workers: several processes on one port', async () => {
    const redis = await startRedis();
    const node = await startNode(['--redis', redis.url, '--workers', '2', '--drain', '1s']);
    const robot = await connect(node.url);
    await robot.ask('robot:register', ROBOT);
    const operators = await Promise.all(Array.from({ length: 4 }, () => connect(node.url)));
    for (const operator of operators) {
      expect(await operator.ask('robot:join', ROBOT)).toMatchObject({ ok: true });
      expect((await robot.next())[0]).toBe('operator:joined');
    }
    await node.end('SIGTERM');
  });
});

describe.skipIf(hasNoRedis)('a node', () => {
  test('that is killed: its robot is free, and operators are told; it is back elsewhere at once', async () => {
    const { a, b, c, robot, operator, instanceId } = await scene();
    await a.end('SIGKILL');
    const again = await connect(c.url, { key: robot.key });
    expect(await again.ask('robot:register', ROBOT)).toMatchObject({ ok: true });
    expect(await operator.next()).toEqual(['robot:online', { ...ROBOT, instanceId }]);

    await c.end('SIGKILL');
    expect((await operator.next())[0]).toBe('robot:offline');
    const stranger = await connect(b.url);
    expect(await stranger.ask('robot:register', ROBOT)).toMatchObject({ ok: true });
    expect((await operator.next())[0]).toBe('robot:online');
  });

  test('that is killed does not keep a restarted robot waiting for its lease', () =>
    expectWithin(3000, async () => {
      const { a, b, operator } = await scene();
      await a.end('SIGKILL');
      const restarted = await connect(b.url);
      const startedMs = performance.now();
      const { clientId, ok } = await restarted.ask('robot:register', ROBOT);
      expect(ok).toBe(true);
      const tookMs = performance.now() - startedMs;
      expect(await operator.next()).toEqual(['robot:online', { ...ROBOT, instanceId: clientId }]);
      return tookMs;
    }));

  test('that is frozen loses its robots, and does not get them back when it goes on', async () => {
    const { a, c, robot, operator, operatorId, instanceId } = await scene();
    const ended = robot.disconnected();
    a.process.kill('SIGSTOP');
    expect(await operator.next()).toEqual(['robot:offline', { ...ROBOT, instanceId }]);
    const again = await connect(c.url, { key: robot.key });
    expect(await again.ask('robot:register', ROBOT)).toMatchObject({ ok: true });
    expect((await operator.next())[0]).toBe('robot:online');
    a.process.kill('SIGCONT');
    await ended;
    await expect.poll(() => readiness(a)).toBe(200);
    await expectCall(again, operator, operatorId);
    await operator.settle();
    expect(operator.told).toEqual([]);
  });

  test('that is shut down sends its clients to others, and nobody is told that they were away', async () => {
    const { a, c, robot, operator, operatorId, instanceId } = await scene();
    const ended = a.end('SIGTERM');
    expect(await robot.next()).toMatchObject(['relay:reconnect', {}]);
    robot.socket.io.engine.close();
    const moved = await connect(c.url, { key: robot.key });
    await moved.ask('robot:register', ROBOT);
    await ended; // it waits for those who are on their way
    expect(await operator.next()).toEqual(['robot:online', { ...ROBOT, instanceId }]);
    await expectCall(moved, operator, operatorId);
  });
});

describe.skipIf(hasNoRedis)('Redis', () => {
  test('that is gone: what is new is to be tried again, and all goes on by itself when it is back, empty', async () => {
    const { redis, a, b, c, robot, operator, operatorId } = await scene();
    redis.process.kill('SIGKILL');
    const late = await connect(c.url);
    await expect.poll(async () => (await late.ask('robot:join', ROBOT))['code']).toBe('try-again');
    await expect.poll(() => readiness(b)).toBe(503);
    expect(robot.socket.connected && operator.socket.connected).toBe(true);
    await redis.restart();
    await askUntilOk(late, 'robot:join', ROBOT);
    for (const node of [a, b, c]) await expect.poll(() => readiness(node)).toBe(200);
    await expect.poll(() => operator.ask('signal:send', CALL)).toEqual({ ok: true });
    await expect
      .poll(() => robot.ask('signal:send', { ...CALL, to: operatorId }))
      .toEqual({ ok: true });
    expect(robot.socket.connected && operator.socket.connected).toBe(true);
  });

  test('that is frozen: answers come all the same', () =>
    expectWithin(2500, async () => {
      const { redis, c, robot, operator, operatorId } = await scene();
      const late = await connect(c.url);
      redis.process.kill('SIGSTOP');
      const startedMs = performance.now();
      expect(await late.ask('robot:join', ROBOT)).toMatchObject({ code: 'try-again' });
      const tookMs = performance.now() - startedMs;
      redis.process.kill('SIGCONT');
      await askUntilOk(late, 'robot:join', ROBOT);
      expect((await robot.next())[0]).toBe('operator:joined');
      // The first that are sent may still meet what the freeze has left.
      await askUntilOk(operator, 'signal:send', CALL);
      await robot.next();
      await expectCall(robot, operator, operatorId);
      return tookMs;
    }));

  test('that is not there at the start is waited for', async () => {
    const redis = await startRedis();
    redis.process.kill('SIGKILL');
    const [a, b] = (await startNodes(redis, 2)) as [Node, Node];
    expect(await readiness(a)).toBe(503);
    await redis.restart();
    const robot = await connect(a.url);
    await askUntilOk(robot, 'robot:register', ROBOT);
    const operator = await connect(b.url);
    await askUntilOk(operator, 'robot:join', ROBOT);
    expect((await robot.next())[0]).toBe('operator:joined');
  });
});
