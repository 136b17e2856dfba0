import { once } from 'node:events';
import { createServer } from 'node:http';
import { describe, expect, test } from 'vitest';
import { createLog } from './observe/log.js';
import { createRelay } from './relay.js';
import { connect, newKey, openClientWebSocket, startRelay } from './testing/clients.js';

/** A relay with rover online and two operators joined to it. */
async function scene() {
  const relay = await startRelay();
  const robot = await connect(relay.url);
  await robot.ask('robot:register', { robotId: 'rover' });
  const ann = await connect(relay.url);
  await ann.ask('robot:join', { robotId: 'rover' });
  await robot.next();
  const bob = await connect(relay.url);
  await bob.ask('robot:join', { robotId: 'rover' });
  await robot.next();
  return { relay, robot, ann, bob };
}

describe('limits', () => {
  test('the 65th operator of a robot is refused', async () => {
    const { url } = await startRelay();
    for (let index = 0; index < 64; index += 1) {
      const operator = await connect(url);
      expect(await operator.ask('robot:join', { robotId: 'rover' })).toMatchObject({ ok: true });
    }
    const late = await connect(url);
    expect(await late.ask('robot:join', { robotId: 'rover' })).toMatchObject({ code: 'too-many' });
  });

  test('a flood of events is refused, and others are served', async () => {
    const { relay, robot, ann, bob } = await scene();
    const call = { robotId: 'rover', sessionId: 'session-1', signal: { type: 'renegotiate' } };
    const answers = await Promise.all(
      Array.from({ length: 1400 }, () => ann.ask('signal:send', call)),
    );
    const refused = answers.filter(({ code }) => code === 'too-many');
    expect(refused.length).toBeGreaterThan(0);
    expect(refused.length).toBeLessThanOrEqual(600);
    expect(await bob.ask('signal:send', call)).toEqual({ ok: true });
    await robot.settle();
    expect(robot.told).toHaveLength(1400 - refused.length + 1);
    expect(relay.status().rejections['too-many']).toBe(refused.length);
  });
});

describe('life of a relay', () => {
  test('status tells robots, operators and connections', async () => {
    const { relay, ann } = await scene();
    await ann.ask('robot:join', { robotId: 'offline' });
    expect(relay.status()).toMatchObject({
      robots: [{ robotId: 'rover', operators: 2 }],
      operators: 3,
      waitingOperators: 1,
      connections: 3,
      rejections: {},
      oversizedMessages: 0,
      brokenConnections: 0,
    });
  });

  test('close ends promptly with clients connected, frozen ones too, and frees the port', async () => {
    const { relay, robot, ann } = await scene();
    const { port } = relay;
    await openClientWebSocket(relay.url, newKey());
    const disconnected = Promise.all([robot.disconnected(), ann.disconnected()]);
    const closed = relay.close();
    expect(relay.close()).toBe(closed);
    expect(relay[Symbol.asyncDispose]()).toBe(closed);
    await closed;
    // A reason after which a client reconnects by itself
    expect(await disconnected).toEqual(['transport close', 'transport close']);
    expect(ann.told).toEqual([]);
    await createRelay({ port, log: createLog(() => undefined) }).then((next) => next.close());
  });

  test('a server of your own: the relay attaches to it and leaves it running', async () => {
    const server = createServer((request, response) => {
      relay.middleware(request, response, () => response.end('mine'));
    });
    const relay = await startRelay({ server });
    expect(() => relay.url).toThrow(/listen/);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    try {
      expect(await (await fetch(`${relay.url}/healthz`)).json()).toMatchObject({ ok: true });
      expect(await (await fetch(`${relay.url}/else`)).text()).toBe('mine');
      const robot = await connect(relay.url);
      expect(await robot.ask('robot:register', { robotId: 'rover' })).toMatchObject({ ok: true });
      await relay.close();
      expect(server.listening).toBe(true);
      expect(server.listenerCount('upgrade')).toBe(0);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });

  test('a port in use is an error that names the port and a way out', async () => {
    const { port } = await startRelay();
    await expect(createRelay({ port, log: createLog(() => undefined) })).rejects.toMatchObject({
      name: 'RelayError',
      code: 'port-in-use',
      message: `Port ${port} on 127.0.0.1 is in use. Choose another one (--port ${port + 1}) or stop the program that uses it.`,
    });
  });

  test.each(['127.0.0.1', 'localhost', '0.0.0.0'])(
    'the url is reachable on host %s',
    async (host) => {
      const { url } = await startRelay({ host, secret: 'x'.repeat(32) });
      expect((await fetch(`${url}/healthz`)).status).toBe(200);
    },
  );
});
