import { RtcError } from '../errors.js';
import { StructFormat, type StructInput, type StructValue } from './struct-format.js';

/** What comes out of a serial connection: bytes, a line, a struct's values, or these by their keys. */
export type SerialMessage =
  Uint8Array | string | StructValue[] | Readonly<Record<string, StructValue>>;

/** What goes into a serial connection: bytes, a text, a struct's values, or these by their keys. */
export type SerialInput =
  Uint8Array | StructInput | readonly StructInput[] | Readonly<Record<string, StructInput>>;

type Keys = readonly string[] | null | undefined;

/** Takes the messages that are complete out of what has been read so far; returns the rest. */
export type SerialDecoder = (
  bytes: Uint8Array,
  onMessage: (message: SerialMessage) => void,
) => Uint8Array;

/** How messages are cut out of what a port sends. */
export function serialDecoder(format: string | null, keys: Keys): SerialDecoder {
  if (format === null) return decodeRaw;
  if (format === '\n') return decodeLines;
  const struct = structOf(format, keys);
  return (bytes, onMessage) => {
    let start = 0;
    for (; start + struct.size <= bytes.length; start += struct.size) {
      const values = struct.unpack(bytes.subarray(start));
      onMessage(
        keys
          ? (Object.fromEntries(keys.map((key, index) => [key, values[index]])) as Record<
              string,
              StructValue
            >)
          : values,
      );
    }
    return bytes.subarray(start);
  };
}

/** How a message becomes bytes. */
export function serialEncoder(
  format: string | null,
  keys: Keys,
): (message: SerialInput) => Uint8Array {
  if (format === null || format === '\n') {
    return (message) => encodeText(message, format ?? '');
  }
  const struct = structOf(format, keys);
  return (message) => {
    if (Array.isArray(message)) return struct.pack(message as StructInput[]);
    if (typeof message !== 'object' || message instanceof Uint8Array) return struct.pack([message]);
    if (!keys) throw new RtcError('bad-argument', 'An object needs writeKeys.');
    const values = message as Readonly<Record<string, StructInput>>;
    return struct.pack(keys.map((key) => values[key]));
  };
}

function structOf(format: string, keys: Keys): StructFormat {
  const struct = new StructFormat(format);
  if (struct.size === 0 || (keys && keys.length !== struct.length)) {
    throw new RtcError(
      'bad-argument',
      `"${format}" is ${struct.length} values: give as many keys, and at least one.`,
    );
  }
  return struct;
}

const decodeRaw: SerialDecoder = (bytes, onMessage) => {
  if (bytes.length > 0) onMessage(bytes);
  return new Uint8Array();
};

const decodeLines: SerialDecoder = (bytes, onMessage) => {
  let start = 0;
  for (let end; (end = bytes.indexOf(10, start)) >= 0; start = end + 1) {
    const line = new TextDecoder().decode(bytes.subarray(start, end));
    onMessage(line.endsWith('\r') ? line.slice(0, -1) : line);
  }
  return bytes.subarray(start);
};

function encodeText(message: SerialInput, end: string): Uint8Array {
  if (typeof message === 'string') return new TextEncoder().encode(message + end);
  if (!(message instanceof Uint8Array)) {
    throw new RtcError('bad-argument', 'This needs a writeFormat.');
  }
  return end ? concatenate(message, new Uint8Array([10])) : message;
}

/** Both, one after the other. */
export function concatenate(first: Uint8Array, second: Uint8Array): Uint8Array {
  if (first.length === 0) return second;
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
