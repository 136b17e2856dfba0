import type { Payload } from './messages.js';

/** What a String can be made of in one call. */
const CHUNK = 0x8000;

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

/** Make a message fit for the bridge. */
export function packPayload(message: unknown): Payload {
  const bytes = bytesOf(message);
  return bytes ? { base64: toBase64(bytes) } : { data: message };
}

/** Make a message of what came over the bridge: a JSON value, or bytes. */
export function unpackPayload({ data, base64 }: Payload): unknown {
  return base64 === undefined ? data : fromBase64(base64);
}
