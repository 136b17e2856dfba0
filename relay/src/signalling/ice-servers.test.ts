import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { createIceServers } from './ice-servers.js';
import { startRelay } from '../testing/clients.js';

const STUN = { urls: 'stun:192.0.2.1' };

test('without TURN all clients get the same', () => {
  expect(createIceServers([STUN], undefined)('client', 0)).toEqual([STUN]);
});

test('with TURN each client gets a name that says when it expires, and the password to it', () => {
  const turn = { urls: ['turn:192.0.2.1', 'turns:192.0.2.1'], secret: 'shared', ttlSec: 60 };
  const username = '1060:client';
  expect(createIceServers([STUN], turn)('client', 1_000_999)).toEqual([
    STUN,
    {
      urls: turn.urls,
      username,
      credential: createHmac('sha1', 'shared').update(username).digest('base64'),
    },
  ]);
});

test.each([
  [{ urls: [], secret: 'x' }, /no TURN server/],
  [{ urls: ['stun:a'], secret: 'x' }, /stun:a is no TURN server/],
  [{ urls: ['turn:a'], secret: '' }, /RTCBOT_TURN_SECRET/],
  [{ urls: ['turn:a'], secret: 'x', ttlSec: 1 }, /10 s or more/],
])('the option %j is refused', async (turn, message) => {
  await expect(startRelay({ turn })).rejects.toThrow(message);
});
