import { createHmac } from 'node:crypto';
import { decodeJwt } from 'jose';
import { expect, test } from 'vitest';
import { signToken } from '../access/token.js';
import { createIceServers } from './ice-servers.js';
import { connect, startRelay } from '../testing/clients.js';

const STUN = { urls: 'stun:192.0.2.1' };

test('without TURN all clients get the same', () => {
  expect(createIceServers([STUN], undefined)('holder', 0)).toEqual([STUN]);
});

test('with TURN each client gets a name that says when it expires, and the password to it', () => {
  const turn = { urls: ['turn:192.0.2.1', 'turns:192.0.2.1'], secret: 'shared', ttlSec: 60 };
  const username = '1060:local';
  expect(createIceServers([STUN], turn)(undefined, 1_000_999)).toEqual([
    STUN,
    {
      urls: turn.urls,
      username,
      credential: createHmac('sha1', 'shared').update(username).digest('base64'),
    },
  ]);
});

test('with TURN all clients of one token have one name, which does not show whose it is', async () => {
  const secret = 'a secret of the tests, 32 characters or more';
  const turn = { urls: ['turn:192.0.2.1'], secret: 'shared' };
  const { url } = await startRelay({ secret, turn });
  const userOf = async (token: string) => {
    const client = await connect(url, { token });
    const { iceServers } = await client.ask('robot:join', { robotId: 'rover' });
    const [{ username }] = iceServers as [{ username: string }];
    return /^\d+:(.*)$/.exec(username)![1];
  };
  const newToken = () => signToken({ secret, robots: ['*'], role: 'operator', ttlSec: 60 });
  const token = await newToken();
  const user = await userOf(token);
  expect(user).toMatch(/^[\w-]{16}$/);
  expect(decodeJwt(token).jti).not.toContain(user);
  expect(await userOf(token)).toBe(user);
  expect(await userOf(await newToken())).not.toBe(user);
});

test.each([
  [{ urls: [], secret: 'x' }, /no TURN server/],
  [{ urls: ['stun:a'], secret: 'x' }, /stun:a is not a TURN server/],
  [{ urls: ['turn:a?transport=sctp'], secret: 'x' }, /something else than transport=udp/],
  [{ urls: ['turn:a'], secret: '' }, /RTCBOT_TURN_SECRET/],
  [{ urls: ['turn:a'], secret: 'x', ttlSec: 1 }, /10 s or more/],
])('the option %j is refused', async (turn, message) => {
  await expect(startRelay({ turn })).rejects.toThrow(message);
});

test.each([
  [{ urls: 'stun:a:3478?transport=udp' }, /'stun:a:3478\?transport=udp' has a '\?'/],
  [{ urls: ['stun:a', 'http://a'] }, /'http:\/\/a' does not begin with stun:/],
  [{ urls: 'turn:a' }, /'turn:a' lacks its username/],
])('the ICE server %j is refused', async (server, message) => {
  await expect(startRelay({ iceServers: [server] })).rejects.toThrow(message);
});
