/**
 * Which web pages may connect. A browser lets any page open a WebSocket to loopback, so an open relay must look at
 * who is asking: at the page's origin, and at the name it was reached by (a page can point a name of its own at 127.0.0.1).
 *
 * @module
 */

/** Where a connection comes from. */
export interface ConnectionSource {
  /** `Origin` header; browsers always send it, other programs do not. */
  readonly origin?: string | undefined;
  /** `Host` header. */
  readonly host?: string | undefined;
  /** Address of the other side. */
  readonly address?: string | undefined;
}

/** Which connections are let in. */
export interface OriginPolicy {
  /** Without a secret. */
  readonly isOpen: boolean;
  /** Origins, or patterns of them, that may connect besides those that always may. */
  readonly allowedOrigins: readonly string[] | undefined;
}

/**
 * Tell whether a host name or IP address is this machine's loopback.
 * @param host - as in a URL or an option: `localhost`, `127.0.0.1`, `::1`, `[::1]`
 */
export function isLoopback(host: string): boolean {
  const name = host.toLowerCase().replace(/^\[(.*)\]$/, '$1');
  return /^(localhost|.+\.localhost|::1|(::ffff:)?127(\.\d{1,3}){3})$/.test(name);
}

function hostnameOf(url: string) {
  return URL.canParse(url) ? new URL(url).hostname : '';
}
function hostOf(url: string) {
  return URL.canParse(url) ? new URL(url).host : '';
}

/**
 * Read an origin, or a pattern with `*` for the first label of its name.
 * @param text - such as `https://robots.example.com`, `https://*.example.com:8443` or `capacitor://localhost`
 * @returns as browsers write it; undefined: it is not an origin
 */
export function toOriginPattern(text: string): string | undefined {
  const [, wildcard = ''] = /^[a-z][a-z0-9+.-]*:\/\/(\*\.)/i.exec(text) ?? [];
  const plain = text.replace(`//${wildcard}`, '//');
  if (plain.includes('*')) return undefined;
  const known = URL.canParse(plain) ? new URL(plain).origin : 'null';
  if (known === 'null')
    return text === 'null' || /^[a-z][a-z0-9+.-]*:\/\/[^/*]+$/.test(text) ? text : undefined;
  // A whole top-level domain, or a part of the addresses of a network, is nobody's own
  if (wildcard && !/\.[a-z][a-z0-9-]*$/.test(new URL(plain).hostname)) return undefined;
  return known.replace('//', `//${wildcard}`);
}

function fits(origin: string, pattern: string): boolean {
  const [scheme = '', domain] = pattern.split('*.');
  if (domain === undefined) return origin === pattern;
  if (!origin.startsWith(scheme)) return false;
  const [label, ...rest] = origin.slice(scheme.length).split('.');
  return label !== '' && rest.join('.') === domain;
}

function isAllowed(origin: string, patterns: readonly string[] = []) {
  return patterns.some((pattern) => fits(origin, pattern));
}

/**
 * Decide on the name that a server was reached by; returns why that is refused, or undefined. Only an open relay has to
 * look: any page can point a name of its own at 127.0.0.1 and then reads what is there.
 * @param host - `Host` header
 * @param policy - what is let in
 */
export function refuseHost(
  host: string,
  { isOpen, allowedOrigins }: OriginPolicy,
): string | undefined {
  if (!isOpen || isLoopback(hostnameOf(`http://${host}`))) return undefined;
  if (['http', 'https'].some((scheme) => isAllowed(`${scheme}://${host}`, allowedOrigins)))
    return undefined;
  return `This relay has no secret and must be reached as localhost, not as ${host}. Use http://localhost, or set RTCBOT_SECRET.`;
}

/**
 * Decide on a connection; returns why it is refused, or undefined.
 * @param source - where it comes from
 * @param policy - what is let in
 */
export function refuseSource(
  { origin, host = '', address = '' }: ConnectionSource,
  policy: OriginPolicy,
): string | undefined {
  const { isOpen, allowedOrigins } = policy;
  if (isOpen && !isLoopback(address))
    return 'This relay has no secret and takes connections from its own machine only. Set RTCBOT_SECRET to open it to others.';
  if (origin !== undefined && isAllowed(origin, allowedOrigins)) return undefined;
  const objection = refuseHost(host, policy);
  if (objection !== undefined) return objection;
  if (origin === undefined || isLoopback(hostnameOf(origin))) return undefined;
  if (!isOpen && (allowedOrigins === undefined || hostOf(origin) === host)) return undefined;
  return `Pages of ${origin} may not connect to this relay. Start it with --allow-origin ${origin} if you trust them.`;
}
