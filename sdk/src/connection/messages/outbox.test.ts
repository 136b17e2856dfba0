import { describe, expect, it, vi } from 'vitest';
import { FakeChannel } from '../../testing/fake-channel.js';
import { AssemblyRoom, MessageAssembly } from './message-assembly.js';
import type { Encoded } from './message-frames.js';
import { HIGH_WATER_BYTES, Outbox, OUTBOX_LIMIT_BYTES } from './outbox.js';

const MIB = 1024 * 1024;

const code = (name: string): unknown => expect.objectContaining({ code: name });

/** What errors are reported while `work` runs. */
function reported(work: () => void): unknown[] {
  const report = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  work();
  const errors = report.mock.calls.map(([, error]) => error as unknown);
  report.mockRestore();
  return errors;
}

/** Peers of our own kind and of others. */
const OURS = { isOurs: true, plainBytes: 262_144, mostBytes: 128 * MIB };
const FOREIGN = { isOurs: false, plainBytes: 65_536, mostBytes: 65_536 };

describe('Outbox', () => {
  it('keeps messages until a channel opens, then sends them first', () => {
    const outbox = new Outbox();
    outbox.put('1');
    outbox.put('2');
    const first = new FakeChannel();
    outbox.open(first, OURS);
    outbox.put('3');
    expect(first.sent).toEqual(['1', '2', '3']);
  });

  it('keeps messages again while one channel is gone and the next not there', () => {
    const outbox = new Outbox();
    outbox.open(new FakeChannel(), OURS);
    outbox.shut();
    outbox.put('kept');
    const second = new FakeChannel();
    outbox.open(second, OURS);
    expect(second.sent).toEqual(['kept']);
  });

  it('refuses a message above what the other peer takes, in bytes, and sends the next', () => {
    const outbox = new Outbox();
    const one = new FakeChannel();
    outbox.open(one, FOREIGN);
    outbox.put('x'.repeat(65_536));
    expect(() => {
      outbox.put('é'.repeat(40_000));
    }).toThrow(code('message-too-large'));
    outbox.put('small');
    expect(one.sent.map((text) => (text as string).length)).toEqual([65_536, 5]);
  });

  it('refuses what is above the limit that a peer of our own kind has named', () => {
    const outbox = new Outbox();
    const one = new FakeChannel();
    outbox.open(one, { ...OURS, mostBytes: 100_000 });
    expect(() => {
      outbox.put('x'.repeat(100_001));
    }).toThrow(/has 100001 bytes; the other peer takes at most 100000/);
    outbox.put('small');
    expect(one.sent).toEqual(['small']);
  });

  it('reports what has waited and is too large for the other peer, and sends the rest', () => {
    const outbox = new Outbox();
    for (const text of ['first', 'x'.repeat(65_537), 'last']) outbox.put(text);
    const one = new FakeChannel();
    const errors = reported(() => {
      outbox.open(one, FOREIGN);
    });
    expect(one.sent).toEqual(['first', 'last']);
    expect(errors).toEqual([code('message-too-large')]);
  });

  it('reports what the browser refuses, and sends the rest', () => {
    const outbox = new Outbox();
    const one = Object.assign(new FakeChannel(), { refuses: 'bad' });
    outbox.open(one, OURS);
    vi.useFakeTimers();
    const errors = reported(() => {
      for (const text of ['first', 'bad', 'last']) outbox.put(text);
      vi.runAllTimers();
    });
    vi.useRealTimers();
    expect(one.sent).toEqual(['first', 'last']);
    expect(errors).toEqual([code('channel-failed')]);
    expect(outbox.bufferedBytes).toBe('firstlast'.length);
  });

  it('keeps what a closing channel refuses for the next one, and reports nothing', () => {
    vi.useFakeTimers();
    const outbox = new Outbox();
    const closing = Object.assign(new FakeChannel(), { refuses: 'kept' });
    const next = new FakeChannel();
    outbox.open(closing, OURS);
    const errors = reported(() => {
      for (const text of ['first', 'kept', 'last']) outbox.put(text);
      closing.readyState = 'closed';
      outbox.shut();
      outbox.open(next, OURS);
      vi.runAllTimers();
    });
    vi.useRealTimers();
    expect([closing.sent, next.sent, errors]).toEqual([['first'], ['kept', 'last'], []]);
  });

  it('does not keep without bound, but takes one larger message when nothing else waits', () => {
    const outbox = new Outbox();
    outbox.put(new ArrayBuffer(OUTBOX_LIMIT_BYTES + 1));
    expect(() => {
      outbox.put('one more');
    }).toThrow(code('channel-full'));
    outbox.close();
    expect(outbox.bufferedBytes).toBe(0);
    for (let i = 0; i < 4; i++) outbox.put(new ArrayBuffer(OUTBOX_LIMIT_BYTES / 4));
    expect(() => {
      outbox.put('one more');
    }).toThrow(code('channel-full'));
  });

  it('hands the browser what it has room for, keeps the rest in order, and goes on when it may', () => {
    const outbox = new Outbox();
    const one = new FakeChannel();
    outbox.open(one, OURS);
    const part = (name: string): string => name.repeat(HIGH_WATER_BYTES / 4);
    for (const name of 'abcdefghij') outbox.put(part(name));
    const names = () => one.sent.map((text) => (text as string)[0]).join('');
    expect(names()).toBe('abcd');
    expect(outbox.bufferedBytes).toBe((10 * HIGH_WATER_BYTES) / 4);
    one.drain();
    expect(names()).toBe('abcdefgh');
    outbox.put('k');
    one.drain();
    expect(names()).toBe('abcdefghijk');
  });

  it('is drained when it has a channel, nothing waits and there is room', async () => {
    const outbox = new Outbox();
    const steps: string[] = [];
    const drained = (step: string) => outbox.drained().then(() => steps.push(step));
    const first = drained('open');
    await Promise.resolve();
    expect(steps).toEqual([]);
    const one = new FakeChannel();
    outbox.open(one, OURS);
    await first;
    outbox.put(new ArrayBuffer(HIGH_WATER_BYTES));
    outbox.put('waits');
    const second = drained('drained');
    await Promise.resolve();
    expect(steps).toEqual(['open']);
    one.drain();
    await second;
    expect(steps).toEqual(['open', 'drained']);
    outbox.shut();
    const third = outbox.drained();
    outbox.close();
    await expect(third).rejects.toEqual(code('closed'));
  });
});

