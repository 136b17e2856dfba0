import type { RtcError } from '../../errors.js';
import type { Signal } from '../../protocol.js';

/** What carries signals for a connection, and decides what happens when its link is lost. @internal */
export interface PeerLink {
  readonly initiator: boolean;
  readonly rtcConfiguration: RTCConfiguration;
  readonly onSignal: (signal: Signal) => void;
  /** `error` is missing when the other side closed in an orderly way. */
  readonly onLost: (error?: RtcError) => void;
}
