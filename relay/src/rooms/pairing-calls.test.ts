import { describe, expect, test } from 'vitest';
import { ann, client, codeOf, offer, paired, robot, signal } from '../testing/pairing-scene.js';

describe('leave', () => {
  test('tells the robot that the operator hung up', () => {
    expect(paired().leave(ann, 'rover').deliveries).toEqual([
      {
        socketId: 'robot-socket',
        event: 'operator:left',
        payload: { robotId: 'rover', operatorId: 'ann', reason: 'closed' },
      },
    ]);
  });

  test('without having joined is refused', () => {
    const pairing = paired();
    expect(codeOf(pairing.leave(client('cat'), 'rover'))).toBe('not-joined');
    expect(codeOf(pairing.leave(ann, 'no-such-robot'))).toBe('not-joined');
    pairing.leave(ann, 'rover');
    expect(codeOf(pairing.leave(ann, 'rover'))).toBe('not-joined');
  });

  test('on the old socket does not end what the new socket has joined', () => {
    const pairing = paired();
    pairing.join({ ...ann, socketId: 'ann-socket-2' }, 'rover', true);
    expect(codeOf(pairing.leave(ann, 'rover'))).toBe('not-joined');
    expect(pairing.status().operators).toBe(2);
  });

  test('is said once: the disconnect after it tells nobody', () => {
    const pairing = paired();
    pairing.leave(ann, 'rover');
    expect(pairing.disconnect('ann-socket')).toEqual([]);
  });
});

describe('signal', () => {
  test('of an operator goes to its robot alone', () => {
    expect(paired().signal(ann, signal()).deliveries).toEqual([
      {
        socketId: 'robot-socket',
        event: 'signal:deliver',
        payload: { robotId: 'rover', from: 'ann', sessionId: 'session-1', signal: offer },
      },
    ]);
  });

  test('of a robot goes to the named operator alone', () => {
    const { deliveries } = paired().signal(robot, signal('bob'));
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
    const outcome = paired().signal(sender, message);
    expect(codeOf(outcome)).toBe(code);
    expect(outcome.deliveries).toEqual([]);
  });

  test('to a robot that went offline is refused', () => {
    const pairing = paired();
    pairing.disconnect('robot-socket');
    expect(codeOf(pairing.signal(ann, signal()))).toBe('robot-offline');
  });

  test('finds its way when one client is both the robot and its operator', () => {
    const pairing = paired();
    pairing.join(robot, 'rover', true);
    expect(pairing.signal(robot, signal()).deliveries).toHaveLength(1);
    expect(pairing.signal(robot, signal('ann')).deliveries[0]?.socketId).toBe('ann-socket');
  });
});

describe('disconnect', () => {
  test('of a robot tells its operators, which stay and hear of its return', () => {
    const pairing = paired();
    const payload = { robotId: 'rover', instanceId: 'robot' };
    expect(pairing.disconnect('robot-socket')).toEqual([
      { socketId: 'ann-socket', event: 'robot:offline', payload },
      { socketId: 'bob-socket', event: 'robot:offline', payload },
    ]);
    expect(pairing.status()).toEqual({ robots: [], operators: 2, waitingOperators: 2 });
    const restarted = pairing.register(client('new-robot'), 'rover');
    expect(restarted.answer).toMatchObject({
      operators: [{ operatorId: 'ann' }, { operatorId: 'bob' }],
    });
    expect(restarted.deliveries.map(({ payload: told }) => told)).toEqual([
      { robotId: 'rover', instanceId: 'new-robot' },
      { robotId: 'rover', instanceId: 'new-robot' },
    ]);
  });

  test('of an operator tells each of its robots', () => {
    const pairing = paired();
    pairing.register(client('second-robot'), 'second');
    pairing.join(ann, 'second', true);
    expect(
      pairing.disconnect('ann-socket').map(({ socketId, payload }) => [socketId, payload]),
    ).toEqual([
      ['robot-socket', { robotId: 'rover', operatorId: 'ann', reason: 'disconnected' }],
      ['second-robot-socket', { robotId: 'second', operatorId: 'ann', reason: 'disconnected' }],
    ]);
  });

  test('of a waiting operator, of a stranger, or a second time tells nobody', () => {
    const pairing = paired();
    pairing.join(client('cat'), 'other', true);
    expect(pairing.disconnect('cat-socket')).toEqual([]);
    expect(pairing.disconnect('never-seen')).toEqual([]);
    pairing.disconnect('ann-socket');
    expect(pairing.disconnect('ann-socket')).toEqual([]);
  });

  test('of everybody leaves nothing behind', () => {
    const pairing = paired();
    for (const socketId of ['ann-socket', 'robot-socket', 'bob-socket'])
      pairing.disconnect(socketId);
    expect(pairing.status()).toEqual({ robots: [], operators: 0, waitingOperators: 0 });
    expect(codeOf(pairing.register(client('anyone'), 'rover'))).toBe('ok');
  });
});

test('status counts the operators of each robot that is online', () => {
  const pairing = paired();
  pairing.register(client('second-robot'), 'second');
  pairing.join(ann, 'offline', true);
  expect(pairing.status()).toEqual({
    robots: [
      { robotId: 'rover', operators: 2 },
      { robotId: 'second', operators: 0 },
    ],
    operators: 3,
    waitingOperators: 1,
  });
});