describe('a message above what goes in one piece', () => {
  const bytes = Uint8Array.from({ length: 3 * MIB + 5 }, (_, i) => (i * 7) % 251);
  const text = 'añ€😀'.repeat(100_000);
  const isBytes = (value: Encoded | undefined) =>
    value instanceof ArrayBuffer && Buffer.from(value).equals(bytes);

  /** What `sent` is to the other side. */
  const received = (sent: readonly Encoded[]) => {
    const assembly = new MessageAssembly(false, new AssemblyRoom(128 * MIB));
    return sent.map((data) => assembly.add(data)).filter((message) => message !== undefined);
  };

  it('goes in frames of 64 KiB at most, as the network takes them, and is whole again', () => {
    const outbox = new Outbox();
    const one = new FakeChannel();
    outbox.open(one, OURS);
    outbox.put('before');
    outbox.put(bytes.buffer);
    outbox.put(text);
    outbox.put('after');
    expect(one.bufferedAmount).toBeLessThan(HIGH_WATER_BYTES + 65_537);
    while (one.bufferedAmount > 0) one.drain();
    const sizes = one.sent.map((data) => (data instanceof ArrayBuffer ? data.byteLength : 0));
    expect(Math.max(...sizes)).toBe(65_536);
    const [before, first, second, after, ...rest] = received(one.sent);
    expect([before, after, rest]).toEqual(['before', 'after', []]);
    expect(isBytes(first)).toBe(true);
    expect(second === text).toBe(true);
    expect(outbox.bufferedBytes).toBe(0);
  });

  it('begins anew on a new channel, so that it arrives whole there', () => {
    const outbox = new Outbox();
    outbox.open(new FakeChannel(), OURS);
    outbox.put(bytes.buffer);
    outbox.shut();
    const second = new FakeChannel();
    outbox.open(second, OURS);
    while (second.bufferedAmount > 0) second.drain();
    const [message, ...rest] = received(second.sent);
    expect(isBytes(message)).toBe(true);
    expect(rest).toEqual([]);
  });

  it('has an upper limit all the same', () => {
    const outbox = new Outbox();
    outbox.open(new FakeChannel(), OURS);
    expect(() => {
      outbox.put(new ArrayBuffer(128 * MIB + 1));
    }).toThrow(code('message-too-large'));
  });

  it('is not needed for bytes that look like a frame: these go in one, to peers that know frames', () => {
    const lookalike = new Uint8Array(20);
    lookalike.set(new TextEncoder().encode('RTCB'));
    const sentTo = (isOurs: boolean) => {
      const outbox = new Outbox();
      const one = new FakeChannel();
      outbox.open(one, isOurs ? OURS : FOREIGN);
      outbox.put(lookalike.buffer);
      return one.sent;
    };
    expect(sentTo(false)).toEqual([lookalike.buffer]);
    const framed = sentTo(true);
    expect((framed[0] as ArrayBuffer).byteLength).toBe(36);
    expect(received(framed)).toEqual([lookalike.buffer]);
  });
});
