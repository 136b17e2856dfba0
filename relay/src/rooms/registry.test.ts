import { describe, expect, test } from 'vitest';
import {
  ann,
  bob,
  client,
  codeOf,
  createFullRegistry,
  createRegistry,
  robot,
  signal,
  type MemoryRegistry,
} from '../testing/registry-scene.js';

describe('register', () => {
  test('answers the id of the robot and nobody waiting', () => {
    const outcome = createRegistry().register(robot, 'rover');
    expect(outcome).toEqual({
      answer: { ok: true, clientId: 'robot', operators: [] },
      deliveries: [],
      superseded: [],
    });
  });

  test('answers the operators that wait, and tells each that the robot is online', () => {
    const registry = createRegistry();
    registry.join(ann, 'rover', { wait: true });
    registry.join(client('eve', 'eve-socket', 'viewer'), 'rover', { wait: true });
    registry.join(bob, 'other', { wait: true });
    const { answer, deliveries } = registry.register(robot, 'rover');
    expect(answer).toMatchObject({
      operators: [
        { operatorId: 'ann', role: 'operator' },
        { operatorId: 'eve', role: 'viewer' },
      ],
    });
    const payload = { robotId: 'rover', instanceId: 'robot' };
    expect(deliveries).toEqual([
      { socketId: 'ann-socket', event: 'robot:online', payload },
      { socketId: 'eve-socket', event: 'robot:online', payload },
    ]);
  });

  test('of a taken id by another client is refused and changes nothing', () => {
    const registry = createFullRegistry();
    const outcome = registry.register(client('thief'), 'rover');
    expect(codeOf(outcome)).toBe('robot-taken');
    expect(outcome.deliveries).toEqual([]);
    expect(registry.signal(ann, signal()).deliveries[0]?.socketId).toBe('robot-socket');
  });

  test('by the same client on a new socket takes over and ends the old socket', async () => {
    const registry = createFullRegistry();
    const again = { ...robot, socketId: 'robot-socket-2' };
    const outcome = registry.register(again, 'rover');
    expect(codeOf(outcome)).toBe('ok');
    expect(outcome.superseded).toEqual(['robot-socket']);
    expect(await registry.disconnect('robot-socket')).toEqual([]);
    expect(registry.signal(ann, signal()).deliveries[0]?.socketId).toBe('robot-socket-2');
    expect(codeOf(registry.signal(robot, signal('ann')))).toBe('not-joined');
  });

  test('again on the same socket changes nothing', () => {
    const registry = createFullRegistry();
    const outcome = registry.register(robot, 'rover');
    expect(outcome.answer).toMatchObject({ ok: true, operators: [{}, {}] });
    expect(outcome.superseded).toEqual([]);
  });

  test('a takeover leaves the old socket alone while it serves another robot', () => {
    const registry = createFullRegistry();
    registry.register(robot, 'second');
    const again = { ...robot, socketId: 'robot-socket-2' };
    expect(registry.register(again, 'rover').superseded).toEqual([]);
    expect(registry.register(again, 'second').superseded).toEqual(['robot-socket']);
  });

  test('of more robots on one socket than allowed is refused', () => {
    const registry = createRegistry();
    registry.register(robot, 'one');
    registry.register(robot, 'two');
    expect(codeOf(registry.register(robot, 'three'))).toBe('too-many');
    expect(codeOf(registry.register(robot, 'two'))).toBe('ok');
    expect(registry.status().robots).toHaveLength(2);
  });
});

const FIRST_OFFER = {
  sessionId: 'session-1',
  signal: { type: 'offer' as const, sdp: 'v=0' },
};

