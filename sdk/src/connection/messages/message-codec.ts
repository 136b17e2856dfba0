import { DataChannelError } from '../../errors.js';
import { jsonText } from './json-text.js';

/**
 * A message as RTCBot puts it on the wire: JSON text, strings too. Bytes, which RTCBot cannot send, go as they are.
 * @throws DataChannelError `not-serializable` if something of it would get lost, see {@link jsonText}
 */
export function encodeMessage(message: unknown): string | ArrayBuffer {
  try {
    // Bytes are copied: they may have to wait, and the caller may go on using its memory.
    if (message instanceof ArrayBuffer) return message.slice();
    if (ArrayBuffer.isView(message)) {
      const { buffer, byteOffset, byteLength } = message;
      return new Uint8Array(new Uint8Array(buffer, byteOffset, byteLength)).buffer;
    }
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new DataChannelError('not-serializable', `The bytes cannot be read: ${reason}`, {
      cause,
    });
  }
  return jsonText(message);
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
