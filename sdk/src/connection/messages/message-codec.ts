import { DataChannelError } from '../../errors.js';

/**
 * A message as RTCBot puts it on the wire: JSON text, strings too. Bytes, which RTCBot cannot send, go as they are.
 * @throws DataChannelError `not-serializable` (circular, undefined, a function, a BigInt, memory that was transferred)
 */
export function encodeMessage(message: unknown): string | ArrayBuffer {
  let text: unknown;
  try {
    // Bytes are copied: they may have to wait, and the caller may go on using its memory.
    if (message instanceof ArrayBuffer) return message.slice();
    if (ArrayBuffer.isView(message)) {
      const { buffer, byteOffset, byteLength } = message;
      return new Uint8Array(new Uint8Array(buffer, byteOffset, byteLength)).buffer;
    }
    text = JSON.stringify(message);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new DataChannelError(
      'not-serializable',
      `The message is neither JSON nor bytes: ${reason}`,
      { cause },
    );
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
