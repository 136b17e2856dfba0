import { RtcError } from '../errors.js';

/** A value of a struct: a number (bigint beyond 2^53), a boolean, or bytes. */
export type StructValue = number | bigint | boolean | Uint8Array;

/** What can be packed: a {@link StructValue}, or a text for its UTF-8 bytes. */
export type StructInput = StructValue | string;

interface Field {
  readonly type: string;
  readonly offset: number;
  readonly bytes: number;
  /** DataView's word for it, if it is a number. */
  readonly number: string | undefined;
}

type NumberView = Record<
  string,
  (offset: number, valueOrLittle: unknown, little?: boolean) => number | bigint
>;

const NUMBERS: Readonly<Record<string, string>> = {
  b: 'Int8',
  B: 'Uint8',
  h: 'Int16',
  H: 'Uint16',
  i: 'Int32',
  I: 'Uint32',
  l: 'Int32',
  L: 'Uint32',
  q: 'BigInt64',
  Q: 'BigUint64',
  f: 'Float32',
  d: 'Float64',
};

/** With 8 bytes for a C long, as Python has it on 64-bit Linux and macOS. */
const NATIVE_NUMBERS: typeof NUMBERS = { ...NUMBERS, l: 'BigInt64', L: 'BigUint64' };

/**
 * A format of Python's `struct` module: a byte order (`<` `>` `!` `=`, or `@`, which is the default and aligns as C does on
 * 64-bit Linux) and the types `x c b B ? h H i I l L q Q f d s`, each with a count if need be.
 *
 * @see https://docs.python.org/3/library/struct.html
 * @example
 * ```ts
 * const format = new StructFormat('<Bh');
 * format.pack([1, -2]); // Uint8Array [1, 254, 255]
 * format.unpack(new Uint8Array([1, 254, 255])); // [1, -2]
 * ```
 */
export class StructFormat {
  /** How many bytes one struct takes. */
  readonly size: number;
  readonly #format: string;
  readonly #fields: Field[] = [];
  readonly #isLittle: boolean;

  /**
   * @param format - in Python's words
   * @throws RtcError `bad-argument` if it is not a format
   */
  constructor(format: string) {
    const isNative = !/^[=<>!]/.test(format);
    this.#format = format;
    this.#isLittle = !/^[>!]/.test(format);
    let size = 0;
    for (const [part, count = '1', type] of format
      .replace(/^[@=<>!]/, '')
      .matchAll(/\s+|(\d+)?([xc?bBhHiIlLqQfds])|./gs)) {
      if (type) size = this.#add(type, Number(count), size, isNative);
      else if (part.trim()) this.#refuse(`is not a format of Python's struct: what is "${part}"?`);
    }
    this.size = size;
  }

  /** How many values one struct holds. */
  get length(): number {
    return this.#fields.length;
  }

  /**
   * The bytes of these values.
   * @throws RtcError `bad-argument` if they are too few, too many, or do not fit
   */
  pack(values: readonly (StructInput | undefined)[]): Uint8Array<ArrayBuffer> {
    if (values.length !== this.length) {
      this.#refuse(`takes ${this.length} values, not ${values.length}`);
    }
    const bytes = new Uint8Array(this.size);
    for (const [index, field] of this.#fields.entries()) {
      const value = values[index];
      if (!this.#write(bytes, field, value)) {
        this.#refuse(`has no place for ${String(value)} as "${field.type}"`);
      }
    }
    return bytes;
  }

  /**
   * The values in these bytes.
   * @param bytes - as many as `size`, or more
   * @throws RtcError `bad-argument` if they are too few
   */
  unpack(bytes: Uint8Array): StructValue[] {
    if (bytes.length < this.size) this.#refuse(`takes ${this.size} bytes, not ${bytes.length}`);
    return this.#fields.map((field) => this.#read(bytes, field));
  }

  /** Returns where the next field may begin. */
  #add(type: string, count: number, end: number, isNative: boolean): number {
    const number = (isNative ? NATIVE_NUMBERS : NUMBERS)[type];
    const isText = type === 's';
    const bytes = number ? parseInt(number.replace(/\D+/, '')) / 8 : isText ? count : 1;
    let offset = isNative && number ? Math.ceil(end / bytes) * bytes : end;
    for (let left = isText ? 1 : count; left > 0; left--) {
      if (type !== 'x') this.#fields.push({ type, offset, bytes, number });
      offset += bytes;
    }
    return offset;
  }

  #read(bytes: Uint8Array, { type, offset, bytes: size, number }: Field): StructValue {
    if (type === '?') return bytes[offset] !== 0;
    if (!number) return bytes.slice(offset, offset + size);
    const value = numberView(bytes)[`get${number}`]?.(offset, this.#isLittle) ?? 0;
    return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  }

  /** Returns false if the value does not fit. */
  #write(bytes: Uint8Array, field: Field, value: StructInput | undefined): boolean {
    const { type, offset, number } = field;
    if (type === '?') bytes[offset] = Number(Boolean(value));
    else if (number) return this.#writeNumber(bytes, field, value);
    else {
      const given = typeof value === 'string' ? new TextEncoder().encode(value) : value;
      if (!(given instanceof Uint8Array) || (type === 'c' && given.length !== 1)) return false;
      bytes.set(given.subarray(0, field.bytes), offset);
    }
    return true;
  }

  #writeNumber(bytes: Uint8Array, field: Field, value: StructInput | undefined): boolean {
    const { offset, number = '' } = field;
    const plain = Number(value);
    const isFloat = number.startsWith('F');
    if (typeof value === 'string' || value === undefined) return false;
    if (!isFloat && !Number.isInteger(plain)) return false;
    const wide = number.startsWith('Big') ? BigInt(value as number | bigint) : plain;
    numberView(bytes)[`set${number}`]?.(offset, wide, this.#isLittle);
    // An integer out of range comes back as another one, a float as infinity.
    const back = Number(this.#read(bytes, field));
    return isFloat ? Number.isFinite(back) === Number.isFinite(plain) : back === plain;
  }

  #refuse(reason: string): never {
    throw new RtcError('bad-argument', `The format "${this.#format}" ${reason}.`);
  }
}

function numberView(bytes: Uint8Array): NumberView {
  return new DataView(bytes.buffer, bytes.byteOffset) as unknown as NumberView;
}
