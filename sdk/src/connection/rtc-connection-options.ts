/** Options of an `RTCConnection`. */
export interface RTCConnectionOptions {
  /** Whether messages keep their order; default true. */
  readonly defaultOrdered?: boolean | undefined;
  /** ICE servers and the like; by default RTCBot's STUN server, or with a relay what the relay names. */
  readonly rtcConfiguration?: RTCConfiguration | undefined;
}

/** The servers that are used unless others are given. @see RTCBot uses this one on both sides */
export const RTCBOT_CONFIGURATION: RTCConfiguration = {
  iceServers: [{ urls: 'stun:stun.l.google.com:19302' }],
};
