import { createHash, createHmac } from 'node:crypto';
import type { IceServer, TurnOptions } from '../options.js';

/**
 * Names the ICE servers for one client, with credentials of its own.
 * @param holder - who has its token; undefined: there is none, as in open mode
 */
export type IceServers = (holder: string | undefined, nowMs: number) => IceServer[];

/** Without tokens all clients are of this machine, and of one user. */
const LOCAL_USER = 'local';

/**
 * The TURN server counts by this name: whoever has a token cannot get a larger share with more clients. Its hash, as a
 * subject may be an e-mail address, and TURN servers write names into their log.
 */
function userOf(holder: string | undefined) {
  return holder === undefined
    ? LOCAL_USER
    : createHash('sha256').update(holder).digest('base64url').slice(0, 16);
}

/**
 * Make what names the ICE servers: the fixed ones, and TURN servers with credentials that soon expire.
 * @param fixed - servers that are the same for all
 * @param turn - TURN servers that share a secret with the relay, if any
 * @see coturn's `use-auth-secret`; "A REST API For Access To TURN Services" (draft-uberti-behave-turn-rest-00)
 */
export function createIceServers(
  fixed: readonly IceServer[],
  turn: Required<TurnOptions> | undefined,
): IceServers {
  if (!turn) return () => [...fixed];
  const { urls, secret, ttlSec } = turn;
  return (holder, nowMs) => {
    const username = `${Math.floor(nowMs / 1000) + ttlSec}:${userOf(holder)}`;
    const credential = createHmac('sha1', secret).update(username).digest('base64');
    return [...fixed, { urls: [...urls], username, credential }];
  };
}
