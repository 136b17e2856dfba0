/**
 * What a client may do. With a secret its token says so (a JWT, HS256); without one everybody may do
 * everything, which is why open mode is for loopback alone.
 *
 * @module
 */
import { roleSchema, type Refusal, type Role } from '@rtcbot-web/sdk/protocol';
import { errors, jwtVerify, SignJWT } from 'jose';
import * as v from 'valibot';
import { refuse } from './refusal.js';

/** Robots that a token covers: ids in which `*` stands for any characters. */
export const robotPatternSchema = v.pipe(v.string(), v.regex(/^[\w.*-]{1,64}$/));

const claimsSchema = v.object({
  robots: v.pipe(v.array(robotPatternSchema), v.minLength(1), v.maxLength(256)),
  role: roleSchema,
  exp: v.number(),
});

/** What a client may do, and until when. */
export interface Grant {
  readonly role: Role;
  /** Ids or patterns. */
  readonly robots: readonly string[];
  /** ms since 1970. */
  readonly expiresAtMs: number;
  readonly mayServe: boolean;
  readonly mayJoin: boolean;
}

/** Decides on a client's token. */
export type Authority = (token: string | undefined) => Promise<Grant | Refusal>;

const OPEN_GRANT: Grant = {
  role: 'operator',
  robots: ['*'],
  expiresAtMs: Infinity,
  mayServe: true,
  mayJoin: true,
};

/** Let everybody do everything; the relay admits loopback clients alone then. */
export const openAuthority: Authority = () => Promise.resolve(OPEN_GRANT);

const HOW_TO_GET_ONE = 'Get one with: rtcbot-relay token --robot <id> --role <role>';

/**
 * Believe the tokens that are signed with a secret.
 * @param secret - the secret of the relay
 */
export const secretAuthority = (secret: string): Authority => {
  const key = new TextEncoder().encode(secret);
  return async (token) => {
    if (token === undefined)
      return refuse('unauthorized', `This relay needs a token. ${HOW_TO_GET_ONE}`);
    try {
      const { payload } = await jwtVerify(token, key, { algorithms: ['HS256'] });
      const claims = v.safeParse(claimsSchema, payload);
      return claims.success ? toGrant(claims.output) : badClaims(claims.issues[0]);
    } catch (error) {
      if (error instanceof errors.JWTExpired) return tokenExpired();
      return refuse(
        'unauthorized',
        `The token is not valid here: it is damaged, or signed with another secret. ${HOW_TO_GET_ONE}`,
      );
    }
  };
};

const toGrant = ({ role, robots, exp }: v.InferOutput<typeof claimsSchema>): Grant => ({
  role,
  robots,
  expiresAtMs: exp * 1000,
  mayServe: role === 'robot',
  mayJoin: role !== 'robot',
});

const tokenExpired = () => refuse('token-expired', `The token has expired. ${HOW_TO_GET_ONE}`);

const badClaims = (issue: v.BaseIssue<unknown>) =>
  refuse(
    'unauthorized',
    `The token's claim "${v.getDotPath(issue) ?? ''}" is missing or wrong (expected ${issue.expected ?? 'another value'}). ${HOW_TO_GET_ONE}`,
  );

const covers = (pattern: string, robotId: string) =>
  new RegExp(`^${pattern.replaceAll('.', '\\.').replaceAll(/\*+/g, '.*')}$`).test(robotId);

/**
 * Refuse a client whose token has expired.
 * @param grant - what it may do
 * @param nowMs - ms since 1970
 */
export const checkExpiry = ({ expiresAtMs }: Grant, nowMs: number): Refusal | undefined =>
  nowMs >= expiresAtMs ? tokenExpired() : undefined;

/**
 * Refuse a client that may not serve, or not join, a robot.
 * @param grant - what it may do
 * @param action - what it wants to do
 * @param robotId - with which robot
 */
export const checkGrant = (
  grant: Grant,
  action: 'serve' | 'join',
  robotId: string,
): Refusal | undefined => {
  if (!(action === 'serve' ? grant.mayServe : grant.mayJoin)) {
    const needed = action === 'serve' ? 'robot' : 'operator or viewer';
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
};

/** What a token is to say. */
export interface TokenOptions {
  /** The secret of the relay. */
  readonly secret: string;
  /** Ids or patterns of robots. */
  readonly robots: readonly string[];
  readonly role: Role;
  /** How long it is valid, in seconds. */
  readonly ttlSec: number;
}

/**
 * Sign a token.
 * @param options - what it says
 */
export const signToken = ({ secret, robots, role, ttlSec }: TokenOptions): Promise<string> =>
  new SignJWT({ robots, role })
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuedAt()
    .setExpirationTime(Math.floor(Date.now() / 1000) + ttlSec)
    .sign(new TextEncoder().encode(secret));
