import { once } from 'node:events';
import { MAX_MESSAGE_BYTES } from '@rtcbot-web/sdk/protocol';
import { describe, expect, test } from 'vitest';
import {
  connect,
  connectRefused,
  newKey,
  openClientWebSocket,
  openWebSocket,
  startRelay,
} from './testing/clients.js';

/** A relay with a robot and its operator, and a check that both still work. */
async function scene() {
  const relay = await startRelay();
  const robot = await connect(relay.url);
  await robot.ask('robot:register', { robotId: 'rover' });
  const operator = await connect(relay.url);
  await operator.ask('robot:join', { robotId: 'rover' });
  await robot.next();
  const expectAllWell = async () => {
    const call = { robotId: 'rover', sessionId: 'session-1', signal: { type: 'renegotiate' } };
    expect(await operator.ask('signal:send', call)).toEqual({ ok: true });
    expect((await robot.next())[0]).toBe('signal:deliver');
    expect(robot.told).toEqual([]);
  };
  return { relay, robot, operator, expectAllWell };
}

const SIGNAL = {
  robotId: 'rover',
  sessionId: 'session-1',
  signal: { type: 'offer', sdp: 'v=0' },
};

/** Start of the frame by which the relay ends a WebSocket. */
const CLOSE_FRAME = /\x88/;

describe('a malformed payload', () => {
  test.each([
    ['robot:register', undefined, 'payload'],
    ['robot:register', null, 'payload'],
    ['robot:register', 'rover', 'payload'],
    ['robot:register', [], 'robotId'],
    ['robot:register', {}, 'robotId'],
    ['robot:register', { robotId: 7 }, 'robotId'],
    ['robot:register', { robotId: '' }, 'robotId'],
    ['robot:register', { robotId: 'a b' }, 'robotId'],
    ['robot:register', { robotId: 'x'.repeat(65) }, 'robotId'],
    ['robot:register', { robotId: { toString: 'rover' } }, 'robotId'],
    ['robot:join', { robotId: 'rover', wait: 'yes' }, 'wait'],
    [
      'robot:join',
      { robotId: 'rover', offer: { sessionId: 'session-1', signal: { type: 'answer', sdp: '' } } },
      'offer.signal.type',
    ],
    ['robot:leave', { robotId: null }, 'robotId'],
    ['signal:send', { ...SIGNAL, sessionId: 'x' }, 'sessionId'],
    ['signal:send', { ...SIGNAL, to: 'me' }, 'to'],
    ['signal:send', { ...SIGNAL, signal: undefined }, 'signal'],
    ['signal:send', { ...SIGNAL, signal: { type: 'bye' } }, 'signal.type'],
    ['signal:send', { ...SIGNAL, signal: { type: 'offer' } }, 'signal.sdp'],
    [
      'signal:send',
      { ...SIGNAL, signal: { type: 'offer', sdp: 'x'.repeat(60_001) } },
      'signal.sdp',
    ],
    [
      'signal:send',
      { ...SIGNAL, signal: { type: 'candidate', candidate: {} } },
      'signal.candidate.candidate',
    ],
    ['signal:send', { ...SIGNAL, signal: Buffer.from('binary') }, 'signal'],
  ])('%s %j is answered bad-message and names %s', async (event, payload, field) => {
    const { relay, expectAllWell } = await scene();
    const client = await connect(relay.url);
    const answer = await client.ask(event, payload);
    expect(answer).toMatchObject({ ok: false, code: 'bad-message' });
    expect(answer['message']).toMatch(field === 'payload' ? /^The payload/ : `"${field}`);
    expect(answer['message']).not.toContain('\n');
    expect(relay.status().rejections).toEqual({ 'bad-message': 1 });
    await expectAllWell();
  });

  test('without any payload is answered, too', async () => {
    const { relay } = await scene();
    const client = await connect(relay.url);
    expect(await client.ask('robot:join')).toMatchObject({ ok: false, code: 'bad-message' });
  });

  test('is logged in one line, without what was in it', async () => {
    const { relay } = await scene();
    const client = await connect(relay.url);
    await client.ask('robot:join', { robotId: 'no\nsuch secret' });
    const lines = relay.logged.filter(({ message }) => message === 'refused');
    expect(lines).toHaveLength(1);
    expect(lines[0]?.fields).toMatchObject({ event: 'robot:join', code: 'bad-message' });
    expect(JSON.stringify(lines)).not.toContain('secret');
  });
});

describe('an unknown event', () => {
  test.each([
    'robot:explode',
    '',
    'error',
    'constructor',
    '__proto__',
    'toString',
    'operator:joined',
  ])('%j is answered unknown-event', async (event) => {
    const { relay, expectAllWell } = await scene();
    const client = await connect(relay.url);
    expect(await client.ask(event, {})).toMatchObject({ ok: false, code: 'unknown-event' });
    await expectAllWell();
  });

  test('that wants no answer is counted and logged', async () => {
    const { relay, expectAllWell } = await scene();
    const client = await connect(relay.url);
    client.socket.emit('error');
    client.socket.emit('robot:explode', { at: 'once' });
    await client.settle();
    expect(relay.status().rejections['unknown-event']).toBe(3);
    expect(relay.logged.filter(({ message }) => message === 'refused')).toHaveLength(3);
    await expectAllWell();
  });
});

