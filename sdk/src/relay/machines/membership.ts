/**
 * A client's place in a room of the relay, as a pure state machine: an operator that joins, a robot that registers.
 * Whatever goes wrong, it ends in one of: in, asked for, or a wait after which it is asked for again.
 *
 * @module
 */
import type { RtcErrorCode } from '../../errors.js';
import type { Wait } from './wait.js';

/** Where a client stands. */
export interface Membership {
  /** `away`: the relay cannot be reached; `refused`: it is asked again after `wait`; `in`: it is in the room. */
  readonly at: 'away' | 'asking' | 'refused' | 'in';
  /** Number of the newest request; answers to older ones count for nothing. */
  readonly request: number;
  /** Refusals since the place was held for a while. */
  readonly failures: number;
  /** What was refused is the token: another one has to be fetched before it is asked again. */
  readonly needsToken: boolean;
  /** What runs while refused, and while in. */
  readonly wait?: Wait | undefined;
}

/** A place that is held for so long counts as held, in ms. */
const HELD_MS = 20_000;

/** Pause at most, in ms, between tries with a token that was refused: another server has to be asked for each. */
const LONGEST_TOKEN_PAUSE_MS = 30_000;

/** Not in, and nothing asked for. */
export const AWAY: Membership = { at: 'away', request: 0, failures: 0, needsToken: false };

/** What a refused token is told with. */
const TOKEN_CODES: ReadonlySet<RtcErrorCode> = new Set([
  'unauthorized',
  'forbidden',
  'token-expired',
]);

/** What the same request may not be answered next time. */
const PASSING_CODES: ReadonlySet<RtcErrorCode> = new Set([
  'relay-unreachable',
  'try-again',
  'too-many',
  'not-joined',
]);

/** Whether a refusal is about the token that was presented. */
export function isAboutToken(code: RtcErrorCode): boolean {
  return TOKEN_CODES.has(code);
}

/**
 * Whether asking again, or asking with the next token, may help.
 * @param tokenIsFixed - there is no other token: the server's refusal of it is final
 */
export function mayPass(code: RtcErrorCode, tokenIsFixed: boolean): boolean {
  return PASSING_CODES.has(code) || (isAboutToken(code) && !tokenIsFixed);
}

/** Ask for the place, as a new request. */
export function ask(member: Membership): Membership {
  const { request, failures } = member;
  return { at: 'asking', request: request + 1, failures, needsToken: false };
}

/** The relay cannot be reached. */
export function goAway(member: Membership): Membership {
  const { request, failures } = member;
  return { at: 'away', request, failures, needsToken: false };
}

/** Whether `request` is the one whose answer is awaited. */
export function awaits(member: Membership, request: number): boolean {
  return member.at === 'asking' && member.request === request;
}

/** The place is given. */
export function enter(member: Membership): Membership {
  return { ...member, at: 'in', needsToken: false, wait: { ms: HELD_MS } };
}

/** The place is refused, or was lost: it is asked for again after a pause. */
export function beRefused(member: Membership, code: RtcErrorCode): Membership {
  const needsToken = isAboutToken(code);
  const failures = member.failures + 1;
  return {
    at: 'refused',
    request: member.request,
    failures,
    needsToken,
    wait: needsToken ? { failures, maxMs: LONGEST_TOKEN_PAUSE_MS } : { failures },
  };
}

/** All is well: the next failure is the first one. */
export function forgive(member: Membership): Membership {
  return { ...member, failures: 0 };
}
