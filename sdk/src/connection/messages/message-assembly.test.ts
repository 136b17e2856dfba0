import { describe, expect, it } from 'vitest';
import { AssemblyRoom, MessageAssembly } from './message-assembly.js';
import { frameAt, framed, type Encoded } from './message-frames.js';

const badMessage = expect.objectContaining({ name: 'ProtocolError', code: 'bad-message' }) as Error;

/** The frames of a message of this many of the letter. */
function frames(letter: string, number: number, length = 200_000): ArrayBuffer[] {
  const message = framed(letter.repeat(length), number);
  return Array.from({ length: message.count }, (_, index) => frameAt(message, index));
}

/** A frame that says whatever a hostile peer likes. */
function hostile(id: number, index: number, count: number, partBytes = 1): ArrayBuffer {
  const frame = new Uint8Array(16 + partBytes);
  frame.set(new TextEncoder().encode('RTCB'));
  new Uint32Array(frame.buffer, 0, 4).set([id, index, count], 1);
  return frame.buffer;
}

const takeAll = (assembly: MessageAssembly, data: readonly Encoded[]) =>
  data.map((one) => assembly.add(one)).filter((message) => message !== undefined);

const MAX_BYTES = 128 * 1024 * 1024;

const createAssembly = (isLossy: boolean, room = new AssemblyRoom(MAX_BYTES)) =>
  new MessageAssembly(isLossy, room);

describe('MessageAssembly', () => {
  it('passes on what is not a frame', () => {
    const assembly = createAssembly(false);
    const short = new TextEncoder().encode('RTCB').buffer;
    for (const data of ['text', '', short, new ArrayBuffer(0), new ArrayBuffer(64)]) {
      expect(assembly.add(data)).toBe(data);
    }
  });

  it('joins parts in any order, of several messages at once', () => {
    const [a, b] = [frames('a', 1), frames('b', 2)];
    const mixed = a.flatMap((frame, i) => [b[i]!, frame]).reverse();
    const messages = takeAll(createAssembly(false), mixed);
    expect(messages.map((message) => [(message as string)[0], (message as string).length])).toEqual(
      [
        ['a', 200_000],
        ['b', 200_000],
      ],
    );
  });

  it('on a lossy channel drops a message with a lost part whole, and forgets it when others come', () => {
    const assembly = createAssembly(true);
    const [, ...lost] = frames('x', 0);
    expect(takeAll(assembly, lost)).toEqual([]);
    for (let number = 1; number <= 4; number++) assembly.add(frames('y', number)[0]!);
    const [late] = frames('x', 0);
    expect(assembly.add(late!), 'its other parts are gone').toBeUndefined();
    expect(takeAll(assembly, frames('z', 9))).toEqual(['z'.repeat(200_000)]);
  });

  it.each([
    ['an index beyond the count', [hostile(2, 5, 3)]],
    ['no parts at all', [hostile(2, 0, 0)]],
    ['another count than before', [hostile(2, 0, 3), hostile(2, 1, 4)]],
    ['the same part twice', [hostile(2, 0, 3), hostile(2, 0, 3)]],
  ])('reports %s and goes on', (_name, data) => {
    const assembly = createAssembly(false);
    expect(() => takeAll(assembly, data)).toThrow(badMessage);
    expect(takeAll(assembly, frames('g', 1))).toEqual(['g'.repeat(200_000)]);
  });

  it('keeps few unfinished messages, and reports when a channel that loses nothing has more', () => {
    const assembly = createAssembly(false);
    const begin = (count: number): void => {
      for (let id = 0; id < count; id++) assembly.add(hostile(id * 2, 0, 2));
    };
    expect(() => {
      begin(256);
    }).not.toThrow();
    expect(() => assembly.add(hostile(10_000, 0, 2))).toThrow(badMessage);
  });

  it('keeps no more than the bytes of two of the largest messages, even in tiny parts', () => {
    const assembly = createAssembly(false);
    let kept = 0;
    expect(() => {
      for (; kept < 1_000_000; kept++) {
        assembly.add(hostile(2 * Math.floor(kept / 2_000), kept % 2_000, 2_001, 0));
      }
    }).toThrow(badMessage);
    expect(kept).toBeLessThan((2 * MAX_BYTES) / 1024);
    expect(takeAll(assembly, frames('g', 999))).toEqual(['g'.repeat(200_000)]);
  });

  it('refuses a message above the limit at its first part, whichever that is, and plain ones', () => {
    const tooLarge = expect.objectContaining({ code: 'message-too-large' }) as Error;
    const assembly = createAssembly(false, new AssemblyRoom(150_000));
    for (const frame of frames('x', 1)) expect(() => assembly.add(frame)).toThrow(tooLarge);
    expect(() => assembly.add('x'.repeat(150_001))).toThrow(tooLarge);
    expect(() => assembly.add('é'.repeat(75_001)), 'in bytes').toThrow(tooLarge);
    expect(takeAll(assembly, frames('g', 2, 150_000))).toEqual(['g'.repeat(150_000)]);
  });

  it('shares its room with the other channels of the connection, and gives it back when one is gone', () => {
    const room = new AssemblyRoom(100_000);
    const channels = Array.from({ length: 9 }, () => createAssembly(false, room));
    const begin = (): void => {
      for (const channel of channels) channel.add(hostile(0, 0, 2, 20_000));
    };
    expect(begin, 'of 200 kB').not.toThrow();
    const other = createAssembly(false, room);
    expect(() => other.add(hostile(0, 0, 2, 20_000))).toThrow(badMessage);
    for (const channel of channels) channel.clear();
    expect(takeAll(other, frames('g', 1, 90_000))).toEqual(['g'.repeat(90_000)]);
  });

  it('takes text that is not UTF-8', () => {
    const frame = new Uint8Array(hostile(3, 0, 1, 2)).fill(0xff, 16);
    expect(createAssembly(false).add(frame.buffer)).toBe('\ufffd\ufffd');
  });
});
