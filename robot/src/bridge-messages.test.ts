import { expect, it } from 'vitest';
import {
  type HostMessage,
  type PageMessage,
  parseHostBatch,
  parsePageBatch,
} from './bridge-messages.js';

it('reads everything that the page says', () => {
  const messages: PageMessage[] = [
    { type: 'operator-joined', id: 'a', role: 'viewer' },
    { type: 'message', id: 'a', data: { type: 'registered' } },
    { type: 'operator-left', id: 'a' },
    { type: 'registered' },
    { type: 'relay-trouble', message: 'gone' },
    { type: 'refused', code: 'robot-taken', message: 'taken' },
    { type: 'media-ended', kind: 'microphone' },
    { type: 'warning', message: 'slow' },
  ];
  expect(parsePageBatch(JSON.stringify(messages))).toEqual(messages);
});

it('reads everything that the host says', () => {
  const messages: HostMessage[] = [
    { type: 'serve', url: 'http://localhost', robotId: 'rover-1', withToken: true },
    { type: 'message', data: [1] },
    { type: 'message', to: 'a', data: null },
    { type: 'close-operator', id: 'a' },
  ];
  expect(parseHostBatch(JSON.stringify(messages))).toEqual(messages);
});

it.each(['{}', '[1]', '[{"type":"other"}]', '[{"type":"message"}]', '[{"id":"a"}]'])(
  'refuses %s',
  (batch) => {
    expect(() => parsePageBatch(batch)).toThrow(TypeError);
    if (batch !== '[{"type":"message"}]') expect(() => parseHostBatch(batch)).toThrow(TypeError);
  },
);
