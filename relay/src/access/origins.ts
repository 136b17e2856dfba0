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
  /** Origins that may connect besides those that always may. */
  readonly allowedOrigins: readonly string[] | undefined;
}

/**
 * Tell whether a host name or IP address is this machine's loopback.
 * @param host - as in a URL or an option: `localhost`, `127.0.0.1`, `::1`, `[::1]`
 */
export const isLoopback = (host: string): boolean => {
  const name = host.toLowerCase().replace(/^\[(.*)\]$/, '$1');
  return /^(localhost|.+\.localhost|::1|(::ffff:)?127(\.\d{1,3}){3})$/.test(name);
};

const hostnameOf = (url: string) => (URL.canParse(url) ? new URL(url).hostname : '');
const hostOf = (url: string) => (URL.canParse(url) ? new URL(url).host : '');

/**
 * Decide on a connection; returns why it is refused, or undefined.
 * @param source - where it comes from
 * @param policy - what is let in
 */
export const refuseSource = (
  { origin, host = '', address = '' }: ConnectionSource,
  { isOpen, allowedOrigins }: OriginPolicy,
): string | undefined => {
  if (isOpen && !isLoopback(address))
    return 'This relay has no secret and takes connections from its own machine only. Set RTCBOT_SECRET to open it to others.';
  if (origin !== undefined && allowedOrigins?.includes(origin)) return undefined;
  if (isOpen && !isLoopback(hostnameOf(`http://${host}`)))
    return `This relay has no secret and must be reached as localhost, not as ${host}. Use http://localhost, or set RTCBOT_SECRET.`;
  if (origin === undefined || isLoopback(hostnameOf(origin))) return undefined;
  if (!isOpen && (allowedOrigins === undefined || hostOf(origin) === host)) return undefined;
  return `Pages of ${origin} may not connect to this relay. Start it with --allow-origin ${origin} if you trust them.`;
};
