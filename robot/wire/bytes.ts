import type { Payload } from './messages.js';

/** What a String can be made of in one call. */
const CHUNK = 0x8000;

/** Deepest JSON that is handed on, in levels. */
const MAX_DEPTH = 500;

/** Bytes as base64 text, with what browsers and Node have in common. */
function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (let start = 0; start < bytes.length; start += CHUNK) {
    text += String.fromCharCode(...bytes.subarray(start, start + CHUNK));
  }
  return btoa(text);
}

/** Bytes of base64 text. */
function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const characters = atob(text);
  const bytes = new Uint8Array(characters.length);
  for (let index = 0; index < bytes.length; index++) bytes[index] = characters.charCodeAt(index);
  return bytes;
}

/** The bytes of an ArrayBuffer or of a view of one; undefined for anything else. */
export function bytesOf(message: unknown): Uint8Array | undefined {
  if (message instanceof ArrayBuffer) return new Uint8Array(message);
  if (!ArrayBuffer.isView(message)) return undefined;
  return new Uint8Array(message.buffer, message.byteOffset, message.byteLength);
}

/** A message as it goes over a data channel. */
export type RawMessage = string | ArrayBuffer;

/** Make a message, as it comes over a data channel, fit for the bridge. */
export function packPayload(message: RawMessage): Payload {
  return typeof message === 'string'
    ? { text: message }
    : { base64: toBase64(new Uint8Array(message)) };
}

/** What goes over a data channel for a message that came over the bridge. */
export function unpackPayload({ text, base64 }: Payload): string | Uint8Array<ArrayBuffer> {
  return base64 === undefined ? text : fromBase64(base64);
}

/**
 * What a message says: bytes, a JSON value, or its text where that is not JSON.
 * @throws RangeError if it is JSON that most programs could not walk through without an overflow
 */
export function readPayload(payload: Payload): unknown {
  const message = unpackPayload(payload);
  if (typeof message !== 'string') return message;
  if (isTooDeep(message)) {
    throw new RangeError(`its JSON is nested deeper than ${String(MAX_DEPTH)} levels`);
  }
  try {
    return JSON.parse(message) as unknown;
  } catch {
    return message;
  }
}

function isTooDeep(text: string): boolean {
  let depth = 0;
  // Texts within it, with their escapes, count for nothing; a text that does not end is not JSON.
  for (const [part] of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/g)) {
    if (part === '[' || part === '{') depth++;
    else if (part === ']' || part === '}') depth--;
    if (depth > MAX_DEPTH) return true;
  }
  return false;
}
