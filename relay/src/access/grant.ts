/**
 * What a client may do: a value, made from the claims of its token.
 *
 * @module
 */
import { roleSchema, type Refusal, type Role } from '@rtcbot-web/sdk/protocol';
import * as v from 'valibot';
import { refuse, tokenExpired } from '../signalling/refusal.js';

/** Robots that a token covers: ids in which `*` stands for any characters. */
export const robotPatternSchema = v.pipe(v.string(), v.regex(/^[\w.*-]{1,64}$/));

/** Roles of tokens; an `admin` may look at everything, and connects to nothing. */
export const tokenRoleSchema = v.picklist([...roleSchema.options, 'admin']);
/** Role of a token. */
export type TokenRole = v.InferOutput<typeof tokenRoleSchema>;

/** Claims of a token. */
export const claimsSchema = v.object({
  robots: v.pipe(v.array(robotPatternSchema), v.minLength(1), v.maxLength(256)),
  role: tokenRoleSchema,
  exp: v.number(),
  sub: v.optional(v.string()),
  jti: v.optional(v.string()),
});

/** What a client may do, and until when. */
export interface Grant {
  readonly role: TokenRole;
  /** Ids or patterns. */
  readonly robots: readonly string[];
  /** ms since 1970. */
  readonly expiresAtMs: number;
  readonly mayServe: boolean;
  readonly mayJoin: boolean;
  /** Whom connections are counted for; undefined in open mode, where there is nobody to tell apart. */
  readonly holder: string | undefined;
}

/** Without a secret everybody may do everything; the relay admits loopback clients alone then. */
export const OPEN_GRANT: Grant = {
  role: 'operator',
  robots: ['*'],
  expiresAtMs: Infinity,
  mayServe: true,
  mayJoin: true,
  holder: undefined,
};

/**
 * Say what claims allow.
 * @param claims - of a token whose signature is good
 * @param holder - whom to count connections for, if the claims name nobody
 */
export function toGrant(claims: v.InferOutput<typeof claimsSchema>, holder: string): Grant {
  return {
    role: claims.role,
    robots: [...claims.robots], // a list that has grown has room for more
    expiresAtMs: claims.exp * 1000,
    mayServe: claims.role === 'robot',
    mayJoin: ['operator', 'viewer', 'supervisor'].includes(claims.role),
    holder: claims.sub ?? claims.jti ?? holder,
  };
}

/**
 * Tell what others see of a client with a grant.
 * @param grant - what it may do
 * @returns undefined for an admin, which is not a party to a call
 */
export function roleOf({ role }: Grant): Role | undefined {
  return role === 'admin' ? undefined : role;
}

/** Whether an id fits a pattern, in time that no pattern can make long. */
function covers(pattern: string, robotId: string): boolean {
  let at = 0;
  let star = -1;
  let retryFrom = 0;
  for (let index = 0; index < robotId.length;) {
    if (pattern[at] === '*') {
      star = at++;
      retryFrom = index;
    } else if (pattern[at] === robotId[index]) {
      at += 1;
      index += 1;
    } else if (star >= 0) {
      at = star + 1;
      index = ++retryFrom;
    } else return false;
  }
  while (pattern[at] === '*') at += 1;
  return at === pattern.length;
}

/**
 * Refuse a client whose token has expired.
 * @param grant - what it may do
 * @param nowMs - ms since 1970
 */
export function checkExpiry({ expiresAtMs }: Grant, nowMs: number): Refusal | undefined {
  return nowMs >= expiresAtMs ? tokenExpired() : undefined;
}

/**
 * Refuse a client that may not serve, or not join, a robot.
 * @param grant - what it may do
 * @param action - what it wants to do
 * @param robotId - with which robot
 */
export function checkGrant(
  grant: Grant,
  action: 'serve' | 'join',
  robotId: string,
): Refusal | undefined {
  if (!(action === 'serve' ? grant.mayServe : grant.mayJoin)) {
    const needed = action === 'serve' ? 'robot' : 'operator, supervisor or viewer';
    return refuse(
      'forbidden',
      `A token with the role ${grant.role} may not ${action} a robot; use one with the role ${needed}.`,
    );
  }
  if (grant.robots.some((pattern) => covers(pattern, robotId))) return undefined;
  return refuse(
    'forbidden',
    `The token does not cover robot ${robotId}; use one that was made with --robot ${robotId}.`,
  );
}
