import { randomBytes } from 'node:crypto';
import { SignJWT } from 'jose';
import type { TokenRole } from './grant.js';

/** What a token is to say. */
export interface TokenOptions {
  /** The secret of the relay. */
  readonly secret: string;
  /** Ids or patterns of robots. */
  readonly robots: readonly string[];
  readonly role: TokenRole;
  /** How long it is valid, in seconds. */
  readonly ttlSec: number;
}

/**
 * Sign a token (HS256).
 * @param options - what it says
 */
export function signToken({ secret, robots, role, ttlSec }: TokenOptions): Promise<string> {
  return new SignJWT({ robots, role })
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuedAt()
    .setJti(randomBytes(9).toString('base64url'))
    .setExpirationTime(Math.floor(Date.now() / 1000) + ttlSec)
    .sign(new TextEncoder().encode(secret));
}
