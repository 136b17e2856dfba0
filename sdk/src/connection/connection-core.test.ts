import { describe, expect, it } from 'vitest';
import {
  expectedCandidateTypes,
  gatheringWaitMs,
  type Gathering,
} from './negotiation/local-description.js';
import { decodeMessage, encodeMessage } from './messages/message-codec.js';
import { isOurs, markOurs, parseDescription } from './negotiation/session-description.js';

describe('messages', () => {
  it.each([
    ['text'],
    ['123'],
    ['{"x":1}'],
    [''],
    [0],
    [true],
    [null],
    [[1, 'a']],
    [{ a: { b: 1 } }],
  ])('carry %j over the wire unchanged', (message) => {
    expect(decodeMessage(encodeMessage(message))).toEqual(message);
  });

  it('that are not JSON are handed over as they came', () => {
    expect(decodeMessage('hello robot')).toBe('hello robot');
    const bytes = new ArrayBuffer(2);
    expect(decodeMessage(bytes)).toBe(bytes);
  });

  it('of bytes are copies: what the caller does with its memory later changes nothing', () => {
    const memory = new Uint8Array([1, 2, 3, 4]);
    const shared = new Uint8Array(new SharedArrayBuffer(2)).fill(9);
    const sent = [memory.buffer, memory.subarray(1, 3), shared].map(encodeMessage);
    memory.fill(0);
    shared.fill(0);
    const bytes = sent.map((one) => (one instanceof ArrayBuffer ? [...new Uint8Array(one)] : one));
    expect(bytes).toEqual([
      [1, 2, 3, 4],
      [2, 3],
      [9, 9],
    ]);
  });

  it('that cannot be JSON are refused by name', () => {
    const circular: { self?: unknown } = {};
    circular.self = circular;
    for (const message of [circular, undefined, () => 1, 10n]) {
      expect(() => encodeMessage(message)).toThrow(
        expect.objectContaining({ code: 'not-serializable' }),
      );
    }
  });
});

describe('gatheringWaitMs', () => {
  const gathering = (change: Partial<Gathering>): Gathering => ({
    complete: false,
    found: new Set<string>(),
    expected: new Set(['host']),
    sinceStartMs: 10,
    sinceLastCandidateMs: 10,
    ...change,
  });

  it.each<[string, Partial<Gathering>, number]>([
    ['nothing found yet', {}, 990],
    ['complete', { complete: true }, 0],
    ['all kinds found, one just now', { found: new Set(['host']), sinceLastCandidateMs: 0 }, 10],
    [
      'all kinds found after a long time',
      { found: new Set(['host']), sinceStartMs: 300, sinceLastCandidateMs: 10 },
      40,
    ],
    [
      'all kinds found at once',
      { found: new Set(['host']), sinceStartMs: 1, sinceLastCandidateMs: 1 },
      4,
    ],
    [
      'all kinds found, quiet since',
      { found: new Set(['host']), sinceStartMs: 20, sinceLastCandidateMs: 10 },
      0,
    ],
    [
      'a STUN server that has not answered',
      { found: new Set(['host']), expected: new Set(['host', 'srflx']), sinceStartMs: 400 },
      600,
    ],
    [
      'a STUN server that will not answer',
      { expected: new Set(['host', 'srflx']), sinceStartMs: 1000 },
      0,
    ],
  ])('%s', (_name, change, waitMs) => {
    expect(gatheringWaitMs(gathering(change))).toBe(waitMs);
  });

  it('expects of each server what it can bring', () => {
    const iceServers = [{ urls: ['stun:a', 'turn:b'] }];
    expect(expectedCandidateTypes({})).toEqual(new Set(['host']));
    expect(expectedCandidateTypes({ iceServers })).toEqual(new Set(['host', 'srflx', 'relay']));
    expect(expectedCandidateTypes({ iceServers, iceTransportPolicy: 'relay' })).toEqual(
      new Set(['relay']),
    );
  });
});

describe('our own kind', () => {
  it('is recognised by a line of the session, before the media', () => {
    const sdp = 'v=0\r\ns=-\r\nm=audio 9 x\r\nm=video 9 x\r\n';
    const marked = markOurs(sdp);
    expect(marked).toBe('v=0\r\ns=-\r\na=x-rtcbot-web:1\r\nm=audio 9 x\r\nm=video 9 x\r\n');
    expect([isOurs(sdp), isOurs(marked)]).toEqual([false, true]);
  });
});

describe('parseDescription', () => {
  it('takes an offer and drops foreign keys', () => {
    expect(parseDescription({ type: 'offer', sdp: 'v=0', extra: 1 }, 'offer')).toEqual({
      type: 'offer',
      sdp: 'v=0',
    });
  });

  it.each([
    [null],
    ['{"type":"offer"}'],
    [{}],
    [{ type: 'answer', sdp: '' }],
    [{ type: 'offer' }],
    [7],
  ])('refuses %j as an offer', (value) => {
    expect(() => parseDescription(value, 'offer')).toThrow(
      expect.objectContaining({ name: 'NegotiationError', code: 'bad-description' }),
    );
  });
});
