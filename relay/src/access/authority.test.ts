import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK } from 'jose';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createAuthority, type AuthorityOptions } from './authority.js';
import { connect, connectRefused, startRelay } from '../testing/clients.js';
import { signToken } from './token.js';

const SECRET = 'a secret of the tests, 32 characters or more';
const NONE = { secret: undefined, jwks: undefined, issuer: undefined, audience: undefined };
const CLAIMS = { robots: ['rover-*'], role: 'operator' };

async function newKey(alg: string, kid = alg) {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  const jwk: JWK = { ...(await exportJWK(publicKey)), kid, alg };
  return { privateKey, jwk, alg, kid };
}

function sign(
  { privateKey, alg, kid }: { privateKey: CryptoKey; alg: string; kid: string },
  claims: Record<string, unknown> = CLAIMS,
) {
  return new SignJWT(claims)
    .setProtectedHeader({ alg, kid })
    .setIssuer('https://id.example')
    .setAudience('relay')
    .setExpirationTime('1m')
    .sign(privateKey);
}

/** A folder's file that goes with the test. */
function keySetFile(content: string) {
  const folder = mkdtempSync(join(tmpdir(), 'relay-jwks-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  const file = join(folder, 'jwks.json');
  writeFileSync(file, content);
  return file;
}

async function serveKeySet(keys: JWK[]) {
  const server = createServer((_, response) => {
    response.setHeader('Content-Type', 'application/json').end(JSON.stringify({ keys }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  onTestFinished(close);
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks`, close };
}

async function decide(options: Partial<AuthorityOptions>, token: string) {
  const grant = await createAuthority({ ...NONE, ...options })(token);
  return 'ok' in grant ? grant.code : 'ok';
}

describe('a key set', () => {
  test.each(['EdDSA', 'RS256'])(
    'of a file: %s tokens count, those of other keys do not',
    async (alg) => {
      const key = await newKey(alg);
      const jwks = keySetFile(JSON.stringify({ keys: [key.jwk] }));
      expect(await decide({ jwks }, await sign(key))).toBe('ok');
      expect(await decide({ jwks }, await sign(await newKey(alg)))).toBe('unauthorized');
      expect(await decide({ jwks }, await sign(await newKey(alg, 'another')))).toBe('unauthorized');
    },
  );

  test('of a URL: a relay lets its clients in, without a secret', async () => {
    const key = await newKey('EdDSA');
    const { url: jwks } = await serveKeySet([key.jwk]);
    const { url } = await startRelay({ jwks, host: '0.0.0.0' });
    const client = await connect(url, { token: await sign(key) });
    expect(await client.ask('robot:join', { robotId: 'rover-1' })).toMatchObject({ ok: true });
    expect(await client.ask('robot:join', { robotId: 'other' })).toMatchObject({
      code: 'forbidden',
    });
    expect(await connectRefused(url)).toMatchObject({ code: 'unauthorized' });
  });

  test('that cannot be fetched says nothing about a token: try-again', async () => {
    const key = await newKey('EdDSA');
    const { url: jwks, close } = await serveKeySet([key.jwk]);
    close();
    expect(await decide({ jwks }, await sign(key))).toBe('try-again');
  });

  test('a secret besides it: both kinds of tokens count, each with its own key alone', async () => {
    const key = await newKey('RS256');
    const jwks = keySetFile(JSON.stringify({ keys: [key.jwk] }));
    const hs256 = await signToken({ secret: SECRET, robots: ['*'], role: 'robot', ttlSec: 60 });
    expect(await decide({ jwks, secret: SECRET }, hs256)).toBe('ok');
    expect(await decide({ jwks, secret: SECRET }, await sign(key))).toBe('ok');
    expect(await decide({ jwks }, hs256)).toBe('unauthorized');
    expect(await decide({ secret: SECRET }, await sign(key))).toBe('unauthorized');
    // A public key is not a secret to sign with
    const forged = await new SignJWT(CLAIMS)
      .setProtectedHeader({ alg: 'HS256', kid: key.kid })
      .setExpirationTime('1m')
      .sign(new TextEncoder().encode(JSON.stringify(key.jwk)));
    expect(await decide({ jwks, secret: SECRET }, forged)).toBe('unauthorized');
  });

  test('issuer and audience must be those that the relay was told', async () => {
    const key = await newKey('EdDSA');
    const jwks = keySetFile(JSON.stringify({ keys: [key.jwk] }));
    const token = await sign(key);
    const good = { issuer: 'https://id.example', audience: 'relay' };
    expect(await decide({ jwks, ...good }, token)).toBe('ok');
    expect(await decide({ jwks, ...good, audience: 'other' }, token)).toBe('unauthorized');
    expect(await decide({ jwks, ...good, issuer: 'https://evil.example' }, token)).toBe(
      'unauthorized',
    );
  });

  test.each(['no JSON', '{"keys": 5}'])('a file with %s is refused at start', async (content) => {
    await expect(startRelay({ jwks: keySetFile(content) })).rejects.toMatchObject({
      code: 'bad-option',
    });
  });
});

describe('a token that is not believed', () => {
  const nowSec = () => Math.floor(Date.now() / 1000);
  const signed = (claims: Record<string, unknown>, secret = SECRET, alg = 'HS256') =>
    new SignJWT({ ...CLAIMS, exp: nowSec() + 600, ...claims })
      .setProtectedHeader({ alg })
      .sign(new TextEncoder().encode(secret));
  const reasonFor = async (token: string, options: Partial<AuthorityOptions>) => {
    const grant = await createAuthority({ ...NONE, ...options })(token);
    return 'ok' in grant ? `${grant.code}: ${grant.message}` : 'ok';
  };

  test.each([
    ['from a clock that is 50 s fast', { nbf: 50, iat: 50 }, /^ok$/],
    ['that is valid later', { nbf: 120 }, /^unauthorized.*not valid yet, but in 1(20|19) s.*clock/],
    ['that has expired a moment ago', { exp: -1 }, /^token-expired/],
    ['that has expired', { exp: -600 }, /^token-expired/],
  ])('one %s', async (_, times, reason) => {
    const claims = Object.entries(times).map(([name, inSec]) => [name, nowSec() + inSec] as const);
    expect(await reasonFor(await signed(Object.fromEntries(claims)), { secret: SECRET })).toMatch(
      reason,
    );
  });

  test('with the secret: says what is wrong with it', async () => {
    const own = { secret: SECRET };
    expect(await reasonFor(await signed({}, `another ${SECRET}`), own)).toMatch(
      /signature is wrong/,
    );
    expect(await reasonFor(await signed({}, SECRET.repeat(2), 'HS384'), own)).toMatch(/algorithm/);
    expect(await reasonFor(await signed({ nbf: 'soon' }), own)).toMatch(
      /claim "nbf" is missing or/,
    );
    expect(await reasonFor(await signed({ role: 'boss' }), own)).toMatch(/claim "role"/);
    expect(await reasonFor('nonsense', own)).toMatch(/not a token/);
    expect(await reasonFor((await signed({})).slice(0, -4), own)).toMatch(/damaged/);
    const key = await newKey('RS256');
    expect(await reasonFor(await sign(key), own)).toMatch(/algorithm/);
  });

  test('with a key set: says what is wrong with it', async () => {
    const key = await newKey('EdDSA');
    const jwks = keySetFile(`\uFEFF${JSON.stringify({ keys: [key.jwk] })}`);
    const keys = { jwks, issuer: 'https://id.example', audience: 'relay' };
    expect(await reasonFor(await sign(key), keys)).toBe('ok');
    expect(await reasonFor(await sign(await newKey('EdDSA', 'new')), keys)).toMatch(
      /not in the key/,
    );
    expect(await reasonFor(await sign(await newKey('EdDSA')), keys)).toMatch(/signature is wrong/);
    expect(await reasonFor(await signed({}), keys)).toMatch(/algorithm/);
    expect(await reasonFor(await sign(key), { ...keys, issuer: 'https://other.example' })).toMatch(
      /claim "iss" is not https:\/\/other\.example/,
    );
    expect(await reasonFor(await sign(key), { ...keys, audience: 'other' })).toMatch(
      /claim "aud" is not other/,
    );
  });
});

test('an admin connects to nothing', async () => {
  const { url } = await startRelay({ secret: SECRET });
  const token = await signToken({ secret: SECRET, robots: ['*'], role: 'admin', ttlSec: 60 });
  expect(await connectRefused(url, { token })).toMatchObject({ code: 'forbidden' });
});
