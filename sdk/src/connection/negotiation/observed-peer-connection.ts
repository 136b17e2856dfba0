import type { InboundGate } from '../inbound/inbound-gate.js';
import type { HeldOffer } from './held-offer.js';
import { playSoundApart } from './sound-apart.js';
import { withoutReceiving } from '../tracks/transceiver-direction.js';

/** Label of the data channel that carries messages. @see RTCBot's wire: exactly this, made by the offerer */
export const DEFAULT_CHANNEL = 'default';

/** Who sees what happens to a peer connection. */
export interface PeerConnectionObserver {
  readonly onCreated: (pc: RTCPeerConnection) => void;
  /** The default channel, or one of the other side that was admitted. */
  readonly onChannel: (channel: RTCDataChannel) => void;
  readonly inbound: Pick<InboundGate, 'admit' | 'watch'>;
  /** Kinds of media that are refused when the other side offers them. */
  readonly refusedMedia: readonly string[];
  /** Holds the first offer back. */
  readonly held?: HeldOffer | undefined;
}

/**
 * The browser's RTCPeerConnection, but one whose instance and data channels we see: only the default channel
 * reaches simple-peer, which would take any other for it.
 */
export function observedPeerConnection({
  onCreated,
  onChannel,
  inbound,
  refusedMedia,
  held,
}: PeerConnectionObserver): typeof RTCPeerConnection {
  return class extends RTCPeerConnection {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      if (held) holdFirstOffer(this, held);
      onCreated(this);
      this.addEventListener('datachannel', (event) => {
        const isAdmitted = inbound.admit(event.channel);
        if (!isAdmitted || event.channel.label !== DEFAULT_CHANNEL)
          event.stopImmediatePropagation();
        if (isAdmitted) onChannel(event.channel);
      });
    }

    override createDataChannel(label: string, init?: RTCDataChannelInit): RTCDataChannel {
      const channel = super.createDataChannel(label, init);
      inbound.watch(channel);
      if (label === DEFAULT_CHANNEL) onChannel(channel);
      return channel;
    }

    override async setRemoteDescription(description: RTCSessionDescriptionInit): Promise<void> {
      const { type, sdp } = description;
      await super.setRemoteDescription(sdp ? { type, sdp: playSoundApart(sdp) } : description);
      if (description.type === 'offer') refuseMedia(this, refusedMedia);
    }
  };
}

function holdFirstOffer(pc: RTCPeerConnection, held: HeldOffer): void {
  const offerer: { createOffer: () => Promise<RTCSessionDescriptionInit> } = pc;
  const make = offerer.createOffer.bind(pc);
  offerer.createOffer = () => (pc.localDescription ? make() : held.hold(make));
}

/** Before the answer is made: what is refused does not come in at all. */
function refuseMedia(pc: RTCPeerConnection, kinds: readonly string[]): void {
  for (const transceiver of pc.getTransceivers()) {
    const isRefused = kinds.includes(transceiver.receiver.track.kind);
    if (!isRefused || transceiver.direction === 'stopped') continue;
    transceiver.direction = withoutReceiving(transceiver.direction);
  }
}
