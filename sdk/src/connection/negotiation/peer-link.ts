import type { RtcError } from '../../errors.js';
import type { Signal } from '../../relay/relay-messages.js';

/** What carries signals for a connection, and decides what happens when its link is lost. @internal */
export interface PeerLink {
  readonly initiator: boolean;
  /** What the relay calls the link; missing in direct mode. */
  readonly sessionId?: string;
  /** Whether the first offer is taken (`_takeOffer`) and released (`_release`), instead of being signalled. */
  readonly isHeld?: boolean;
  /** Whether nobody carries a second offer: what would need one is refused once the first description is made. */
  readonly negotiatesOnce?: boolean;
  readonly rtcConfiguration: RTCConfiguration;
  readonly onSignal: (signal: Signal) => void;
  /** The state of this link's own peer, until it is lost or replaced. */
  readonly onConnectionState?: (state: RTCPeerConnectionState) => void;
  /** `error` is missing when the other side closed in an orderly way. */
  readonly onLost: (error?: RtcError) => void;
}
