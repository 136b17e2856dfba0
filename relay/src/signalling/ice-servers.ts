import { createHmac } from 'node:crypto';
import type { IceServer, TurnOptions } from '../options.js';

/** Names the ICE servers for one client, with credentials of its own. */
export type IceServers = (clientId: string, nowMs: number) => IceServer[];

/**
 * Make what names the ICE servers: the fixed ones, and TURN servers with credentials that soon expire.
 * @param fixed - servers that are the same for all
 * @param turn - TURN servers that share a secret with the relay, if any
 * @see coturn's `use-auth-secret`; "A REST API For Access To TURN Services" (draft-uberti-behave-turn-rest-00)
 */
export const createIceServers = (
  fixed: readonly IceServer[],
  turn: Required<TurnOptions> | undefined,
): IceServers => {
  if (!turn) return () => [...fixed];
  const { urls, secret, ttlSec } = turn;
  return (clientId, nowMs) => {
    const username = `${Math.floor(nowMs / 1000) + ttlSec}:${clientId}`;
    const credential = createHmac('sha1', secret).update(username).digest('base64');
    return [...fixed, { urls: [...urls], username, credential }];
  };
};
