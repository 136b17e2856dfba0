import type { IncomingMessage } from 'node:http';
import { isIP, isIPv4, isIPv6 } from 'node:net';

/** Groups of an IPv6 address that a provider gives to one customer: whoever has one address there has them all. */
const NETWORK_GROUPS = 4;

/** Without brackets, a port and a zone, which proxies may add. */
function bare(text: string): string {
  const address = text.trim().replace(/^"(.*)"$/, '$1');
  const [, inBrackets] = /^\[([^\]]*)\](?::\d+)?$/.exec(address) ?? [];
  const [, beforePort] = /^(\d+(?:\.\d+){3}):\d+$/.exec(address) ?? [];
  return (inBrackets ?? beforePort ?? address).replace(/%.*$/, '');
}

/** The groups of an IPv6 address, without what `::` and leading zeros leave open. */
function groupsOf(address: string): string[] {
  // URL knows how to read every way of writing one
  const [head = '', tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const groups = (text: string) => (text === '' ? [] : text.split(':'));
  if (tail === undefined) return groups(head);
  const missing = 8 - groups(head).length - groups(tail).length;
  return [...groups(head), ...Array<string>(missing).fill('0'), ...groups(tail)];
}

function toIPv4(high: string, low: string) {
  return [high, low]
    .map((group) => parseInt(group, 16))
    .flatMap((value) => [value >> 8, value & 255])
    .join('.');
}

/**
 * Tell the network that an address is counted for: an IPv4 address, also one written as IPv6, is one; of IPv6 it is the
 * first half, of which one customer has all addresses.
 * @param address - as a socket or a proxy names it
 * @returns such as `192.0.2.1` or `2001:db8:0:1::/64`; what is not an address comes back as it was
 */
export function networkOf(address: string): string {
  const name = bare(address);
  if (isIPv4(name) || !isIPv6(name)) return name;
  const groups = groupsOf(name);
  const isMapped = groups.slice(0, 5).every((group) => group === '0') && groups[5] === 'ffff';
  if (isMapped) return toIPv4(groups[6] ?? '0', groups[7] ?? '0');
  return `${groups.slice(0, NETWORK_GROUPS).join(':')}::/64`;
}

/**
 * Tell the network from which a request comes.
 * @param request - the request
 * @param trustProxy - whether a proxy of yours is in front, whose word on the address counts
 */
export function addressOf(
  { headers, socket }: Pick<IncomingMessage, 'headers' | 'socket'>,
  trustProxy: boolean,
): string {
  const forwarded = headers['x-forwarded-for'];
  // The last entry is the proxy's own; those before it may be made up by the client
  const last = trustProxy
    ? (String(forwarded ?? '')
        .split(',')
        .at(-1) ?? '')
    : '';
  return networkOf(isIP(bare(last)) ? last : (socket.remoteAddress ?? ''));
}
