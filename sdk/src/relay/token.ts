/** A token for the relay, or what fetches one at every connect; a failure is tried again. */
export type Token = string | (() => string | Promise<string>);

/**
 * When a token runs out, in ms since 1970: its claim `exp`, if it is a JWT; else Infinity.
 * @see RFC 7519, section 4.1.4
 */
export function expiryMs(token: string | undefined): number {
  try {
    const [, claims = ''] = (token ?? '').split('.');
    const text = atob(claims.replaceAll('-', '+').replaceAll('_', '/'));
    const { exp } = JSON.parse(text) as { readonly exp?: unknown };
    return typeof exp === 'number' ? exp * 1000 : Infinity;
  } catch {
    return Infinity;
  }
}

/**
 * Ask for a token.
 * @throws TypeError (as rejection) if a function gives something else than a text; and what it throws
 */
export async function fetchToken(token: Token | undefined): Promise<string | undefined> {
  if (typeof token !== 'function') return token;
  const value: unknown = await token();
  if (value === undefined || (typeof value === 'string' && value.trim() !== '')) return value;
  throw new TypeError(
    `it gave ${value === '' ? 'an empty text' : `a ${typeof value}`}, not a token`,
  );
}
