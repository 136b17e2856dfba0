import fc from 'fast-check';
import * as real from 'socket.io-parser';
import { describe, expect, it } from 'vitest';
import * as lean from './json-parser.mjs';

const packets = fc.oneof(
  fc.record({ type: fc.constant(0), data: fc.dictionary(fc.string(), fc.jsonValue()) }),
  fc.record({ type: fc.constant(1) }),
  fc.record(
    {
      type: fc.constant(2),
      id: fc.nat(),
      data: fc.tuple(fc.string({ minLength: 1 }), fc.jsonValue()),
    },
    { requiredKeys: ['type', 'data'] },
  ),
  fc.record({ type: fc.constant(3), id: fc.nat(), data: fc.array(fc.jsonValue()) }),
  fc.record({ type: fc.constant(4), data: fc.record({ message: fc.string() }) }),
);

/** What a decoder makes of a text: the packet, or that it refuses. */
function decoded({ Decoder }, text) {
  const decoder = new Decoder();
  let packet = 'refused';
  decoder.on('decoded', (one) => {
    packet = one;
  });
  try {
    decoder.add(text);
  } catch {
    return 'refused';
  }
  return packet;
}

describe("Socket.IO's JSON parser", () => {
  it('writes packets as the real one does', () => {
    fc.assert(
      fc.property(packets, (packet) => {
        const ours = new lean.Encoder().encode({ nsp: '/', ...packet });
        expect(ours).toEqual(new real.Encoder().encode({ nsp: '/', ...packet }));
      }),
    );
  });

  it('reads packets as the real one does', () => {
    fc.assert(
      fc.property(packets, (packet) => {
        const [text] = new real.Encoder().encode({ nsp: '/', ...packet });
        expect(decoded(lean, text)).toEqual(decoded(real, text));
      }),
    );
  });

  it.each([
    '',
    'x',
    '9',
    '2',
    '2{}',
    '2[]',
    '2["connect"]',
    '0[]',
    '3{}',
    '1{}',
    '2["a"',
    '5-["a"]',
  ])('refuses %j', (text) => {
    expect(decoded(lean, text)).toBe('refused');
  });
});
