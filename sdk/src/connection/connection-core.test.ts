import { describe, expect, it, vi } from 'vitest';
import { expectedCandidateTypes, gatheringWaitMs, type Gathering } from './local-description.js';
import { decodeMessage, encodeMessage } from './message-codec.js';
import { Outbox, OUTBOX_LIMIT_BYTES } from './outbox.js';
import { parseDescription } from './session-description.js';

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

describe('Outbox', () => {
  const channel = () => {
    const sent: string[] = [];
    return {
      sent,
      readyState: 'open' as RTCDataChannelState,
      send: (text: string) => sent.push(text),
    };
  };

  it('keeps messages until a channel opens, then sends them first', () => {
    const outbox = new Outbox();
    outbox.put('1');
    outbox.put('2');
    const first = channel();
    outbox.open(first);
    outbox.put('3');
    expect(first.sent).toEqual(['1', '2', '3']);
  });

  it('keeps messages again while one channel is gone and the next not there', () => {
    const outbox = new Outbox();
    outbox.open(channel());
    outbox.shut();
    outbox.put('kept');
    const second = channel();
    outbox.open(second);
    expect(second.sent).toEqual(['kept']);
  });

  it('refuses a message above what the other peer takes, in bytes, and sends the next', () => {
    const outbox = new Outbox();
    const one = channel();
    outbox.open(one, 65_536);
    outbox.put('x'.repeat(65_536));
    expect(() => {
      outbox.put('é'.repeat(40_000));
    }).toThrow(expect.objectContaining({ code: 'message-too-large' }));
    outbox.put('small');
    expect(one.sent.map((text) => text.length)).toEqual([65_536, 5]);
  });

  it('reports what has waited and is too large for the other peer, and sends the rest', () => {
    const report = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const outbox = new Outbox();
    for (const text of ['first', 'x'.repeat(65_537), 'last']) outbox.put(text);
    const one = channel();
    outbox.open(one, 65_536);
    expect(one.sent).toEqual(['first', 'last']);
    expect(report.mock.calls).toEqual([
      [expect.any(String), expect.objectContaining({ code: 'message-too-large' })],
    ]);
    report.mockRestore();
  });

  it('does not keep without bound', () => {
    const outbox = new Outbox();
    const part = 'x'.repeat(OUTBOX_LIMIT_BYTES / 4);
    for (let i = 0; i < 4; i++) outbox.put(part);
    expect(() => {
      outbox.put('one more');
    }).toThrow(expect.objectContaining({ code: 'channel-full' }));
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
