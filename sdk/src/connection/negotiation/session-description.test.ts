import { expect, it } from 'vitest';
import { maxMessageBytes } from './session-description.js';

it.each([
  ['what it says', 'a=max-message-size:65536\r\n', 65_536],
  ['not more than browsers send', 'a=sctp-port:5000\r\na=max-message-size:1073741823\r\n', 262_144],
  ['0 is no limit', 'a=max-message-size:0\r\n', 262_144],
  ['64 KiB if it says nothing', 'a=sctp-port:5000\r\n', 65_536],
])('the largest message to a side: %s', (_name, lines, bytes) => {
  expect(maxMessageBytes(`v=0\r\n${lines}`)).toBe(bytes);
});
