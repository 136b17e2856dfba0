/** Clients that do harm to relays on several nodes, and to their Redis; and what an innocent pair notices of it. */
import { Redis } from 'ioredis';
import { describe, expect, onTestFinished, test } from 'vitest';
import { signToken } from '../access/token.js';
import type { RelayOptions } from '../options.js';
import {
  connect,
  newKey,
  openClientWebSocket,
  startRelay,
  type TestClient,
} from '../testing/clients.js';
import { hasNoRedis, startRedis, type TestRedis } from '../testing/redis.js';

const SECRET = 'a secret of the tests, 32 characters or more';
const ROBOT = { robotId: 'rover' };
const CALL = { ...ROBOT, sessionId: 'session-1', signal: { type: 'renegotiate' } };
const LARGE = { ...CALL, signal: { type: 'offer', sdp: 'x'.repeat(59_000) } };
const MEMORY_BYTES = 16 * 1024 * 1024;
const SMALL_REDIS = { maxmemory: String(MEMORY_BYTES), 'maxmemory-policy': 'noeviction' };

type Role = 'robot' | 'operator' | 'viewer';

function tokenOf(role: Role) {
  return signToken({ secret: SECRET, robots: ['*'], role, ttlSec: 600 });
}

/** Three nodes in this process: what they do to Redis is what counts. */
async function startThree(redis: TestRedis, options: RelayOptions = {}) {
  const start = () => startRelay({ redis: redis.url, ...options });
  return [await start(), await start(), await start()] as const;
}

function inspect(redis: TestRedis) {
  const client = new Redis(redis.url);
  client.on('error', () => undefined);
  onTestFinished(() => {
    client.disconnect();
  });
  return client;
}

async function usedBytes(redis: Redis) {
  return Number(/^used_memory:(\d+)/m.exec(await redis.info('memory'))![1]);
}

async function codeOf(answer: Promise<Record<string, unknown>>) {
  return (await answer)['code'] ?? 'ok';
}

/** A robot on one node and its operator on another, who have nothing to do with an attack. */
async function innocentPair(robotUrl: string, operatorUrl: string, robotId: string) {
  const robot = await connect(robotUrl, { token: await tokenOf('robot') });
  await robot.ask('robot:register', { robotId });
  const operator = await connect(operatorUrl, { token: await tokenOf('operator') });
  await operator.ask('robot:join', { robotId });
  await robot.next();
  return async () => {
    expect(await operator.ask('signal:send', { ...CALL, robotId })).toEqual({ ok: true });
    expect((await robot.next())[0]).toBe('signal:deliver');
  };
}

/** All that a robot is sent, counted. */
function countSignals(robot: TestClient) {
  let count = 0;
  robot.socket.on('signal:deliver', () => (count += 1));
  return () => count;
}

