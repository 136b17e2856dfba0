import { expect, test } from 'vitest';
import { separateExtensionIds } from './extension-ids.js';

const MID = 'urn:ietf:params:rtp-hdrext:sdes:mid';
const LEVEL = 'urn:ietf:params:rtp-hdrext:ssrc-audio-level';
const TIME = 'http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time';

const sdp = (...lines: string[]) => lines.join('\r\n') + '\r\n';

test('extensions that share an id across media sections get ids of their own', () => {
  const offer = sdp(
    'm=video 9 UDP/TLS/RTP/SAVPF 97',
    `a=extmap:1 ${MID}`,
    `a=extmap:2 ${TIME}`,
    'm=audio 9 UDP/TLS/RTP/SAVPF 96',
    `a=extmap:1 ${MID}`,
    `a=extmap:2/recvonly ${LEVEL} vad=on`,
    'm=audio 9 UDP/TLS/RTP/SAVPF 96',
    `a=extmap:3 ${MID}`,
    `a=extmap:2 ${LEVEL}`,
  );
  expect(separateExtensionIds(offer)).toBe(
    sdp(
      'm=video 9 UDP/TLS/RTP/SAVPF 97',
      `a=extmap:1 ${MID}`,
      `a=extmap:2 ${TIME}`,
      'm=audio 9 UDP/TLS/RTP/SAVPF 96',
      `a=extmap:1 ${MID}`,
      `a=extmap:4/recvonly ${LEVEL} vad=on`,
      'm=audio 9 UDP/TLS/RTP/SAVPF 96',
      `a=extmap:1 ${MID}`,
      `a=extmap:4 ${LEVEL}`,
    ),
  );
});

test('an offer without a clash stays as it is', () => {
  const offer = sdp('m=video 9', `a=extmap:14 ${TIME}`, 'm=audio 9', `a=extmap:4 ${MID}`);
  expect(separateExtensionIds(offer)).toBe(offer);
});
