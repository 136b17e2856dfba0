import { createHash } from 'node:crypto';

const ID_BYTES = 12;

/**
 * Compute the public id of a client from its secret key.
 * @param key - the key of the client's handshake
 * @see `clientIdSchema` of the protocol
 */
export function clientIdOf(key: string): string {
  return createHash('sha256').update(key).digest().subarray(0, ID_BYTES).toString('base64url');
}
