import type { IncomingMessage } from 'node:http';

/**
 * Tell the address of the other side of a request.
 * @param request - the request
 * @param trustProxy - whether a proxy of yours is in front, whose word on the address counts
 */
export const addressOf = (
  { headers, socket }: Pick<IncomingMessage, 'headers' | 'socket'>,
  trustProxy: boolean,
): string => {
  const forwarded = headers['x-forwarded-for'];
  // the last entry is the proxy's own; those before it may be made up by the client
  const last = trustProxy
    ? String(forwarded ?? '')
        .split(',')
        .at(-1)
        ?.trim()
    : undefined;
  return (last || socket.remoteAddress) ?? '';
};
