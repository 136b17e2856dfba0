import { expect, it } from 'vitest';
import { expiryMs, fetchToken } from './token.js';

const jwt = (claims: object) =>
  `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.x`;

it('reads from a JWT when it runs out', () => {
  expect(expiryMs(jwt({ exp: 1_700_000_000, name: 'Überwacher?>' }))).toBe(1_700_000_000_000);
});

it.each([undefined, '', 'secret', 'a.b.c', jwt({}), jwt({ exp: 'soon' })])(
  'takes %j for a token without an end',
  (token) => {
    expect(expiryMs(token)).toBe(Infinity);
  },
);

it('takes no token that is not a text', async () => {
  await expect(fetchToken(() => ({}) as string)).rejects.toThrow('it gave a object, not a token');
  await expect(fetchToken(() => ' ')).rejects.toThrow('not a token');
  expect(await fetchToken(() => Promise.resolve('token'))).toBe('token');
  expect(await fetchToken(undefined)).toBeUndefined();
});
