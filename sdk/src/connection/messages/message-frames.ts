/**
 * How a message above the SCTP limit goes between two peers of RTCBot Web: in binary frames of a header of four
 * 32-bit numbers (little-endian, as every browser's machine is) and a part of the message. All else goes plain.
 */

/** A message as it goes over the wire. */
export type Encoded = string | ArrayBuffer;

/** Largest message that is sent, in bytes. */
export const MAX_MESSAGE_BYTES = 128 * 1024 * 1024;

/** The header: the mark, twice the message's number plus 1 if it is a text, the part's index, how many parts. */
const HEADER_BYTES = 16;

/** First number of a frame: `RTCB`. */
const MARK = 0x42435452;

/** Bytes of a message in one frame: within 64 KiB each, so that other channels get their turn. */
const PART_BYTES = 65_536 - HEADER_BYTES;

const ENCODER = new TextEncoder();

/** What {@link frameAt} cuts. */
export interface Framed {
  readonly id: number;
  readonly bytes: Uint8Array;
  readonly count: number;
}

/** Whether bytes are a frame; a plain message that looks like one has to go as a frame. */
export function isFrame(message: unknown): message is ArrayBuffer {
  return (
    message instanceof ArrayBuffer &&
    message.byteLength >= HEADER_BYTES &&
    new Uint32Array(message, 0, 1)[0] === MARK
  );
}

/** Prepare a message to be cut into frames. */
export function framed(message: Encoded, number: number): Framed {
  const isText = typeof message === 'string';
  const bytes = isText ? new TextEncoder().encode(message) : new Uint8Array(message);
  const count = Math.ceil(bytes.length / PART_BYTES);
  return { id: number * 2 + Number(isText), bytes, count };
}

/** The frame of one part. */
export function frameAt({ id, bytes, count }: Framed, index: number): ArrayBuffer {
  const part = bytes.subarray(index * PART_BYTES, (index + 1) * PART_BYTES);
  const frame = new Uint8Array(HEADER_BYTES + part.length);
  new Uint32Array(frame.buffer, 0, 4).set([MARK, id, index, count]);
  frame.set(part, HEADER_BYTES);
  return frame.buffer;
}

/** The numbers and the part of a frame; `leastBytes` is what the whole message has at least. */
export function readFrame(frame: ArrayBuffer) {
  const [, id = 0, index = 0, count = 0] = new Uint32Array(frame, 0, 4);
  const part = new Uint8Array(frame, HEADER_BYTES);
  // Of those before the last one, each is full.
  const leastBytes = (count - 1) * PART_BYTES + (index === count - 1 ? part.length : 1);
  return { id, index, count, leastBytes, part };
}

/** Length of a message in bytes; of a text exactly only where that may be above `limit`. */
export function messageBytes(message: Encoded, limit: number): number {
  if (typeof message !== 'string') return message.byteLength;
  return message.length * 3 <= limit ? message.length : ENCODER.encode(message).byteLength;
}

/** The message of all parts of the message `id`, in order. */
export function joined(id: number, parts: readonly Uint8Array[]): Encoded {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return id % 2 ? new TextDecoder().decode(bytes) : bytes.buffer;
}
