import { expect, test } from 'vitest';
import { playSoundApart } from './sound-apart.js';

const sdp = (...lines: string[]) => lines.join('\r\n') + '\r\n';

test('sound is in a stream of its own first, and stays in those that it was in', () => {
  const video = ['m=video 9 UDP/TLS/RTP/SAVPF 97', 'a=msid:common camera', 'a=msid:name camera'];
  const audio = ['a=msid:common microphone', 'a=msid:name microphone', 'a=sendonly'];
  expect(playSoundApart(sdp('v=0', ...video, 'm=audio 9 UDP/TLS/RTP/SAVPF 96', ...audio))).toBe(
    sdp(
      'v=0',
      ...video,
      'm=audio 9 UDP/TLS/RTP/SAVPF 96',
      'a=msid:rtcbot-sound microphone',
      ...audio,
    ),
  );
});

test.each([
  ['no stream', 'a=msid:- microphone'],
  ['no track', 'a=recvonly'],
])('a description with %s stays as it is', (_, line) => {
  const offer = sdp('v=0', 'm=audio 9 UDP/TLS/RTP/SAVPF 96', line, 'm=video 9', 'a=msid:a camera');
  expect(playSoundApart(offer)).toBe(offer);
});
