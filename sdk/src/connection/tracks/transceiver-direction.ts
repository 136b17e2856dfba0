/** Whether media comes in, in a slot of this direction. */
export function receivesIn(direction: RTCRtpTransceiverDirection | null): boolean {
  return direction === 'sendrecv' || direction === 'recvonly';
}

/** The same direction, but nothing comes in. */
export function withoutReceiving(
  direction: RTCRtpTransceiverDirection,
): RTCRtpTransceiverDirection {
  return directionOf(sends(direction), false);
}

/** Whether media goes out, in a slot of this direction. */
export function sends(direction: RTCRtpTransceiverDirection | null): boolean {
  return direction === 'sendrecv' || direction === 'sendonly';
}

/** The direction of a slot that does both, one, or nothing. */
export function directionOf(isSending: boolean, isReceiving: boolean): RTCRtpTransceiverDirection {
  if (isSending) return isReceiving ? 'sendrecv' : 'sendonly';
  return isReceiving ? 'recvonly' : 'inactive';
}
