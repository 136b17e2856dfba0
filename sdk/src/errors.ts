/**
 * The errors of the SDK: every one carries a machine-readable `code`, and a message that says what failed,
 * with what, and what to do.
 *
 * @module
 */
import type { RefusalCode } from './relay/refusal-code.js';

/** What an {@link RtcError} is about. */
export type RtcErrorCode =
  | RefusalCode
  | 'relay-unreachable'
  | 'token-failed'
  | 'bad-state'
  | 'bad-description'
  | 'bad-argument'
  | 'negotiation-failed'
  | 'ice-failed'
  | 'channel-failed'
  | 'message-too-large'
  | 'channel-full'
  | 'not-serializable'
  | 'webrtc-unsupported'
  | 'camera-missing'
  | 'microphone-missing'
  | 'media-denied'
  | 'media-busy'
  | 'media-failed'
  | 'track-ended'
  | 'autoplay-blocked'
  | 'serial-failed'
  | 'worker-failed'
  | 'websocket-failed'
  | 'control-denied'
  | 'stop-unconfirmed'
  | CallErrorCode
  | 'robot-host'
  | 'chromium-missing'
  | 'robot-key-mismatch'
  | 'robot-key-missing'
  | 'robot-key-unsupported'
  | 'bad-option'
  | 'secret-missing'
  | 'port-in-use'
  | 'cannot-listen'
  | 'not-listening'
  | 'not-built'
  | 'closed';

/** Why a call of a method has failed. */
export type CallErrorCode =
  /** The other side has no method of this name. */
  | 'no-such-method'
  /** The role does not suffice. */
  | 'forbidden'
  /** The handler has thrown; the message is its own. */
  | 'call-failed'
  /** No answer in time; the other side was told to end it. */
  | 'call-timeout'
  /** A safe stop has ended it, or the robot is stopped. */
  | 'call-stopped'
  /** The other side has begun anew: whether it was carried out is not known. */
  | 'call-lost'
  /** Too many are under way. */
  | 'too-many-calls';

/** Base of all errors of RTCBot Web. */
export class RtcError extends Error {
  override readonly name: string = 'RtcError';
  /** Machine-readable cause. */
  readonly code: RtcErrorCode;

  /**
   * @param code - machine-readable cause
   * @param message - what failed, with what, and what to do
   * @param options - the underlying error, if any
   */
  constructor(code: RtcErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}

/** The relay refused, or cannot be reached. */
export class SignalingError extends RtcError {
  override readonly name = 'SignalingError';
}

/** A session description could not be made or applied. */
export class NegotiationError extends RtcError {
  override readonly name = 'NegotiationError';
}

/** No network path to the other peer was found, or it was lost for good. */
export class IceError extends RtcError {
  override readonly name = 'IceError';
}

/** A data channel failed, or a message cannot be sent through it. */
export class DataChannelError extends RtcError {
  override readonly name = 'DataChannelError';
}

/** Camera or microphone are missing, busy or refused. */
export class MediaAccessError extends RtcError {
  override readonly name = 'MediaAccessError';
}

/** A method was not carried out, or has failed. */
export class CallError extends RtcError {
  override readonly name = 'CallError';
}

/** A message from the other side breaks the protocol. */
export class ProtocolError extends RtcError {
  override readonly name = 'ProtocolError';
}

/** The robot's host (Chromium, its page, the bridge) failed. */
export class RobotHostError extends RtcError {
  override readonly name = 'RobotHostError';
}

/**
 * A value was awaited from, or put into, something that is closed.
 * @see RTCBot's `SubscriptionClosed` (rtcbot/base/base.py)
 */
export class SubscriptionClosed extends RtcError {
  override readonly name = 'SubscriptionClosed';

  /** @param message - what was closed */
  constructor(message = 'The subscription is closed, no more values will come.') {
    super('closed', message);
  }
}
