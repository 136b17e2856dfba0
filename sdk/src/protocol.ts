/**
 * What relay, robot and browser have in common: the relay's wire messages, and what goes with them. No DOM and no Node
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

export { RtcError, type RtcErrorCode } from './errors.js';
export type { Log, LogFields } from './log.js';
export { backoffMs, type Backoff } from './relay/backoff.js';
export type { RefusalCode } from './relay/refusal-code.js';

export {
  iceAddressProblem,
  iceServerProblem,
  type IceServerLike,
} from './relay/ice-server-address.js';