describe('join', () => {
  test('of an online robot tells the robot, and the operator which instance it is', () => {
    const registry = createRegistry();
    registry.register(robot, 'rover');
    const viewer = client('eve', 'eve-socket', 'viewer');
    expect(registry.join(viewer, 'rover', { wait: false })).toEqual({
      answer: { ok: true, clientId: 'eve', role: 'viewer', instanceId: 'robot' },
      deliveries: [
        {
          socketId: 'robot-socket',
          event: 'operator:joined',
          payload: { robotId: 'rover', operatorId: 'eve', role: 'viewer' },
        },
      ],
      superseded: [],
    });
  });

  test('tells the robot how long the operator may stay, and again with another token', () => {
    const registry = createRegistry();
    registry.register(robot, 'rover');
    const expiring = { ...ann, expiresAtMs: Date.now() + 60_000 };
    const told = (outcome: ReturnType<MemoryRegistry['join']>) => outcome.deliveries[0]?.payload;
    expect(told(registry.join(expiring, 'rover', { wait: true }))).toMatchObject({
      ...{ operatorId: 'ann', role: 'operator' },
      expiresInMs: expect.closeTo(60_000, -3) as number,
    });
    expect(registry.register(robot, 'rover').answer).toMatchObject({
      operators: [{ operatorId: 'ann', expiresInMs: expect.closeTo(60_000, -3) as number }],
    });
    const viewer = { ...ann, role: 'viewer' as const, socketId: 'ann-socket-2', expiresAtMs: 0 };
    expect(told(registry.join(viewer, 'rover', { wait: true }))).toEqual({
      ...{ robotId: 'rover', operatorId: 'ann', role: 'viewer', expiresInMs: 0 },
    });
  });

  test('passes an offer on, after the robot was told whose it is', () => {
    const registry = createRegistry();
    registry.register(robot, 'rover');
    const { answer, deliveries } = registry.join(ann, 'rover', { wait: true, offer: FIRST_OFFER });
    expect(answer).toMatchObject({ ok: true, offered: true });
    expect(deliveries.map(({ event, payload }) => [event, payload])).toMatchObject([
      ['operator:joined', { operatorId: 'ann' }],
      ['signal:deliver', { robotId: 'rover', from: 'ann', ...FIRST_OFFER }],
    ]);
  });

  test('of an offline robot waits, without an instance, and keeps no offer', () => {
    const registry = createRegistry();
    const request = { wait: true, offer: FIRST_OFFER };
    const { answer, deliveries } = registry.join(ann, 'rover', request);
    expect(answer).toEqual({ ok: true, clientId: 'ann', role: 'operator' });
    expect(deliveries).toEqual([]);
    expect(registry.status()).toEqual({ robots: [], operators: 1, waitingOperators: 1 });
  });

  test('of an offline robot without waiting is refused and leaves no trace', () => {
    const registry = createRegistry();
    expect(codeOf(registry.join(ann, 'rover', { wait: false }))).toBe('robot-offline');
    expect(registry.register(robot, 'rover').answer).toMatchObject({ operators: [] });
  });

  test('by the same operator on a new socket replaces the old one quietly', async () => {
    const registry = createFullRegistry();
    const again = { ...ann, socketId: 'ann-socket-2' };
    const outcome = registry.join(again, 'rover', { wait: true });
    expect(outcome.superseded).toEqual(['ann-socket']);
    expect(outcome.deliveries.map(({ event }) => event)).toEqual(['operator:joined']);
    expect(await registry.disconnect('ann-socket')).toEqual([]);
    expect(registry.signal(robot, signal('ann')).deliveries[0]?.socketId).toBe('ann-socket-2');
    expect(codeOf(registry.signal(ann, signal()))).toBe('not-joined');
  });

  test('an operator that comes back robot by robot is missed by none of them', async () => {
    const registry = createFullRegistry();
    const second = client('second-robot');
    registry.register(second, 'second');
    registry.join(ann, 'second', { wait: true });
    const again = { ...ann, socketId: 'ann-socket-2' };
    expect(registry.join(again, 'rover', { wait: true }).superseded).toEqual([]);
    expect(registry.join(again, 'second', { wait: true }).superseded).toEqual(['ann-socket']);
    expect(await registry.disconnect('ann-socket')).toEqual([]);
  });

  test('of a full robot is refused, except for an operator that is already there', () => {
    const registry = createFullRegistry();
    registry.join(client('cat'), 'rover', { wait: true });
    expect(codeOf(registry.join(client('dan'), 'rover', { wait: true }))).toBe('too-many');
    expect(codeOf(registry.join({ ...ann, socketId: 'ann-2' }, 'rover', { wait: true }))).toBe(
      'ok',
    );
    registry.leave(bob, 'rover');
    expect(codeOf(registry.join(client('dan'), 'rover', { wait: true }))).toBe('ok');
  });

  test('of more robots on one socket than allowed is refused', () => {
    const registry = createRegistry();
    registry.join(ann, 'one', { wait: true });
    registry.join(ann, 'two', { wait: true });
    expect(codeOf(registry.join(ann, 'three', { wait: true }))).toBe('too-many');
    expect(codeOf(registry.join(ann, 'two', { wait: true }))).toBe('ok');
    registry.leave(ann, 'one');
    expect(codeOf(registry.join(ann, 'three', { wait: true }))).toBe('ok');
  });
});
