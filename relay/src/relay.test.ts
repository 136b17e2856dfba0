import {
  joinedSchema,
  registeredSchema,
  signalDeliverSchema,
  type Signal,
} from '@rtcbot-web/sdk/protocol';
import { describe, expect, test } from 'vitest';
import * as v from 'valibot';
import { clientIdOf } from './access/client-id.js';
import {
  connect,
  newKey,
  openClientWebSocket,
  openWebSocket,
  startRelay,
  type TestClient,
} from './testing/clients.js';

const OFFER: Signal = { type: 'offer', sdp: 'v=0\r\n' };
const ANSWER: Signal = { type: 'answer', sdp: 'v=0\r\n' };
const SESSION = 'session-1';

function idOf({ key }: TestClient) {
  return clientIdOf(key);
}

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

describe('pairing', () => {
  test('a robot and an operator find each other and exchange signals', async () => {
    const iceServers = [{ urls: 'stun:127.0.0.1:3478' }];
    const { url } = await startRelay({ iceServers });
    const robot = await connect(url);
    const registered = await robot.ask('robot:register', { robotId: 'rover-1' });
    expect(v.parse(registeredSchema, registered)).toEqual({
      ok: true,
      clientId: idOf(robot),
      iceServers,
      operators: [],
    });

    const operator = await connect(url);
    const offer = { sessionId: SESSION, signal: OFFER };
    const joined = await operator.ask('robot:join', { robotId: 'rover-1', wait: false, offer });
    expect(v.parse(joinedSchema, joined)).toEqual({
      ...{ ok: true, clientId: idOf(operator), role: 'operator', iceServers },
      ...{ instanceId: idOf(robot), offered: true },
    });
    const operatorId = idOf(operator);
    expect(await robot.next()).toEqual([
      'operator:joined',
      { robotId: 'rover-1', operatorId, role: 'operator' },
    ]);
    const passed = ['signal:deliver', { robotId: 'rover-1', from: operatorId, ...offer }];
    expect(await robot.next()).toEqual(passed);

    const call = { robotId: 'rover-1', sessionId: SESSION };
    expect(await operator.ask('signal:send', { ...call, signal: OFFER })).toEqual({ ok: true });
    expect(await robot.next()).toEqual([
      'signal:deliver',
      { ...call, from: operatorId, signal: OFFER },
    ]);
    expect(await robot.ask('signal:send', { ...call, to: operatorId, signal: ANSWER })).toEqual({
      ok: true,
    });
    const [event, delivered] = await operator.next();
    expect(event).toBe('signal:deliver');
    expect(v.parse(signalDeliverSchema, delivered)).toEqual({
      ...call,
      from: idOf(robot),
      signal: ANSWER,
    });
  });

  test('every kind of signal arrives as it was sent', async () => {
    const { robot, ann } = await scene();
    const candidate = { candidate: 'candidate:1 1 udp 1 127.0.0.1 9 typ host', sdpMid: '0' };
    const signals: Signal[] = [
      OFFER,
      ANSWER,
      { type: 'candidate', candidate: { ...candidate, sdpMLineIndex: 0 } },
      { type: 'renegotiate' },
      { type: 'transceiver-request', kind: 'video' },
    ];
    for (const signal of signals) {
      await ann.ask('signal:send', { robotId: 'rover', sessionId: SESSION, signal });
      const [, { signal: arrived }] = await robot.next();
      expect(arrived).toEqual(signal);
    }
  });

  test('an operator that is there before its robot hears of it, and the robot of the operator', async () => {
    const { url } = await startRelay();
    const operator = await connect(url);
    const joined = await operator.ask('robot:join', { robotId: 'rover' });
    expect(joined).toEqual({
      ok: true,
      clientId: idOf(operator),
      role: 'operator',
      iceServers: [],
    });
    const robot = await connect(url);
    const { operators } = await robot.ask('robot:register', { robotId: 'rover' });
    expect(operators).toEqual([{ operatorId: idOf(operator), role: 'operator' }]);
    expect(await operator.next()).toEqual([
      'robot:online',
      { robotId: 'rover', instanceId: idOf(robot) },
    ]);
  });

  test('operators see a robot go and come back as another instance', async () => {
    const { relay, robot, ann, bob } = await scene();
    const instanceId = idOf(robot);
    robot.socket.close();
    for (const operator of [ann, bob])
      expect(await operator.next()).toEqual(['robot:offline', { robotId: 'rover', instanceId }]);
    expect(
      await ann.ask('signal:send', { robotId: 'rover', sessionId: SESSION, signal: OFFER }),
    ).toMatchObject({ ok: false, code: 'robot-offline' });

    const restarted = await connect(relay.url);
    const { operators } = await restarted.ask('robot:register', { robotId: 'rover' });
    expect(operators).toEqual([
      { operatorId: idOf(ann), role: 'operator' },
      { operatorId: idOf(bob), role: 'operator' },
    ]);
    for (const operator of [ann, bob])
      expect(await operator.next()).toEqual([
        'robot:online',
        { robotId: 'rover', instanceId: idOf(restarted) },
      ]);
  });

  test('one operator joins several robots on one socket', async () => {
    const { relay, robot, ann } = await scene();
    const second = await connect(relay.url);
    await second.ask('robot:register', { robotId: 'second' });
    await ann.ask('robot:join', { robotId: 'second' });
    await ann.ask('signal:send', { robotId: 'second', sessionId: SESSION, signal: OFFER });
    expect((await second.next())[0]).toBe('operator:joined');
    expect((await second.next())[0]).toBe('signal:deliver');
    await robot.settle();
    expect(robot.told).toEqual([]);
  });

  test('signals keep their order', async () => {
    const { robot, ann } = await scene();
    const names = Array.from({ length: 50 }, (_, index) => `session-${index + 10}`);
    await Promise.all(
      names.map((sessionId) =>
        ann.ask('signal:send', { robotId: 'rover', sessionId, signal: OFFER }),
      ),
    );
    await robot.settle();
    expect(robot.told.map(([, { sessionId }]) => sessionId)).toEqual(names);
  });
});

