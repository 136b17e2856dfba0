import { expect, it } from 'vitest';
import { markOurs, sendingTo } from './session-description.js';

it.each([
  ['what it says', 'a=max-message-size:65536\r\n', 65_536],
  ['not more than browsers send', 'a=sctp-port:5000\r\na=max-message-size:1073741823\r\n', 262_144],
  ['0 is not a limit', 'a=max-message-size:0\r\n', 262_144],
  ['64 KiB if it says nothing', 'a=sctp-port:5000\r\n', 65_536],
])('the largest message to a side: %s', (_name, lines, bytes) => {
  expect(sendingTo(`v=0\r\n${lines}`)).toMatchObject({ isOurs: false, mostBytes: bytes });
});

it('a limit of our own is told to those of our own kind, and in SDP to all others', () => {
  const sdp = 'v=0\r\nm=application 9\r\na=max-message-size:262144\r\n';
  const marked = markOurs(sdp, { maxMessageBytes: 100_000 });
  expect(marked).toContain('a=max-message-size:100000\r\n');
  expect(sendingTo(marked)).toMatchObject({
    isOurs: true,
    plainBytes: 100_000,
    mostBytes: 100_000,
  });
  const larger = markOurs(sdp, { maxMessageBytes: 1_000_000 });
  expect(larger).toContain('a=max-message-size:262144\r\n');
  expect(sendingTo(larger)).toMatchObject({
    isOurs: true,
    plainBytes: 262_144,
    mostBytes: 1_000_000,
  });
  expect(sendingTo(markOurs(sdp)).mostBytes).toBe(128 * 1024 * 1024);
});

it('rates are told to those of our own kind, and a renegotiation does not begin them anew', () => {
  const rates = { messagesPerSec: 100, bytesPerSec: 1_000 };
  const sdp = markOurs('v=0\r\nm=application 9\r\n', { rates });
  const first = sendingTo(sdp);
  expect(first.pace?.rates).toEqual(rates);
  expect(sendingTo(sdp, first).pace).toBe(first.pace);
  expect(sendingTo(sdp.replace('100 ', '50 '), first).pace?.rates.messagesPerSec).toBe(50);
  expect(sendingTo('v=0\r\n', first).pace).toBeUndefined();
  expect(sendingTo(sdp.replace('100 ', '0 ')).pace).toBeUndefined();
});