test('an event that wants no answer is done all the same', async () => {
  const { relay, expectAllWell } = await scene();
  const client = await connect(relay.url);
  client.socket.emit('robot:register', { robotId: 'silent' });
  await client.settle();
  expect(relay.status().robots).toContainEqual({ robotId: 'silent', operators: 0 });
  await expectAllWell();
});

describe('a message over the limit', () => {
  test('ends the socket that sent it, is counted and logged, and others go on', async () => {
    const { relay, expectAllWell } = await scene();
    const client = await connect(relay.url);
    const disconnected = client.disconnected();
    client.socket.emit('signal:send', { ...SIGNAL, padding: 'x'.repeat(MAX_MESSAGE_BYTES) });
    await disconnected;
    await expectAllWell();
    expect(relay.status().oversizedMessages).toBe(1);
    expect(relay.logged.map(({ message }) => message)).toContain(
      'message too large, connection ended',
    );
  });

  test('before the handshake is noticed, too', async () => {
    const { relay, expectAllWell } = await scene();
    const socket = await openWebSocket(relay.url);
    socket.sendText(`40${JSON.stringify({ key: 'x'.repeat(65_000) })}`);
    expect(await socket.receive(/bad-message/)).toBe('bad-message');
    const huge = Buffer.alloc(10);
    huge.writeUInt16BE(0x81ff);
    huge.writeUInt32BE(1_000_000, 6);
    socket.tcp.write(huge);
    await once(socket.tcp, 'close');
    expect(relay.status().oversizedMessages).toBe(1);
    await expectAllWell();
  });

  test('a description of the largest allowed size passes', async () => {
    const { robot, operator } = await scene();
    const signal = { type: 'offer', sdp: 'x'.repeat(60_000) };
    expect(await operator.ask('signal:send', { ...SIGNAL, signal })).toEqual({ ok: true });
    expect((await robot.next())[1]).toMatchObject({ signal });
  });
});

describe('garbage over a plain WebSocket', () => {
  test.each([
    ['before the handshake', 'garbage'],
    ['an unknown Socket.IO packet', '49'],
    ['a handshake that is not JSON', '40{'],
    ['an event before the handshake', '42["robot:register",{"robotId":"rover"}]'],
    ['a binary event with too many parts', '451000000-["x",{"_placeholder":true,"num":0}]'],
  ])('%s ends that connection alone', async (_, text) => {
    const { relay, expectAllWell } = await scene();
    const socket = await openWebSocket(relay.url);
    socket.sendText(text);
    await socket.receive(CLOSE_FRAME);
    await expectAllWell();
    expect(relay.status()).toMatchObject({ brokenConnections: 1, connections: 2 });
  });

  test.each([
    ['no Socket.IO', 'garbage'],
    ['an event without a name', '42[]'],
    ['a reserved event', '42["disconnect"]'],
    ['no JSON', '42[["'],
    ['binary parts that never come', '451-["x",{"_placeholder":true,"num":0}]'],
  ])('after the handshake: %s', async (_, text) => {
    const { relay, expectAllWell } = await scene();
    const socket = await openClientWebSocket(relay.url, newKey());
    socket.sendText(text);
    if (text.startsWith('451')) socket.sendText('42["x"]');
    await socket.receive(CLOSE_FRAME);
    await expectAllWell();
    expect(relay.status()).toMatchObject({ brokenConnections: 1, connections: 2 });
  });

  test('an event named by a number is answered', async () => {
    const { relay } = await scene();
    const socket = await openClientWebSocket(relay.url, newKey());
    socket.sendText('420[5,{}]');
    expect(await socket.receive(/430\[.*\]/)).toContain('unknown-event');
  });

  test('is counted and logged', async () => {
    const { relay } = await scene();
    const socket = await openWebSocket(relay.url);
    socket.sendText('garbage');
    await socket.receive(CLOSE_FRAME);
    await expect(
      openWebSocket(relay.url, '/socket.io/?EIO=4&transport=carrier-pigeon'),
    ).rejects.toThrow('400');
    expect(relay.status().brokenConnections).toBe(2);
    expect(
      relay.logged.filter(({ message }) => message.startsWith('not a Socket.IO')),
    ).toHaveLength(2);
  });
});

describe('a bad handshake', () => {
  test.each([
    ['no key', {}],
    ['a short key', { key: 'short' }],
    ['a key that is not a text', { key: { $ne: '' } }],
    ['a token that is not a text', { key: newKey(), token: 5 }],
  ])('with %s is refused as bad-message', async (_, auth) => {
    const { relay, expectAllWell } = await scene();
    const refusal = await connectRefused(relay.url, { auth });
    expect(refusal).toMatchObject({ ok: false, code: 'bad-message' });
    expect(refusal.message).toMatch(/"(key|token)"/);
    await expectAllWell();
  });
});
