import { describe, expect, test } from 'vitest';
import { Pairing } from './pairing.js';
import {
  ann,
  bob,
  client,
  codeOf,
  LIMITS,
  paired,
  robot,
  signal,
} from '../testing/pairing-scene.js';

describe('register', () => {
  test('answers the id of the robot and nobody waiting', () => {
    const outcome = new Pairing(LIMITS).register(robot, 'rover');
    expect(outcome).toEqual({
      answer: { ok: true, clientId: 'robot', operators: [] },
      deliveries: [],
      superseded: [],
    });
  });

  test('answers the operators that wait, and tells each that the robot is online', () => {
    const pairing = new Pairing(LIMITS);
    pairing.join(ann, 'rover', true);
    pairing.join(client('eve', 'eve-socket', 'viewer'), 'rover', true);
    pairing.join(bob, 'other', true);
    const { answer, deliveries } = pairing.register(robot, 'rover');
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
    const pairing = paired();
    const outcome = pairing.register(client('thief'), 'rover');
    expect(codeOf(outcome)).toBe('robot-taken');
    expect(outcome.deliveries).toEqual([]);
    expect(pairing.signal(ann, signal()).deliveries[0]?.socketId).toBe('robot-socket');
  });

  test('by the same client on a new socket takes over and ends the old socket', () => {
    const pairing = paired();
    const again = { ...robot, socketId: 'robot-socket-2' };
    const outcome = pairing.register(again, 'rover');
    expect(codeOf(outcome)).toBe('ok');
    expect(outcome.superseded).toEqual(['robot-socket']);
    expect(pairing.disconnect('robot-socket')).toEqual([]);
    expect(pairing.signal(ann, signal()).deliveries[0]?.socketId).toBe('robot-socket-2');
    expect(codeOf(pairing.signal(robot, signal('ann')))).toBe('not-joined');
  });

  test('again on the same socket changes nothing', () => {
    const pairing = paired();
    const outcome = pairing.register(robot, 'rover');
    expect(outcome.answer).toMatchObject({ ok: true, operators: [{}, {}] });
    expect(outcome.superseded).toEqual([]);
  });

  test('a takeover leaves the old socket alone while it serves another robot', () => {
    const pairing = paired();
    pairing.register(robot, 'second');
    const again = { ...robot, socketId: 'robot-socket-2' };
    expect(pairing.register(again, 'rover').superseded).toEqual([]);
    expect(pairing.register(again, 'second').superseded).toEqual(['robot-socket']);
  });

  test('of more robots on one socket than allowed is refused', () => {
    const pairing = new Pairing(LIMITS);
    pairing.register(robot, 'one');
    pairing.register(robot, 'two');
    expect(codeOf(pairing.register(robot, 'three'))).toBe('too-many');
    expect(codeOf(pairing.register(robot, 'two'))).toBe('ok');
    expect(pairing.status().robots).toHaveLength(2);
  });
});

describe('join', () => {
  test('of an online robot tells the robot, and the operator which instance it is', () => {
    const pairing = new Pairing(LIMITS);
    pairing.register(robot, 'rover');
    const viewer = client('eve', 'eve-socket', 'viewer');
    expect(pairing.join(viewer, 'rover', false)).toEqual({
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
    const pairing = new Pairing(LIMITS);
    pairing.register(robot, 'rover');
    const expiring = { ...ann, expiresAtMs: Date.now() + 60_000 };
    const told = (outcome: ReturnType<Pairing['join']>) => outcome.deliveries[0]?.payload;
    expect(told(pairing.join(expiring, 'rover', true))).toMatchObject({
      ...{ operatorId: 'ann', role: 'operator' },
      expiresInMs: expect.closeTo(60_000, -3) as number,
    });
    expect(pairing.register(robot, 'rover').answer).toMatchObject({
      operators: [{ operatorId: 'ann', expiresInMs: expect.closeTo(60_000, -3) as number }],
    });
    const viewer = { ...ann, role: 'viewer' as const, socketId: 'ann-socket-2', expiresAtMs: 0 };
    expect(told(pairing.join(viewer, 'rover', true))).toEqual({
      ...{ robotId: 'rover', operatorId: 'ann', role: 'viewer', expiresInMs: 0 },
    });
  });

  test('of an offline robot waits, without an instance', () => {
    const pairing = new Pairing(LIMITS);
    const { answer, deliveries } = pairing.join(ann, 'rover', true);
    expect(answer).toEqual({ ok: true, clientId: 'ann', role: 'operator' });
    expect(deliveries).toEqual([]);
    expect(pairing.status()).toEqual({ robots: [], operators: 1, waitingOperators: 1 });
  });

  test('of an offline robot without waiting is refused and leaves no trace', () => {
    const pairing = new Pairing(LIMITS);
    expect(codeOf(pairing.join(ann, 'rover', false))).toBe('robot-offline');
    expect(pairing.register(robot, 'rover').answer).toMatchObject({ operators: [] });
  });

  test('by the same operator on a new socket replaces the old one quietly', () => {
    const pairing = paired();
    const again = { ...ann, socketId: 'ann-socket-2' };
    const outcome = pairing.join(again, 'rover', true);
    expect(outcome.superseded).toEqual(['ann-socket']);
    expect(outcome.deliveries.map(({ event }) => event)).toEqual(['operator:joined']);
    expect(pairing.disconnect('ann-socket')).toEqual([]);
    expect(pairing.signal(robot, signal('ann')).deliveries[0]?.socketId).toBe('ann-socket-2');
    expect(codeOf(pairing.signal(ann, signal()))).toBe('not-joined');
  });

  test('an operator that comes back robot by robot is missed by none of them', () => {
    const pairing = paired();
    const second = client('second-robot');
    pairing.register(second, 'second');
    pairing.join(ann, 'second', true);
    const again = { ...ann, socketId: 'ann-socket-2' };
    expect(pairing.join(again, 'rover', true).superseded).toEqual([]);
    expect(pairing.join(again, 'second', true).superseded).toEqual(['ann-socket']);
    expect(pairing.disconnect('ann-socket')).toEqual([]);
  });

  test('of a full robot is refused, except for an operator that is already there', () => {
    const pairing = paired();
    pairing.join(client('cat'), 'rover', true);
    expect(codeOf(pairing.join(client('dan'), 'rover', true))).toBe('too-many');
    expect(codeOf(pairing.join({ ...ann, socketId: 'ann-2' }, 'rover', true))).toBe('ok');
    pairing.leave(bob, 'rover');
    expect(codeOf(pairing.join(client('dan'), 'rover', true))).toBe('ok');
  });

  test('of more robots on one socket than allowed is refused', () => {
    const pairing = new Pairing(LIMITS);
    pairing.join(ann, 'one', true);
    pairing.join(ann, 'two', true);
    expect(codeOf(pairing.join(ann, 'three', true))).toBe('too-many');
    expect(codeOf(pairing.join(ann, 'two', true))).toBe('ok');
    pairing.leave(ann, 'one');
    expect(codeOf(pairing.join(ann, 'three', true))).toBe('ok');
  });
});
