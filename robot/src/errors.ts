import {
  MediaAccessError,
  NegotiationError,
  RobotHostError,
  RtcError,
  SignalingError,
  SubscriptionClosed,
} from '@rtcbot-web/sdk/subscriptions';
import type { Failure } from '../wire/messages.js';

/** Make the error again that the page reported. */
export function errorOf({ code, message }: Failure): RtcError {
  switch (code) {
    case 'camera-missing':
    case 'microphone-missing':
    case 'media-busy':
    case 'media-denied':
    case 'media-failed':
      return new MediaAccessError(code, message);
    case 'bad-description':
    case 'negotiation-failed':
    case 'webrtc-unsupported':
      return new NegotiationError(code, message);
    case 'robot-host':
      return new RobotHostError(code, message);
    case 'closed':
      return new SubscriptionClosed(message);
    case 'bad-argument':
    case 'bad-state':
      return new RtcError(code, message);
    default:
      return new SignalingError(code, message);
  }
}

/** Make an error of the host, for whatever was thrown. */
export function hostError(what: string, cause: unknown): RtcError {
  if (cause instanceof RtcError) return cause;
  const why = cause instanceof Error ? cause.message : String(cause);
  return new RobotHostError('robot-host', `${what}: ${why}`, { cause });
}
