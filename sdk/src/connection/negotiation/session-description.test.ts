import { expect, it } from 'vitest';
import { markOurs, sendingTo } from './session-description.js';

it.each([
  ['what it says', 'a=max-message-size:65536\r\n', 65_536],
  ['not more than browsers send', 'a=sctp-port:5000\r\na=max-message-size:1073741823\r\n', 262_144],
  ['0 is no limit', 'a=max-message-size:0\r\n', 262_144],
  ['64 KiB if it says nothing', 'a=sctp-port:5000\r\n', 65_536],
])('the largest message to a side: %s', (_name, lines, bytes) => {
  expect(sendingTo(`v=0\r\n${lines}`)).toMatchObject({ isOurs: false, mostBytes: bytes });
});

it('a limit of our own is told to those of our own kind, and in SDP to all others', () => {
  const sdp = 'v=0\r\nm=application 9\r\na=max-message-size:262144\r\n';
  const marked = markOurs(sdp, 100_000);
  expect(marked).toContain('a=max-message-size:100000\r\n');
  expect(sendingTo(marked)).toEqual({ isOurs: true, plainBytes: 100_000, mostBytes: 100_000 });
  const larger = markOurs(sdp, 1_000_000);
  expect(larger).toContain('a=max-message-size:262144\r\n');
  expect(sendingTo(larger)).toEqual({ isOurs: true, plainBytes: 262_144, mostBytes: 1_000_000 });
  expect(sendingTo(markOurs(sdp)).mostBytes).toBe(128 * 1024 * 1024);
});
