import { DataChannelError } from '../errors.js';

/**
 * A message as RTCBot puts it on the wire: JSON text, strings too. Bytes, which RTCBot cannot send, go as they are.
 * @throws DataChannelError `not-serializable` (circular, undefined, a function, a BigInt)
 */
export function encodeMessage(message: unknown): string | ArrayBuffer {
  if (message instanceof ArrayBuffer) return message;
  if (ArrayBuffer.isView(message)) {
    const { buffer, byteOffset, byteLength } = message;
    return buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer;
  }
  let text: unknown;
  try {
    text = JSON.stringify(message);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new DataChannelError('not-serializable', `The message is not JSON: ${reason}`, { cause });
  }
  if (typeof text === 'string') return text;
  throw new DataChannelError(
    'not-serializable',
    `A message of type ${typeof message} is not JSON.`,
  );
}

/** A message off the wire: JSON if it parses, else as it came (RTCBot's JavaScript sends strings bare). */
export function decodeMessage(data: unknown): unknown {
  if (typeof data !== 'string') return data;
  try {
    return JSON.parse(data) as unknown;
  } catch {
    return data;
  }
}
