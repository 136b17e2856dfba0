/**
 * Refusals that clients are answered; each says what was wrong and what to do, in one line.
 *
 * @module
 */
import type { Refusal, RefusalCode } from '@rtcbot-web/sdk/protocol';
import { getDotPath, type BaseIssue } from 'valibot';

const HOW_TO_GET_ONE = 'Get one with: rtcbot-relay token --robot <id> --role <role>';

/**
 * Make a refusal.
 * @param code - machine-readable reason
 * @param message - what was wrong and what to do; one line
 */
export function refuse(code: RefusalCode, message: string): Refusal {
  return {
    ok: false,
    code,
    message,
  };
}

/** A payload does not fit its schema. Says which field, and never what was in it: it may be a secret. */
export function badMessage(issue: BaseIssue<unknown>) {
  const path = getDotPath(issue);
  const what = path === null ? 'The payload' : `Field "${path}"`;
  const expected = issue.expected ?? issue.message;
  return refuse('bad-message', `${what} is missing or wrong: expected ${expected}.`);
}

/** The client has no token. */
export function tokenMissing() {
  return refuse('unauthorized', `This relay needs a token. ${HOW_TO_GET_ONE}`);
}

/** The token has expired. */
export function tokenExpired() {
  return refuse('token-expired', `The token has expired. ${HOW_TO_GET_ONE}`);
}

/**
 * The relay does not believe the token.
 * @param reason - why, after "it"
 */
export function badToken(reason: string) {
  return refuse('unauthorized', `The token is not valid here: ${reason}. ${HOW_TO_GET_ONE}`);
}

/** The claims of a token are not as they must be; its signature is good. */
export function badClaim(issue: BaseIssue<unknown>) {
  return refuse(
    'unauthorized',
    `The token's claim "${getDotPath(issue) ?? ''}" is missing or wrong (expected ${issue.expected ?? 'another value'}). ${HOW_TO_GET_ONE}`,
  );
}

/** The key set that tells good tokens from bad ones cannot be fetched. */
export function keysUnreachable() {
  return refuse(
    'try-again',
    'The relay cannot fetch the keys that check tokens. Try again; is the address of --jwks right?',
  );
}

/** The role admin is for the relay's status pages. */
export function adminConnects() {
  return refuse(
    'forbidden',
    'A token with the role admin opens /admin and /metrics; use one with the role robot, operator, supervisor or viewer to connect.',
  );
}

/** A page for admins is asked for by somebody else. */
export function adminsOnly() {
  return refuse(
    'forbidden',
    'This needs a token with the role admin: rtcbot-relay token --role admin',
  );
}

/** As many connections as the relay allows come from one address, or with one token. */
export function tooManyConnections(of: string, limit: number) {
  return refuse(
    'too-many',
    `This ${of} has ${limit} connections, the most that are allowed. Close some first, or raise the relay's limit.`,
  );
}

/** Another client serves this robot. */
export function robotTaken(robotId: string) {
  return refuse(
    'robot-taken',
    `Robot ${robotId} is already online from another program. Stop that one or choose another id.`,
  );
}

/** Nobody serves this robot now. */
export function robotOffline(robotId: string) {
  return refuse(
    'robot-offline',
    `Robot ${robotId} is offline. Start it, check its id, or join with wait: true.`,
  );
}

/** The robot has as many operators as the relay allows. */
export function tooManyOperators(robotId: string, limit: number) {
  return refuse(
    'too-many',
    `Robot ${robotId} has ${limit} operators, the most that are allowed. Try again when one has left.`,
  );
}

/** The socket serves, or has joined, as many robots as the relay allows. */
export function tooManyRobots(limit: number) {
  return refuse(
    'too-many',
    `A connection takes at most ${limit} robots. Leave one first, or open another connection.`,
  );
}

/** The sender sends faster than the relay allows. */
export function tooManyEvents(perSec: number) {
  return refuse(
    'too-many',
    `More than ${perSec} events per second. Slow down and send this one again.`,
  );
}

/** The sender, or all who have its token, send more bytes than the relay allows. */
export function tooManyBytes(perSec: number) {
  return refuse(
    'too-many',
    `More than ${Math.round(perSec / 1024)} kB per second, or with this token ${Math.round(perSec / 128)} kB. Slow down and send this one again.`,
  );
}

/** The sender has not joined the robot. */
export function notJoined(robotId: string) {
  return refuse(
    'not-joined',
    `This connection has not joined robot ${robotId}. Send robot:join first.`,
  );
}

/** The sender names an operator without being the robot. */
export function notServed(robotId: string) {
  return refuse(
    'not-joined',
    `This connection does not serve robot ${robotId}. A robot sends robot:register first; an operator leaves "to" out.`,
  );
}

/** A robot does not name the operator that its signal is for. */
export function missingTo() {
  return refuse('bad-message', 'Field "to" is missing: a robot names the operator there.');
}

/** The operator that a robot names has left. */
export function operatorGone(robotId: string, operatorId: string) {
  return refuse(
    'operator-gone',
    `Operator ${operatorId} has left robot ${robotId}. Close its connection; it joins again when it is back.`,
  );
}

/** No such event. */
export function unknownEvent() {
  return refuse(
    'unknown-event',
    'The relay does not know this event. Update the SDK, or the relay, so that both have the same version.',
  );
}

/** The relay failed; the sender did nothing wrong. */
export function tryAgain() {
  return refuse(
    'try-again',
    'The relay failed to handle this event and has logged why. Try again.',
  );
}

/** What was sent cannot be passed on at the moment. */
export function cannotReach() {
  return refuse(
    'try-again',
    'The other side cannot be reached at the moment: its connection has just ended, or it does not read. Send this again.',
  );
}
