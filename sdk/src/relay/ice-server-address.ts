/** A STUN or TURN server, as in `RTCConfiguration`. */
export interface IceServerLike {
  readonly urls: string | readonly string[];
  readonly username?: string | undefined;
  readonly credential?: string | undefined;
}

const HOST = /^(?:\[[0-9a-f:.]+\]|[^\s/?#@:[\]]+)$/i;
const MAX_PORT = 65_535;

/**
 * What is wrong with the address of a STUN or TURN server: a browser takes a whole configuration with a wrong one for
 * invalid, and does not say which one it is.
 *
 * @returns words that name the address and what is wrong, or undefined if it is good
 * @see RFC 7064, section 3.1 (`stun:`), and RFC 7065, section 3.1 (`turn:`)
 * @example
 * ```ts
 * iceAddressProblem('turn:turn.example.com:3478?transport=udp'); // undefined
 * iceAddressProblem('stun:stun.example.com?transport=udp'); // "'stun:…' has a '?', which STUN addresses have not …"
 * ```
 */
export function iceAddressProblem(address: unknown): string | undefined {
  if (typeof address !== 'string') return `${JSON.stringify(address) ?? 'nothing'} is not a text`;
  const problem = problemOf(address);
  return problem && `'${address}' ${problem}`;
}

function problemOf(address: string): string | undefined {
  const [, scheme, rest = ''] = /^(stuns?|turns?):(.*)$/is.exec(address) ?? [];
  if (scheme === undefined) return 'does not begin with stun:, stuns:, turn: or turns:';
  if (rest.startsWith('//')) return `has '//' after '${scheme}:', where the host should be`;
  const queryAt = rest.indexOf('?');
  if (queryAt < 0) return problemOfHost(rest);
  return problemOfQuery(scheme, rest.slice(queryAt + 1)) ?? problemOfHost(rest.slice(0, queryAt));
}

function problemOfQuery(scheme: string, query: string): string | undefined {
  if (/^stun/i.test(scheme)) return "has a '?', which addresses of STUN servers do not have";
  if (/^transport=(udp|tcp)$/i.test(query)) return undefined;
  return "has after its '?' something else than transport=udp or transport=tcp";
}

function problemOfHost(authority: string): string | undefined {
  const [, host = '', port] = /^(\[.*\]|[^:]*)(?::(.*))?$/s.exec(authority) ?? [];
  if (host === '') return 'has no host';
  if (!HOST.test(host)) return `has '${host}' for a host`;
  return port === undefined || isPort(port) ? undefined : `has '${port}' for a port`;
}

function isPort(text: string): boolean {
  return /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= MAX_PORT;
}

/**
 * What is wrong with a STUN or TURN server: its addresses, or that a TURN server lacks its `username` or `credential`.
 * @returns words that name it, or undefined if it is good
 */
export function iceServerProblem(server: IceServerLike): string | undefined {
  const addresses = [server.urls].flat();
  if (addresses.length === 0) return 'a server has no address in urls';
  for (const address of addresses) {
    const problem = iceAddressProblem(address);
    if (problem !== undefined) return problem;
  }
  const turn = addresses.find((address) => /^turn/i.test(address));
  if (turn === undefined || (server.username && server.credential)) return undefined;
  return `'${turn}' lacks its username or its credential, which TURN servers need`;
}

/** The servers that can be used, and what is wrong with the others. */
export function sortIceServers<T extends IceServerLike>(
  servers: readonly T[],
): { readonly good: T[]; readonly problems: string[] } {
  const good: T[] = [];
  const problems: string[] = [];
  for (const server of servers) {
    const addresses = [server.urls].flat();
    // Of several addresses of one server those that are good stay.
    const urls = addresses.filter((address) => iceAddressProblem(address) === undefined);
    for (const address of addresses) {
      const problem = iceAddressProblem(address);
      if (problem !== undefined) problems.push(problem);
    }
    const left = urls.length === addresses.length ? server : { ...server, urls };
    const problem = urls.length > 0 || addresses.length === 0 ? iceServerProblem(left) : undefined;
    if (problem !== undefined) problems.push(problem);
    else if (urls.length > 0) good.push(left);
  }
  return { good, problems };
}
