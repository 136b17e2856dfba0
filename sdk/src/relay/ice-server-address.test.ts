import { expect, it } from 'vitest';
import { iceAddressProblem, iceServerProblem, sortIceServers } from './ice-server-address.js';

it.each([
  'stun:stun.example.com',
  'stun:stun.example.com:3478',
  'STUN:192.0.2.1:3478',
  'stuns:[2001:db8::1]:5349',
  'stun:[2001:db8::1]',
  'turn:turn.example.com?transport=udp',
  'turn:turn.example.com:3478?transport=TCP',
  'turns:turn.example.com:443?transport=tcp',
])('takes %s', (address) => {
  expect(iceAddressProblem(address)).toBeUndefined();
});

it.each([
  ['stun:stun.example.com:3478?transport=udp', "has a '?'"],
  ['stun.example.com:3478', 'does not begin with'],
  ['https://stun.example.com', 'does not begin with'],
  ['', 'does not begin with'],
  [' stun:a', 'does not begin with'],
  ['stun:', 'has no host'],
  ['stun::3478', 'has no host'],
  ['stun://stun.example.com', "has '//'"],
  ['stun:2001:db8::1', "has 'db8::1' for a port"],
  ['stun:a:', "has '' for a port"],
  ['stun:a:0', "has '0' for a port"],
  ['stun:a:65536', "has '65536' for a port"],
  ['stun:a:x', "has 'x' for a port"],
  ['stun:a b', "has 'a b' for a host"],
  ['stun:user@a', "has 'user@a' for a host"],
  ['stun:a/b', "has 'a/b' for a host"],
  ['turn:a?transport=sctp', 'something else than transport'],
  ['turn:a?', 'something else than transport'],
  [undefined, 'nothing is not a text'],
  [3478, '3478 is not a text'],
])('names what is wrong with %j', (address, words) => {
  expect(iceAddressProblem(address)).toContain(words);
});

it('asks for what a TURN server needs', () => {
  expect(iceServerProblem({ urls: 'turn:a', username: 'u', credential: 'c' })).toBeUndefined();
  expect(iceServerProblem({ urls: 'stun:a' })).toBeUndefined();
  for (const server of [{ username: 'u' }, { username: '', credential: 'c' }, {}]) {
    expect(iceServerProblem({ urls: ['stun:a', 'turn:a'], ...server })).toContain("'turn:a' lacks");
  }
  expect(iceServerProblem({ urls: [] })).toContain('no address');
});

it('keeps the servers, and of a server the addresses, that can be used', () => {
  const turn = { username: 'u', credential: 'c' };
  const { good, problems } = sortIceServers([
    { urls: 'stun:a' },
    { urls: 'stun:a?b' },
    { urls: ['turn:a', 'turn://b'], ...turn },
    { urls: 'turn:a' },
    { urls: [] },
  ]);
  expect(good).toEqual([{ urls: 'stun:a' }, { urls: ['turn:a'], ...turn }]);
  expect(problems).toHaveLength(4);
});