describe.skipIf(hasNoRedis)('Redis', () => {
  test.each(['operator', 'viewer'] as const)(
    'is not filled by four sockets with one %s token, and others are served meanwhile',
    async (role) => {
      const redis = await startRedis(SMALL_REDIS);
      const [a, b, c] = await startThree(redis, { secret: SECRET });
      const victim = await connect(a.url, { token: await tokenOf('robot') });
      await victim.ask('robot:register', ROBOT);
      const received = countSignals(victim);
      const callOfOthers = await innocentPair(a.url, b.url, 'other');
      const token = await tokenOf(role);
      const attackers = await Promise.all([b, b, c, c].map(({ url }) => connect(url, { token })));
      for (const attacker of attackers) await attacker.ask('robot:join', ROBOT);

      const answers = attackers.flatMap((attacker) =>
        Array.from({ length: 120 }, () => codeOf(attacker.ask('signal:send', LARGE))),
      );
      for (let count = 0; count < 20; count += 1) await callOfOthers();
      const codes = await Promise.all(answers);
      await callOfOthers();

      expect(new Set(codes)).toEqual(new Set(['ok', 'too-many']));
      const passed = codes.filter((code) => code === 'ok').length;
      // What was answered ok has been delivered
      await expect.poll(received).toBe(passed);
      // Each may send 2 MiB at once, a viewer a quarter
      expect(passed).toBeLessThan(role === 'viewer' ? 150 : 300);
      expect(await usedBytes(inspect(redis))).toBeLessThan(MEMORY_BYTES / 2);
      const newcomer = await connect(c.url, { token: await tokenOf('operator') });
      expect(await newcomer.ask('robot:join', ROBOT)).toMatchObject({ ok: true });
    },
  );

  test('that has no memory left: nothing is said to be passed on that is not, and all recovers by itself', async () => {
    const redis = await startRedis(SMALL_REDIS);
    const [a, b] = await startThree(redis);
    const robot = await connect(a.url);
    await robot.ask('robot:register', ROBOT);
    const operator = await connect(b.url);
    await operator.ask('robot:join', ROBOT);
    await robot.next();
    const received = countSignals(robot);

    const others = inspect(redis);
    await others.config('SET', 'maxmemory', '1');
    const late = await connect(b.url);
    await expect.poll(() => codeOf(late.ask('robot:join', ROBOT))).toBe('try-again');
    await expect.poll(() => codeOf(operator.ask('signal:send', LARGE))).toBe('try-again');
    const before = received();
    const codes = await Promise.all(
      Array.from({ length: 10 }, () => codeOf(operator.ask('signal:send', LARGE))),
    );
    expect(new Set(codes)).toEqual(new Set(['try-again']));
    await expect.poll(async () => (await fetch(`${b.url}/readyz`)).status).toBe(503);

    await others.config('SET', 'maxmemory', String(MEMORY_BYTES));
    const isOk = { timeout: 60_000 };
    await expect.poll(() => codeOf(late.ask('robot:join', ROBOT)), isOk).toBe('ok');
    await expect.poll(() => codeOf(operator.ask('signal:send', CALL)), isOk).toBe('ok');
    await expect.poll(received).toBe(before + 1);
    expect(robot.socket.connected && operator.socket.connected).toBe(true);
  });

  test('has nothing left of what was passed on, and nothing of nodes that are gone', async () => {
    const redis = await startRedis();
    const [a, b] = await startThree(redis);
    const robot = await connect(a.url);
    await robot.ask('robot:register', ROBOT);
    const operator = await connect(b.url);
    await operator.ask('robot:join', ROBOT);
    for (let count = 0; count < 20; count += 1) await operator.ask('signal:send', LARGE);
    const look = inspect(redis);
    const left = async () => {
      const sizes = (await look.keys('*inbox:*')).map((key) => look.xlen(key));
      return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
    };
    await expect.poll(left).toBe(0);
    expect(await look.keys('*inbox-bytes*')).toEqual([]);
  });

  test('is not used for a robot and an operator of one node', async () => {
    const redis = await startRedis();
    const [a] = await startThree(redis);
    const robot = await connect(a.url);
    await robot.ask('robot:register', ROBOT);
    const operator = await connect(a.url);
    await operator.ask('robot:join', ROBOT);
    await robot.next();
    expect(await operator.ask('signal:send', CALL)).toEqual({ ok: true });
    expect((await robot.next())[0]).toBe('signal:deliver');
    expect(await inspect(redis).keys('*inbox*')).toEqual([]);
  });
});

describe.skipIf(hasNoRedis)('a client that does not read', () => {
  test('is cut off when a megabyte waits for it that comes from another node', async () => {
    const redis = await startRedis();
    const limits = { eventsPerSec: 10_000, bytesPerSec: 64 * 1024 * 1024 };
    const [a, b] = await startThree(redis, { limits });
    const lazy = await openClientWebSocket(a.url, newKey());
    lazy.sendText('420["robot:register",{"robotId":"rover"}]');
    await lazy.receive(/"operators":\[\]/);
    lazy.tcp.pause();
    const operator = await connect(b.url);
    await operator.ask('robot:join', ROBOT);
    const closed = new Promise<void>((resolve) => lazy.tcp.once('close', resolve));
    let sent = 0;
    for (let code: unknown = 'ok'; code === 'ok'; sent += 1) {
      lazy.sendText('3'); // it is there, as its pongs say
      code = await codeOf(operator.ask('signal:send', LARGE));
    }
    expect(a.logged.map(({ message }) => message)).toContain(
      'client does not read, connection ended',
    );
    // The buffers of two sockets, and a megabyte
    expect(sent).toBeLessThan(400);
    lazy.tcp.resume();
    await closed;
    expect((await operator.next())[0]).toBe('robot:offline');
  });
});

describe.skipIf(hasNoRedis)('a client that was asked to come again', () => {
  test('gets on another node what it was sent meanwhile, and nobody sees it gone', async () => {
    const redis = await startRedis();
    const [a, b, c] = await startThree(redis);
    const robot = await connect(a.url);
    await robot.ask('robot:register', ROBOT);
    const operator = await connect(b.url);
    await operator.ask('robot:join', ROBOT);
    await robot.next();

    const drained = a.drain(20_000);
    expect((await robot.next())[0]).toBe('relay:reconnect');
    robot.socket.io.engine.close();
    await expect.poll(() => a.status().connections).toBe(0);
    expect(await operator.ask('signal:send', CALL)).toEqual({ ok: true });
    const moved = await connect(c.url, { key: robot.key });
    expect(await moved.ask('robot:register', ROBOT)).toMatchObject({ ok: true });
    expect((await moved.next())[0]).toBe('signal:deliver');
    expect((await operator.next())[0]).toBe('robot:online');
    await operator.settle();
    expect(operator.told).toEqual([]);
    await drained;
  });
});
