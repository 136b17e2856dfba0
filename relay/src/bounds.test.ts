import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { expectWithin } from '../../scripts/testing/timed-trial.mjs';
import {
  connect,
  connectRefused,
  newKey,
  openClientWebSocket,
  openWebSocket,
  startRelay,
  textFrame,
} from './testing/clients.js';
import { signToken } from './access/token.js';

const SECRET = 'a secret of the tests, 32 characters or more';
const CALL = { robotId: 'rover', sessionId: 'session-1', signal: { type: 'renegotiate' } };

describe('connections', () => {
  test('of one address: those over the limit are refused until one has left', async () => {
    const { url } = await startRelay({ limits: { connectionsPerAddress: 2 } });
    const first = await connect(url);
    await connect(url);
    expect(await connectRefused(url)).toMatchObject({ code: 'too-many' });
    const gone = first.disconnected();
    first.socket.close();
    await gone;
    await expect
      .poll(() =>
        connect(url).then(
          () => 'in',
          () => 'refused',
        ),
      )
      .toBe('in');
  });

  test('behind a proxy the address is what the proxy says, and only if it is to be trusted', async () => {
    const via = (address: string) => ({
      headers: { 'x-forwarded-for': `1.2.3.4, ${address}` },
    });
    const limits = { connectionsPerAddress: 1 };
    const trusting = await startRelay({ limits, trustProxy: true });
    await connect(trusting.url, via('192.0.2.1'));
    await connect(trusting.url, via('192.0.2.2'));
    expect(await connectRefused(trusting.url, via('192.0.2.1'))).toMatchObject({
      code: 'too-many',
    });
    const wary = await startRelay({ limits });
    await connect(wary.url, via('192.0.2.1'));
    expect(await connectRefused(wary.url, via('192.0.2.2'))).toMatchObject({ code: 'too-many' });
  });

  test('with one token: those over the limit are refused, other tokens are not', async () => {
    const { url } = await startRelay({ secret: SECRET, limits: { connectionsPerToken: 1 } });
    const newToken = () =>
      signToken({ secret: SECRET, robots: ['*'], role: 'operator', ttlSec: 60 });
    const token = await newToken();
    await connect(url, { token });
    expect(await connectRefused(url, { token })).toMatchObject({ code: 'too-many' });
    await connect(url, { token: await newToken() });
  });

  test('that come too fast from one address are turned away', async () => {
    const relay = await startRelay({ limits: { connectsPerSec: 1 } });
    for (let count = 0; count < 5; count += 1) await openWebSocket(relay.url);
    await expect(openWebSocket(relay.url)).rejects.toThrow('429');
    expect(relay.logged.at(-1)).toMatchObject({ fields: { address: '127.0.0.1' } });
  });

  test('that never say hello are ended, and count for their address until then', async () => {
    const { url } = await startRelay({ limits: { connectionsPerAddress: 1 } });
    const silent = await Promise.all(Array.from({ length: 65 }, () => openWebSocket(url)));
    await expect(openWebSocket(url)).rejects.toThrow('429');
    await Promise.all(silent.map(({ tcp }) => once(tcp, 'close')));
    await connect(url);
  });

  test('an HTTP request that takes for ever is ended', async () => {
    const { port } = await startRelay();
    const tcp = connectTcp(port, '127.0.0.1');
    onTestFinished(() => void tcp.destroy());
    tcp.write('GET / HTTP/1.1\r\nHost: localhost\r\n');
    tcp.on('error', () => undefined);
    tcp.resume();
    await once(tcp, 'close');
  });
});