describe('leaving', () => {
  test('an operator that hangs up, and one whose socket ends, are told apart', async () => {
    const { robot, ann, bob } = await scene();
    expect(await ann.ask('robot:leave', { robotId: 'rover' })).toEqual({ ok: true });
    const left = { robotId: 'rover', operatorId: idOf(ann), reason: 'closed' };
    expect(await robot.next()).toEqual(['operator:left', left]);
    bob.socket.close();
    expect(await robot.next()).toEqual([
      'operator:left',
      { robotId: 'rover', operatorId: idOf(bob), reason: 'disconnected' },
    ]);
    expect(
      await robot.ask('signal:send', {
        robotId: 'rover',
        to: idOf(bob),
        sessionId: SESSION,
        signal: OFFER,
      }),
    ).toMatchObject({ ok: false, code: 'operator-gone' });
    ann.socket.close();
    await robot.settle();
    expect(robot.told).toEqual([]);
  });

  test('a frozen operator, whose socket stays open, is missed', async () => {
    const { relay, robot } = await scene();
    const key = newKey();
    const frozen = await openClientWebSocket(relay.url, key);
    frozen.sendText('42["robot:join",{"robotId":"rover"}]');
    const operatorId = clientIdOf(key);
    expect(await robot.next()).toMatchObject(['operator:joined', { operatorId }]);
    expect(await robot.next()).toMatchObject([
      'operator:left',
      { operatorId, reason: 'disconnected' },
    ]);
  });

  test('the relay asks for signs of life often enough to notice within 5 s', async () => {
    const { url } = await startRelay();
    const { receive } = await openWebSocket(url);
    const hello = JSON.parse(await receive(/\{.*\}/)) as {
      pingInterval: number;
      pingTimeout: number;
    };
    expect(hello.pingInterval + hello.pingTimeout).toBeLessThanOrEqual(5000);
  });
});

describe('identity', () => {
  test('a taken robot id is refused with what to do, and the first robot goes on', async () => {
    const { relay, robot, ann } = await scene();
    const thief = await connect(relay.url);
    const refusal = await thief.ask('robot:register', { robotId: 'rover' });
    expect(refusal).toMatchObject({ ok: false, code: 'robot-taken' });
    expect(refusal['message']).toMatch(/rover.*[Ss]top|choose another id/);
    await ann.ask('signal:send', { robotId: 'rover', sessionId: SESSION, signal: OFFER });
    expect((await robot.next())[0]).toBe('signal:deliver');
  });

  test('a robot with the same key takes over from its old socket, unseen as offline', async () => {
    const { relay, robot, ann } = await scene();
    const disconnected = robot.disconnected();
    const again = await connect(relay.url, { key: robot.key });
    const { ok, operators } = await again.ask('robot:register', { robotId: 'rover' });
    expect(ok).toBe(true);
    expect(operators).toHaveLength(2);
    expect(await disconnected).toBe('io server disconnect');
    await ann.settle();
    expect(ann.told).toEqual([['robot:online', { robotId: 'rover', instanceId: idOf(robot) }]]);
    await ann.ask('signal:send', { robotId: 'rover', sessionId: SESSION, signal: OFFER });
    expect((await again.next())[0]).toBe('signal:deliver');
  });

  test('an operator with the same key replaces its old socket without leaving', async () => {
    const { relay, robot, ann } = await scene();
    const disconnected = ann.disconnected();
    const again = await connect(relay.url, { key: ann.key });
    await again.ask('robot:join', { robotId: 'rover' });
    await disconnected;
    await robot.settle();
    expect(robot.told).toEqual([
      ['operator:joined', { robotId: 'rover', operatorId: idOf(ann), role: 'operator' }],
    ]);
    const call = { robotId: 'rover', to: idOf(ann), sessionId: SESSION, signal: OFFER };
    await robot.ask('signal:send', call);
    expect((await again.next())[0]).toBe('signal:deliver');
  });
});

describe('isolation', () => {
  test('nobody hears the signals of others', async () => {
    const { relay, robot, ann, bob } = await scene();
    const stranger = await connect(relay.url);
    const call = { robotId: 'rover', sessionId: SESSION, signal: OFFER };
    await ann.ask('signal:send', call);
    await robot.ask('signal:send', { ...call, to: idOf(ann) });
    await Promise.all([bob.settle(), stranger.settle(), ann.settle(), robot.settle()]);
    expect(bob.told).toEqual([]);
    expect(stranger.told).toEqual([]);
    expect(ann.told).toHaveLength(1);
    expect(robot.told).toHaveLength(1);
  });

  test('nobody signals a robot, or an operator, that it is not paired with', async () => {
    const { relay, robot, ann, bob } = await scene();
    const stranger = await connect(relay.url);
    const call = { robotId: 'rover', sessionId: SESSION, signal: OFFER };
    for (const [sender, to] of [
      [stranger, undefined],
      [stranger, idOf(ann)],
      [bob, idOf(ann)],
    ] as const)
      expect(await sender.ask('signal:send', { ...call, to })).toMatchObject({
        ok: false,
        code: 'not-joined',
      });
    await Promise.all([ann.settle(), robot.settle()]);
    expect([...ann.told, ...robot.told]).toEqual([]);
  });
});
