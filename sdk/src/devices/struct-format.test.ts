import { describe, expect, it } from 'vitest';
import { StructFormat, type StructInput, type StructValue } from './struct-format.js';

const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'));

/** Made by Python 3.11 on 64-bit Linux: format, values, struct.pack(…).hex(), struct.unpack(…). */
const VECTORS: [string, StructInput[], string, StructValue[]][] = [
  ['<Bh', [1, -2], '01feff', [1, -2]],
  ['>Bh', [1, -2], '01fffe', [1, -2]],
  ['!I', [3735928559], 'deadbeef', [3735928559]],
  ['=bhi', [-1, -2, -3], 'fffefffdffffff', [-1, -2, -3]],
  ['@bhi', [-1, -2, -3], 'ff00fefffdffffff', [-1, -2, -3]],
  ['bhiq', [1, 2, 3, 4], '01000200030000000400000000000000', [1, 2, 3, 4]],
  ['bl', [1, -2], '0100000000000000feffffffffffffff', [1, -2]],
  ['<bl', [1, -2], '01feffffff', [1, -2]],
  ['BL', [1, 1099511627776], '01000000000000000000000000010000', [1, 1099511627776]],
  ['<q', [-5], 'fbffffffffffffff', [-5]],
  ['<Q', [18446744073709551615n], 'ffffffffffffffff', [18446744073709551615n]],
  ['<q', [-9223372036854775808n], '0000000000000080', [-9223372036854775808n]],
  ['<f', [1.5], '0000c03f', [1.5]],
  ['>d', [-0.1], 'bfb999999999999a', [-0.1]],
  ['<?x?', [true, false], '010000', [true, false]],
  ['<3h', [1, 2, 3], '010002000300', [1, 2, 3]],
  ['<5s', [bytes('616263')], '6162630000', [bytes('6162630000')]],
  ['<2s', [bytes('616263')], '6162', [bytes('6162')]],
  ['<c2x c', [bytes('61'), bytes('7a')], '6100007a', [bytes('61'), bytes('7a')]],
  ['<0s B', [bytes(''), 7], '07', [bytes(''), 7]],
  ['b0i', [1], '01000000', [1]],
  ['bx i', [1, 2], '0100000002000000', [1, 2]],
  ['?d', [true, 2.5], '01000000000000000000000000000440', [true, 2.5]],
  ['<2B3x2?', [1, 2, true, true], '01020000000101', [1, 2, true, true]],
  ['i2b', [70000, 1, 2], '701101000102', [70000, 1, 2]],
  [
    '>H2sIf',
    [513, bytes('6f6b'), 4294967295, -2.0],
    '02016f6bffffffffc0000000',
    [513, bytes('6f6b'), 4294967295, -2.0],
  ],
  ['3sh', [bytes('616263'), 1], '616263000100', [bytes('616263'), 1]],
  ['@ b  Q', [3, 9007199254740992n], '03000000000000000000000000002000', [3, 9007199254740992n]],
];

/** Python raises struct.error or OverflowError for each. */
const REFUSED: [string, StructInput][] = [
  ['<B', 256],
  ['<b', -129],
  ['<H', -1],
  ['<i', 2 ** 31],
  ['<q', 2n ** 63n],
  ['<Q', -1],
  ['<f', 1e40],
  ['<i', 1.5],
  ['<i', '1'],
  ['<c', bytes('6162')],
  ['<c', bytes('')],
  ['<s', 5],
];

describe('StructFormat', () => {
  it.each(VECTORS)('packs and unpacks %j as Python does', (format, values, hex, unpacked) => {
    const struct = new StructFormat(format);
    expect(Buffer.from(struct.pack(values)).toString('hex')).toBe(hex);
    expect(struct.size).toBe(hex.length / 2);
    expect(struct.length).toBe(values.length);
    expect(struct.unpack(bytes(hex))).toEqual(unpacked);
  });

  it('takes a text for its UTF-8 bytes, and reads at an offset of a larger buffer', () => {
    const struct = new StructFormat('<4sH');
    expect(Buffer.from(struct.pack(['é', 7])).toString('hex')).toBe('c3a900000700');
    expect(struct.unpack(bytes('ffffc3a900000700').subarray(2))).toEqual([bytes('c3a90000'), 7]);
  });

  it.each(REFUSED)('%s refuses %s', (format, value) => {
    expect(() => new StructFormat(format).pack([value])).toThrow('has no place');
  });

  it('refuses what is not a format, and the wrong number of values or bytes', () => {
    expect(() => new StructFormat('<Bw')).toThrow('what is "w"?');
    expect(() => new StructFormat('B<h')).toThrow('what is "<"?');
    expect(() => new StructFormat('3')).toThrow('what is "3"?');
    expect(() => new StructFormat('<BB').pack([1])).toThrow('takes 2 values, not 1');
    expect(() => new StructFormat('<BB').unpack(bytes('00'))).toThrow('takes 2 bytes, not 1');
  });
});
