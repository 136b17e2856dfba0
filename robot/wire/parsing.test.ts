import { expect, it } from 'vitest';
import type { HostMessage, PageMessage } from './messages.js';
import { parseHostBatch, parsePageBatch } from './parsing.js';

it('reads everything that the page says', () => {
  const messages: PageMessage[] = [
    { type: 'operator-joined', id: 'a', role: 'viewer' },
    { type: 'message', id: 'a', text: '{"type":"registered"}' },
    { type: 'message', id: 'a', channel: 'map', base64: 'AAE=' },
    { type: 'channel-opened', id: 'a', channel: 'map' },
    { type: 'channel-closed', id: 'a', channel: 'map' },
    { type: 'operator-left', id: 'a' },
    { type: 'registered' },
    { type: 'relay-trouble', message: 'gone' },
    { type: 'refused', code: 'robot-taken', message: 'taken' },
    { type: 'media-lost', source: 'front', message: 'unplugged' },
    { type: 'media-back', source: 'front', message: 'HD Webcam' },
    { type: 'warning', message: 'slow' },
  ];
  expect(parsePageBatch(JSON.stringify(messages))).toEqual(messages);
});

it('reads everything that the host says', () => {
  const messages: HostMessage[] = [
    { type: 'serve', url: 'http://localhost', robotId: 'rover-1', token: 'fixed', withKey: true },
    { type: 'message', text: '[1]' },
    { type: 'message', to: 'a', text: 'null' },
    { type: 'message', to: 'a', channel: 'map', base64: '' },
    { type: 'close-operator', id: 'a' },
    { type: 'open-channel', id: 'a', channel: 'map', ordered: false, maxRetransmits: 0 },
    { type: 'close-channel', id: 'a', channel: 'map' },
    {
      ...{ type: 'start-frames', feed: 1, camera: 'front', format: 'rgba' },
      ...{ maxFps: 5, quality: 0.8, width: 0 },
    },
    { type: 'stop-frames', feed: 1 },
  ];
  expect(parseHostBatch(JSON.stringify(messages))).toEqual(messages);
});

it.each(['{}', '[1]', '[{"type":"other"}]', '[{"type":"message"}]', '[{"id":"a"}]'])(
  'refuses %s',
  (batch) => {
    expect(() => parsePageBatch(batch)).toThrow(TypeError);
    expect(() => parseHostBatch(batch)).toThrow(TypeError);
  },
);

it.each([
  '[{"type":"message","to":1,"text":""}]',
  '[{"type":"message","id":"a","to":"a","channel":1,"text":""}]',
  '[{"type":"message","id":"a","to":"a","base64":1}]',
  '[{"type":"message","id":"a","to":"a","text":{}}]',
])('refuses %s on both sides', (batch) => {
  expect(() => parsePageBatch(batch)).toThrow(TypeError);
  expect(() => parseHostBatch(batch)).toThrow(TypeError);
});
