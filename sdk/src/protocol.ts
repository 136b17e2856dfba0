/**
 * What relay, robot and browser have in common: the relay's wire messages, calls, and what goes with them. No DOM and no Node
 * in here.
 *
 * @module
 */
export * from './relay/relay-messages.js';

export {
  answerStatement,
  descriptionDigest,
  robotKeyPrint,
  type AnswerFacts,
} from './relay/robot-key/answer-statement.js';

export {
  ExposedMethods,
  type CallContext,
  type CallHandler,
  type CallRole,
  type ExposedMethod,
  type ExposeOptions,
} from './calls/exposed-methods.js';
export type { CallFailure, CallReply, CallRequest } from './calls/call-wire.js';
export { IncomingCalls, type IncomingCallsOptions } from './calls/incoming-calls.js';
export { OutgoingCalls, type CallOptions } from './calls/outgoing-calls.js';

export { RtcError, type RtcErrorCode } from './errors.js';
export type { Log, LogFields } from './log.js';
export { backoffMs, type Backoff } from './relay/backoff.js';
export type { CallErrorCode } from './errors.js';
export type { RefusalCode } from './relay/refusal-code.js';

export {
  iceAddressProblem,
  iceServerProblem,
  type IceServerLike,
} from './relay/ice-server-address.js';
