/** The part of Trusted Types that is used here; TypeScript's DOM library has none of it. */
interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { readonly createScriptURL: (url: string) => string },
  ): { createScriptURL(url: string): string };
}

type Policy = ReturnType<TrustedTypes['createPolicy']>;

/** Two files of ours in one page share a policy: its name may be given only once. */
const POLICY: unique symbol = Symbol.for('rtcbot-web:trusted-types');
const place = globalThis as unknown as {
  readonly trustedTypes?: TrustedTypes;
  [POLICY]?: Policy | undefined;
};

/** Workers run code of the page's own origin, or a function that the page has handed over. */
function checked(url: string): string {
  const { protocol, origin } = new URL(url, globalThis.location.href);
  if (origin === globalThis.location.origin && protocol !== 'data:') return url;
  throw new TypeError(`The policy rtcbot lets no script come from ${url}.`);
}

/**
 * The address of a script as a page takes it that enforces Trusted Types: by the policy `rtcbot`. Where the page allows no such
 * policy, the address comes back as it is, and the browser decides.
 */
export function trustedScriptUrl(url: string): string {
  try {
    place[POLICY] ??= place.trustedTypes?.createPolicy('rtcbot', { createScriptURL: checked });
  } catch {
    return url;
  }
  return place[POLICY]?.createScriptURL(url) ?? url;
}
