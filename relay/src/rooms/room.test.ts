import { describe, expect, test } from 'vitest';
import { ann, bob, robot } from '../testing/registry-scene.js';
import { createRoom, join, restoreHolder, restoreOperator } from './room.js';

const JOIN = { robotId: 'rover', wait: true, limit: 3 };

/** A room that forgot the robot, or its operators, as when a node of the relay lost its lease. */
function roomWith(...operators: (typeof ann)[]) {
  const room = createRoom();
  for (const operator of operators) join(room, operator, JOIN);
  return room;
}

function told(deliveries: ReturnType<typeof restoreHolder>) {
  return deliveries?.map(({ socketId, event }) => `${socketId} ${event}`);
}

describe('a robot that is put back into its room', () => {
  test('is told who is there, as it may have missed that, and they are told that it is back', () => {
    expect(told(restoreHolder(roomWith(ann, bob), robot, 'rover'))).toEqual([
      'ann-socket robot:online',
      'bob-socket robot:online',
      'robot-socket operator:joined',
      'robot-socket operator:joined',
    ]);
  });

  test('and was in it all the time is told who is there, and others nothing', () => {
    const room = { ...roomWith(ann), holder: robot };
    expect(told(restoreHolder(room, robot, 'rover'))).toEqual(['robot-socket operator:joined']);
  });

  test('is not if another socket has its place', () => {
    const room = { ...roomWith(ann), holder: { ...robot, socketId: 'newer' } };
    expect(restoreHolder(room, robot, 'rover')).toBeUndefined();
  });
});

describe('an operator that is put back into its room', () => {
  test('is told who serves the robot, as it may have missed that', () => {
    const room = { ...roomWith(), holder: robot };
    expect(told(restoreOperator(room, ann, 'rover'))).toEqual([
      'robot-socket operator:joined',
      'ann-socket robot:online',
    ]);
    expect(told(restoreOperator(room, ann, 'rover'))).toEqual(['ann-socket robot:online']);
  });
});
