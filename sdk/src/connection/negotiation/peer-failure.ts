/** What it means when a peer ends: simple-peer's error codes and the browser's, for `peer.ts` alone. */
import { DataChannelError, IceError, NegotiationError, RtcError } from '../../errors.js';

/** SCTP cause code of an association that the other side ended on purpose (RFC 4960, 3.3.10.12). */
const USER_INITIATED_ABORT = 12;

/**
 * When the other side closes its connection, Chromium reports an error on the data channel: with this code if it hears the
 * end of SCTP first, without a word if it hears that of DTLS first, as happens while much is under way.
 */
export function isOrderlyEnd(cause: unknown): boolean {
  return (
    typeof RTCError !== 'undefined' &&
    cause instanceof RTCError &&
    (cause.sctpCauseCode === USER_INITIATED_ABORT || !cause.message)
  );
}

/** The error that users get. */
export function toRtcError(error: Error & { code?: string }): RtcError {
  const options = { cause: error };
  switch (error.code) {
    case 'ERR_ICE_CONNECTION_FAILURE':
    case 'ERR_CONNECTION_FAILURE':
    case 'ERR_ICE_CONNECTION_CLOSED':
      return new IceError(
        'ice-failed',
        'No network path to the other peer was found, or it was lost. Peers on different networks may need a TURN server.',
        options,
      );
    case 'ERR_DATA_CHANNEL':
      return new DataChannelError(
        'channel-failed',
        `The data channel failed: ${error.message}`,
        options,
      );
    case 'ERR_PC_CONSTRUCTOR':
      return new RtcError(
        'bad-argument',
        `The browser refused the RTCConfiguration: ${error.message}`,
        options,
      );
    case 'ERR_SET_REMOTE_DESCRIPTION':
    case 'ERR_ADD_ICE_CANDIDATE':
      return new NegotiationError(
        'bad-description',
        `The other peer's description or candidate was refused: ${error.message}`,
        options,
      );
    default:
      return new NegotiationError(
        'negotiation-failed',
        `Negotiation failed: ${error.message}`,
        options,
      );
  }
}