describe('a client that does not stop', () => {
  test('sending events is cut off, while others are served', async () => {
    const { url } = await startRelay({ limits: { eventsPerSec: 10 } });
    const flooding = await connect(url);
    const calm = await connect(url);
    const ended = flooding.disconnected();
    for (let count = 0; count < 1100; count += 1) flooding.socket.emit('robot:leave', {});
    await ended;
    expect(await calm.ask('robot:join', { robotId: 'rover' })).toMatchObject({ ok: true });
  });

  test('sending packets that are not events is cut off', async () => {
    const { url } = await startRelay({ limits: { eventsPerSec: 10 } });
    const socket = await openClientWebSocket(url, newKey());
    const closed = new Promise((resolve) => socket.tcp.once('close', resolve));
    for (let count = 0; count < 300; count += 1) socket.sendText('3');
    await closed;
  });

  test('does not keep others from being served, nor do clients that are slow', async () => {
    const { url } = await startRelay();
    const robot = await connect(url);
    await robot.ask('robot:register', { robotId: 'rover' });
    const calm = await connect(url);
    await calm.ask('robot:join', { robotId: 'rover' });
    const slow = await Promise.all(Array.from({ length: 50 }, () => openWebSocket(url)));
    for (const { tcp } of slow) tcp.write(Buffer.from([0x81, 0xfe, 0xff])); // the start of a frame
    const flooding = await connect(url);
    const ended = flooding.disconnected();
    for (let count = 0; count < 3000; count += 1) flooding.socket.emit('signal:send', CALL);
    for (let count = 0; count < 200; count += 1)
      expect(await calm.ask('signal:send', CALL)).toEqual({ ok: true });
    await ended;
  });

  test('sending more bytes than it may is told so, and others are served', async () => {
    const { url } = await startRelay({ limits: { bytesPerSec: 16 * 1024 } });
    const robot = await connect(url);
    await robot.ask('robot:register', { robotId: 'rover' });
    const join = async () => {
      const operator = await connect(url);
      await operator.ask('robot:join', { robotId: 'rover' });
      return operator;
    };
    const [greedy, calm] = [await join(), await join()];
    const signal = { type: 'offer', sdp: 'x'.repeat(59_000) };
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => greedy.ask('signal:send', { ...CALL, signal })),
    );
    const refused = answers.filter(({ code }) => code === 'too-many');
    expect(refused.length).toBeGreaterThan(16);
    expect(refused[0]?.['message']).toContain('16 kB per second');
    expect(await calm.ask('signal:send', CALL)).toEqual({ ok: true });
  });

  test('sending without reading the answers is cut off', async () => {
    const iceServers = [{ urls: 'stun:192.0.2.1', credential: 'x'.repeat(20_000) }];
    const { url, logged } = await startRelay({ iceServers, limits: { eventsPerSec: 10_000 } });
    const lazy = await openClientWebSocket(url, newKey());
    lazy.tcp.pause();
    const closed = new Promise<void>((resolve) => lazy.tcp.once('close', resolve));
    const join = textFrame('421["robot:join",{"robotId":"rover"}]');
    lazy.tcp.write(Buffer.concat(Array.from({ length: 3000 }, () => join)));
    await expect
      .poll(() => logged.map(({ message }) => message), { timeout: 60_000 })
      .toContain('client does not read, connection ended');
    lazy.tcp.resume();
    await closed;
  });

  test('reading nothing is cut off when a megabyte waits for it', async () => {
    const limits = { eventsPerSec: 1000, bytesPerSec: 64 * 1024 * 1024 };
    const { url, logged } = await startRelay({ limits });
    const lazy = await openClientWebSocket(url, newKey());
    lazy.sendText('420["robot:register",{"robotId":"rover"}]');
    await lazy.receive(/"operators":\[\]/);
    lazy.tcp.pause();
    const operator = await connect(url);
    await operator.ask('robot:join', { robotId: 'rover' });
    const signal = { type: 'offer', sdp: 'x'.repeat(50_000) };
    for (let code: unknown = 'ok'; code === 'ok';) {
      lazy.sendText('3'); // it is there, as its pongs say
      ({ code = 'ok' } = await operator.ask('signal:send', { ...CALL, signal }));
      // It was not passed on, and that is what its sender is told
      if (code !== 'ok') expect(code).toBe('try-again');
    }
    expect(logged.map(({ message }) => message)).toContain(
      'client does not read, connection ended',
    );
  });
});

describe('a robot whose old connection is dead', () => {
  test('is let in within a second under another key, and its operators are told', () =>
    expectWithin(2000, async () => {
      const relay = await startRelay();
      // Answers no ping, as after a power cut
      const dead = await openClientWebSocket(relay.url, newKey());
      dead.sendText('420["robot:register",{"robotId":"rover"}]');
      await dead.receive(/"operators":\[\]/);
      const operator = await connect(relay.url);
      const { instanceId } = await operator.ask('robot:join', { robotId: 'rover' });
      const again = await connect(relay.url);
      const startedMs = performance.now();
      const registered = await again.ask('robot:register', { robotId: 'rover' });
      expect(registered).toMatchObject({ ok: true, operators: [{ role: 'operator' }] });
      const tookMs = performance.now() - startedMs;
      const told = await operator.next();
      expect(told).toEqual([
        'robot:online',
        { robotId: 'rover', instanceId: registered['clientId'] },
      ]);
      expect(registered['clientId']).not.toBe(instanceId);
      await once(dead.tcp, 'close');
      expect(relay.status().robots).toEqual([{ robotId: 'rover', operators: 1 }]);
      return tookMs;
    }));

  test('but not while it is alive', async () => {
    const { url } = await startRelay();
    const alive = await connect(url);
    await alive.ask('robot:register', { robotId: 'rover' });
    const thief = await connect(url);
    const answers = await Promise.all([
      thief.ask('robot:register', { robotId: 'rover' }),
      thief.ask('robot:register', { robotId: 'rover' }),
    ]);
    expect(answers).toMatchObject([{ code: 'robot-taken' }, { code: 'robot-taken' }]);
    expect(await alive.ask('robot:register', { robotId: 'rover' })).toMatchObject({ ok: true });
  });
});
