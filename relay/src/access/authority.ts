/**
 * Who is believed: tokens (JWT) signed with the relay's own secret, or with a key of a key set (JWKS).
 *
 * @module
 */
import { createHash, webcrypto } from 'node:crypto';
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
import { checkExpiry, claimsSchema, OPEN_GRANT, toGrant, type Grant } from './grant.js';
import { readText } from './text-file.js';
import {
  badClaim,
  badToken,
  keysUnreachable,
  tokenExpired,
  tokenMissing,
} from '../signalling/refusal.js';

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

function isUrl(place: string) {
  return /^https?:\/\//.test(place);
}

function readKeySet(file: string): JWTVerifyGetKey {
  try {
    return createLocalJWKSet(JSON.parse(readText(file)) as JSONWebKeySet);
  } catch (cause) {
    throw new RelayError(
      'bad-option',
      `${file} is not a key set (JWKS). It looks like {"keys": [{"kty": "OKP", …}]}. Check --jwks.`,
      { cause },
    );
  }
}

/** Clocks differ: a token may seem to be from the future. That it has expired is looked at without such leeway. */
const LEEWAY_SEC = 60;

function bySecret(secret: string): Verify {
  // As an object, so that it is not imported anew for each token
  const key = webcrypto.subtle.importKey(
    'raw',
    new TextEncoder().encode(secret),
    { name: 'HMAC', hash: 'SHA-256' },
    false,
    ['verify'],
  );
  const options: JWTVerifyOptions = { algorithms: ['HS256'], clockTolerance: LEEWAY_SEC };
  return async (token) => (await jwtVerify(token, await key, options)).payload;
}

function byKeySet(place: string, { issuer, audience }: AuthorityOptions): Verify {
  const keys = isUrl(place)
    ? createRemoteJWKSet(new URL(place), { timeoutDuration: FETCH_TIMEOUT_MS })
    : readKeySet(place);
  const options: JWTVerifyOptions = {
    algorithms: KEY_SET_ALGORITHMS,
    clockTolerance: LEEWAY_SEC,
    ...(issuer !== undefined && { issuer }),
    ...(audience !== undefined && { audience }),
  };
  return async (token) => (await jwtVerify(token, keys, options)).payload;
}

/** A failure to get the keys says nothing about the token. */
function isFetchFailure(error: unknown) {
  return (
    !(error instanceof errors.JOSEError) ||
    error instanceof errors.JWKSTimeout ||
    error instanceof errors.JWKSInvalid ||
    error.code === 'ERR_JOSE_GENERIC'
  );
}

/** What is wrong with a token, in words; nothing of what is in it, which may be secret. */
function reasonOf(error: unknown, { issuer, audience }: AuthorityOptions): string {
  if (error instanceof errors.JWTClaimValidationFailed)
    return claimReasonOf(error, { issuer, audience });
  if (error instanceof errors.JWSSignatureVerificationFailed)
    return 'its signature is wrong: it is damaged, or signed with another secret or key';
  if (error instanceof errors.JWKSNoMatchingKey)
    return 'it is signed with a key that is not in the key set';
  if (error instanceof errors.JWKSMultipleMatchingKeys)
    return 'the key set has several keys that it may be signed with, and it names none ("kid")';
  if (error instanceof errors.JOSEAlgNotAllowed || error instanceof errors.JOSENotSupported)
    return 'it is signed with an algorithm that the relay does not take; use HS256 with the secret, EdDSA or RS256 with a key set';
  return 'it is damaged, or not a token (JWT) at all';
}

function claimReasonOf(
  { claim, reason, payload }: errors.JWTClaimValidationFailed,
  { issuer, audience }: Pick<AuthorityOptions, 'issuer' | 'audience'>,
): string {
  const { nbf } = payload;
  if (claim === 'nbf' && typeof nbf === 'number') {
    const aheadSec = Math.ceil(nbf - Date.now() / 1000);
    return `it is not valid yet, but in ${aheadSec} s; is the clock of the machine right that made it, and that of the relay?`;
  }
  if (reason !== 'check_failed') return `its claim "${claim}" is missing or wrong`;
  const wanted = claim === 'iss' ? issuer : audience;
  return `it is from another issuer or for another audience: its claim "${claim}" is not ${String(wanted)}`;
}

function toRefusal(error: unknown, byKeys: boolean, options: AuthorityOptions): Refusal {
  if (error instanceof errors.JWTExpired) return tokenExpired();
  return byKeys && isFetchFailure(error) ? keysUnreachable() : badToken(reasonOf(error, options));
}

/** The algorithm that a token says it is signed with; undefined: it is not a token. */
function algorithmOf(token: string): string | undefined {
  try {
    return decodeProtectedHeader(token).alg;
  } catch {
    return undefined;
  }
}

function fingerprint(token: string) {
  return createHash('sha256').update(token).digest('base64url');
}

/**
 * Make the authority of a relay; without a secret and a key set it lets everybody do everything.
 * @param options - whom to believe
 * @throws RelayError `bad-option` if the file is not a key set
 */
export function createAuthority(options: AuthorityOptions): Authority {
  const { secret, jwks } = options;
  const verifySecret = secret === undefined ? undefined : bySecret(secret);
  const verifyKeys = jwks === undefined ? undefined : byKeySet(jwks, options);
  const verifyOther = verifySecret ?? verifyKeys;
  if (!verifyOther) return () => Promise.resolve(OPEN_GRANT);
  return async (token) => {
    if (token === undefined) return tokenMissing();
    const verify = (algorithmOf(token) === 'HS256' ? verifySecret : verifyKeys) ?? verifyOther;
    try {
      const claims = v.safeParse(claimsSchema, await verify(token));
      if (!claims.success) return badClaim(claims.issues[0]);
      const grant = toGrant(claims.output, fingerprint(token));
      return checkExpiry(grant, Date.now()) ?? grant;
    } catch (error) {
      return toRefusal(error, verify === verifyKeys, options);
    }
  };
}
