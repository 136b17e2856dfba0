import { expect, it } from 'vitest';
import { resolveOptions } from './robot-options.js';

it('needs no relay', () => {
  expect(resolveOptions({})).toMatchObject({ relay: undefined, display: true });
});

it.each(['ftp://relay', 'relay.example.com', ''])('refuses %s as a relay', (relay) => {
  expect(() => resolveOptions({ relay, robot: 'rover-1' })).toThrow("relay's address");
});

it.each([undefined, '', 'rover 1', 'r'.repeat(65)])('refuses %s as a name', (robot) => {
  expect(() => resolveOptions({ relay: 'http://localhost', robot })).toThrow(
    expect.objectContaining({ code: 'bad-argument' }),
  );
});

it('refuses an option that it does not know', () => {
  expect(() => resolveOptions({ telop: { timeoutMs: 200 } } as never)).toThrow(
    /has no option "telop"\. Available: .*teleop/,
  );
});

it('asks for the token each time', async () => {
  let count = 0;
  const { token, relay } = resolveOptions({
    relay: new URL('https://relay.example.com/sub'),
    robot: 'rover-1',
    token: () => `token ${String(++count)}`,
  });
  expect(relay).toEqual({
    url: 'https://relay.example.com/sub',
    robotId: 'rover-1',
    token: 'fetched',
  });
  expect([await token(), await token()]).toEqual(['token 1', 'token 2']);
  expect(resolveOptions({ relay: 'http://localhost', robot: 'r' }).relay?.token).toBe('none');
});

it('names the ICE server that no browser takes', () => {
  const rtcConfiguration = { iceServers: [{ urls: ['stun:a', 'stun:a?transport=udp'] }] };
  expect(() => resolveOptions({ rtcConfiguration })).toThrow("'stun:a?transport=udp' has a '?'");
});

it('takes messages of 256 KiB and nothing of what viewers show and say, unless it is told so', () => {
  expect(resolveOptions({})).toMatchObject({ maxMessageBytes: 262_144, viewerMedia: false });
  const options = { maxMessageBytes: 1_000_000, viewerMedia: true };
  expect(resolveOptions(options)).toMatchObject(options);
});

it.each([0, 999, 1.5, NaN, 16 * 1024 * 1024 + 1])('refuses messages of %d bytes', (bytes) => {
  expect(() => resolveOptions({ maxMessageBytes: bytes })).toThrow(/maxMessageBytes must be/);
});

it('leaves it to the robot who encodes, and refuses what is not a way to', () => {
  expect(resolveOptions({}).encoding).toBe('auto');
  expect(resolveOptions({ encoding: 'shared' }).encoding).toBe('shared');
  expect(() => resolveOptions({ encoding: 'one' as 'each' })).toThrow(
    'encoding must be auto, shared or each, not "one".',
  );
});

it('prefers pictures at once to smooth ones, and refuses what is neither', () => {
  expect(resolveOptions({}).latency).toBe('low');
  expect(resolveOptions({ latency: 'smooth' }).latency).toBe('smooth');
  expect(() => resolveOptions({ latency: 'none' as 'low' })).toThrow(
    'latency must be low or smooth, not "none".',
  );
});
