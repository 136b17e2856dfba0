/**
 * When a session is to be renewed, and when it ends: for the expiry of its token and of its TURN credentials.
 *
 * @module
 */

/** How long before the end of a token its client is told to come with a new one, at most. */
const RENEWAL_MARGIN_MS = 30_000;
/** A session that ends sooner than this is not told: a client that has no newer token would only come in vain. */
const SHORTEST_RENEWABLE_MS = 3000;
/** Part of the life of TURN credentials after which they are renewed. */
const TURN_RENEWAL = 2 / 3;

/** In ms since 1970; Infinity: never. */
export interface Deadlines {
  /** The client is to connect anew, to bring a newer token and to get newer credentials. */
  readonly renewAtMs: number;
  /** The session ends. */
  readonly endAtMs: number;
}

/**
 * Say when a session is to be renewed, and when it ends.
 * @param expiresAtMs - of its token, in ms since 1970
 * @param turnTtlMs - life of the TURN credentials that it gets; Infinity: it gets none
 * @param nowMs - ms since 1970
 */
export function deadlinesOf(expiresAtMs: number, turnTtlMs: number, nowMs: number): Deadlines {
  const remainingMs = expiresAtMs - nowMs;
  const tokenMs =
    remainingMs > SHORTEST_RENEWABLE_MS
      ? remainingMs - Math.min(RENEWAL_MARGIN_MS, remainingMs / 3)
      : Infinity;
  return {
    renewAtMs: nowMs + Math.min(tokenMs, turnTtlMs * TURN_RENEWAL),
    endAtMs: expiresAtMs,
  };
}
