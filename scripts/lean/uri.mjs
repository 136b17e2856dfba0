/** The parts of an address that Engine.IO's client asks for; an IPv6 host comes without its brackets. */
export function parse(text) {
  const { hostname, protocol, port, search } = new URL(text);
  return {
    host: hostname.replace(/[[\]]/g, ''),
    protocol: protocol.slice(0, -1),
    port,
    query: search.slice(1),
  };
}
