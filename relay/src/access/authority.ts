/**
 * Who is believed: tokens (JWT) signed with the relay's own secret, or with a key of a key set (JWKS).
 *
 * @module
 */
import { createHash, webcrypto } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Refusal } from '@rtcbot-web/sdk/protocol';
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  decodeProtectedHeader,
  errors,
  jwtVerify,
  type JSONWebKeySet,
  type JWTPayload,
  type JWTVerifyGetKey,
  type JWTVerifyOptions,
} from 'jose';
import * as v from 'valibot';
import { RelayError } from '../errors.js';
import { claimsSchema, OPEN_GRANT, toGrant, type Grant } from './grant.js';
import { badToken, keysUnreachable, tokenExpired, tokenMissing } from '../signalling/refusal.js';

/** Decides on a client's token. */
export type Authority = (token: string | undefined) => Promise<Grant | Refusal>;

/** Whom to believe. */
export interface AuthorityOptions {
  /** Signs HS256 tokens. */
  readonly secret: string | undefined;
  /** URL or file of a key set that signs EdDSA or RS256 tokens. */
  readonly jwks: string | undefined;
  /** `iss` and `aud` that tokens of the key set must have. */
  readonly issuer: string | undefined;
  readonly audience: string | undefined;
}

type Verify = (token: string) => Promise<JWTPayload>;

const KEY_SET_ALGORITHMS = ['EdDSA', 'Ed25519', 'RS256'];
const FETCH_TIMEOUT_MS = 3000;

const isUrl = (place: string) => /^https?:\/\//.test(place);

const readKeySet = (file: string): JWTVerifyGetKey => {
  try {
    return createLocalJWKSet(JSON.parse(readFileSync(file, 'utf8')) as JSONWebKeySet);
  } catch (cause) {
    throw new RelayError(
      'bad-option',
      `${file} is not a key set (JWKS). It looks like {"keys": [{"kty": "OKP", …}]}. Check --jwks.`,
      { cause },
    );
  }
};

const bySecret = (secret: string): Verify => {
  // as an object, so that it is not imported anew for each token
  const key = webcrypto.subtle.importKey(
    'raw',
    new TextEncoder().encode(secret),
    { name: 'HMAC', hash: 'SHA-256' },
    false,
    ['verify'],
  );
  return async (token) => (await jwtVerify(token, await key, { algorithms: ['HS256'] })).payload;
};

const byKeySet = (place: string, { issuer, audience }: AuthorityOptions): Verify => {
  const keys = isUrl(place)
    ? createRemoteJWKSet(new URL(place), { timeoutDuration: FETCH_TIMEOUT_MS })
    : readKeySet(place);
  const options: JWTVerifyOptions = {
    algorithms: KEY_SET_ALGORITHMS,
    ...(issuer !== undefined && { issuer }),
    ...(audience !== undefined && { audience }),
  };
  return async (token) => (await jwtVerify(token, keys, options)).payload;
};

/** A failure to get the keys says nothing about the token. */
const isFetchFailure = (error: unknown) =>
  !(error instanceof errors.JOSEError) ||
  error instanceof errors.JWKSTimeout ||
  error instanceof errors.JWKSInvalid ||
  error.code === 'ERR_JOSE_GENERIC';

const toRefusal = (error: unknown, byKeys: boolean): Refusal => {
  if (error instanceof errors.JWTExpired) return tokenExpired();
  return byKeys && isFetchFailure(error) ? keysUnreachable() : badToken();
};

const isSignedWithSecret = (token: string) => {
  try {
    return decodeProtectedHeader(token).alg === 'HS256';
  } catch {
    return true;
  }
};

const fingerprint = (token: string) => createHash('sha256').update(token).digest('base64url');

/**
 * Make the authority of a relay; without a secret and a key set it lets everybody do everything.
 * @param options - whom to believe
 * @throws RelayError `bad-option` if the key set's file is none
 */
export const createAuthority = (options: AuthorityOptions): Authority => {
  const { secret, jwks } = options;
  if (secret === undefined && jwks === undefined) return () => Promise.resolve(OPEN_GRANT);
  const verifySecret = secret === undefined ? undefined : bySecret(secret);
  const verifyKeys = jwks === undefined ? undefined : byKeySet(jwks, options);
  return async (token) => {
    if (token === undefined) return tokenMissing();
    const verify = isSignedWithSecret(token) ? verifySecret : verifyKeys;
    if (!verify) return badToken();
    try {
      const claims = v.safeParse(claimsSchema, await verify(token));
      return claims.success
        ? toGrant(claims.output, fingerprint(token))
        : badToken(claims.issues[0]);
    } catch (error) {
      return toRefusal(error, verify === verifyKeys);
    }
  };
};
