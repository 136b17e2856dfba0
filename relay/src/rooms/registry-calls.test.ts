import { describe, expect, test } from 'vitest';
import {
  ann,
  client,
  codeOf,
  offer,
  createFullRegistry,
  robot,
  signal,
} from '../testing/registry-scene.js';

describe('leave', () => {
  test('tells the robot that the operator hung up', () => {
    expect(createFullRegistry().leave(ann, 'rover').deliveries).toEqual([
      {
        socketId: 'robot-socket',
        event: 'operator:left',
        payload: { robotId: 'rover', operatorId: 'ann', reason: 'closed' },
      },
    ]);
  });

  test('without having joined is refused', () => {
    const registry = createFullRegistry();
    expect(codeOf(registry.leave(client('cat'), 'rover'))).toBe('not-joined');
    expect(codeOf(registry.leave(ann, 'no-such-robot'))).toBe('not-joined');
    registry.leave(ann, 'rover');
    expect(codeOf(registry.leave(ann, 'rover'))).toBe('not-joined');
  });

  test('on the old socket does not end what the new socket has joined', () => {
    const registry = createFullRegistry();
    registry.join({ ...ann, socketId: 'ann-socket-2' }, 'rover', { wait: true });
    expect(codeOf(registry.leave(ann, 'rover'))).toBe('not-joined');
    expect(registry.status().operators).toBe(2);
  });

  test('is said once: the disconnect after it tells nobody', async () => {
    const registry = createFullRegistry();
    registry.leave(ann, 'rover');
    expect(await registry.disconnect('ann-socket')).toEqual([]);
  });
});

describe('signal', () => {
  test('of an operator goes to its robot alone', () => {
    expect(createFullRegistry().signal(ann, signal()).deliveries).toEqual([
      {
        socketId: 'robot-socket',
        event: 'signal:deliver',
        payload: { robotId: 'rover', from: 'ann', sessionId: 'session-1', signal: offer },
      },
    ]);
  });

  test('of a robot goes to the named operator alone', () => {
    const { deliveries } = createFullRegistry().signal(robot, signal('bob'));
    expect(deliveries).toEqual([
      {
        socketId: 'bob-socket',
        event: 'signal:deliver',
        payload: { robotId: 'rover', from: 'robot', sessionId: 'session-1', signal: offer },
      },
    ]);
  });

  test.each([
    ['a stranger', client('cat'), signal(), 'not-joined'],
    ['a stranger that names an operator', client('cat'), signal('ann'), 'not-joined'],
    ['an operator that names another operator', ann, signal('bob'), 'not-joined'],
    ['an operator to a robot it has not joined', ann, signal(undefined, 'other'), 'not-joined'],
    ['a robot in the name of another robot', robot, signal('ann', 'other'), 'not-joined'],
    ['a robot to nobody', robot, signal(), 'bad-message'],
    ['a robot to an operator that is not there', robot, signal('cat'), 'operator-gone'],
  ])('of %s is refused', (_, sender, message, code) => {
    const outcome = createFullRegistry().signal(sender, message);
    expect(codeOf(outcome)).toBe(code);
    expect(outcome.deliveries).toEqual([]);
  });

  test('to a robot that went offline is refused', async () => {
    const registry = createFullRegistry();
    await registry.disconnect('robot-socket');
    expect(codeOf(registry.signal(ann, signal()))).toBe('robot-offline');
  });

  test('finds its way when one client is both the robot and its operator', () => {
    const registry = createFullRegistry();
    registry.join(robot, 'rover', { wait: true });
    expect(registry.signal(robot, signal()).deliveries).toHaveLength(1);
    expect(registry.signal(robot, signal('ann')).deliveries[0]?.socketId).toBe('ann-socket');
  });
});

describe('disconnect', () => {
  test('of a robot tells its operators, which stay and hear of its return', async () => {
    const registry = createFullRegistry();
    const payload = { robotId: 'rover', instanceId: 'robot' };
    expect(await registry.disconnect('robot-socket')).toEqual([
      { socketId: 'ann-socket', event: 'robot:offline', payload },
      { socketId: 'bob-socket', event: 'robot:offline', payload },
    ]);
    expect(registry.status()).toEqual({ robots: [], operators: 2, waitingOperators: 2 });
    const restarted = registry.register(client('new-robot'), 'rover');
    expect(restarted.answer).toMatchObject({
      operators: [{ operatorId: 'ann' }, { operatorId: 'bob' }],
    });
    expect(restarted.deliveries.map(({ payload: told }) => told)).toEqual([
      { robotId: 'rover', instanceId: 'new-robot' },
      { robotId: 'rover', instanceId: 'new-robot' },
    ]);
  });

  test('of an operator tells each of its robots', async () => {
    const registry = createFullRegistry();
    registry.register(client('second-robot'), 'second');
    registry.join(ann, 'second', { wait: true });
    expect(
      (await registry.disconnect('ann-socket')).map(({ socketId, payload }) => [socketId, payload]),
    ).toEqual([
      ['robot-socket', { robotId: 'rover', operatorId: 'ann', reason: 'disconnected' }],
      ['second-robot-socket', { robotId: 'second', operatorId: 'ann', reason: 'disconnected' }],
    ]);
  });

  test('of a waiting operator, of a stranger, or a second time tells nobody', async () => {
    const registry = createFullRegistry();
    registry.join(client('cat'), 'other', { wait: true });
    expect(await registry.disconnect('cat-socket')).toEqual([]);
    expect(await registry.disconnect('never-seen')).toEqual([]);
    await registry.disconnect('ann-socket');
    expect(await registry.disconnect('ann-socket')).toEqual([]);
  });

  test('of everybody leaves nothing behind', async () => {
    const registry = createFullRegistry();
    for (const socketId of ['ann-socket', 'robot-socket', 'bob-socket'])
      await registry.disconnect(socketId);
    expect(registry.status()).toEqual({ robots: [], operators: 0, waitingOperators: 0 });
    expect(codeOf(registry.register(client('anyone'), 'rover'))).toBe('ok');
  });
});

test('status counts the operators of each robot that is online', () => {
  const registry = createFullRegistry();
  registry.register(client('second-robot'), 'second');
  registry.join(ann, 'offline', { wait: true });
  expect(registry.status()).toEqual({
    robots: [
      { robotId: 'rover', operators: 2 },
      { robotId: 'second', operators: 0 },
    ],
    operators: 3,
    waitingOperators: 1,
  });
});
