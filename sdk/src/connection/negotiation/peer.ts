/**
 * The only file that knows simple-peer. A {@link Peer} is one RTCPeerConnection and its negotiation; it is used
 * once, and a healed link may be a new one.
 */
import SimplePeer from 'simple-peer';
import { NegotiationError, RtcError } from '../../errors.js';
import type { FirstOffer, Signal } from '../../relay/relay-messages.js';
import type { InboundGate } from '../inbound/inbound-gate.js';
import { HeldOffer } from './held-offer.js';
import { DEFAULT_CHANNEL, observedPeerConnection } from './observed-peer-connection.js';
import { isOrderlyEnd, toRtcError } from './peer-failure.js';
import { markOurs, sendingTo, type Sending, type TakenMessages } from './session-description.js';

export { DEFAULT_CHANNEL };

/** Kind of a track, as in `MediaStreamTrack.kind`. */
export type MediaKind = 'audio' | 'video';

/** What a peer reports. All are called until `close` and never after it, but `onClose` once. */
export interface PeerEvents {
  readonly onSignal: (signal: Signal) => void;
  /** Called during the constructor as well, hence the peer as argument. */
  readonly onChannel: (channel: RTCDataChannel, peer: Peer) => void;
  readonly onTrack: (event: RTCTrackEvent) => void;
  /** Both sides agree on what is sent: an offer has been answered. */
  readonly onNegotiated: () => void;
  readonly onConnectionState: (state: RTCPeerConnectionState) => void;
  /** `error` is missing when the other side closed in an orderly way. */
  readonly onClose: (error?: RtcError) => void;
}

/** How to make a {@link Peer}. */
export interface PeerOptions extends PeerEvents {
  readonly initiator: boolean;
  /** Whether the first offer waits for {@link Peer.release}, and is not signalled. */
  readonly isHeld?: boolean | undefined;
  /** Whether nobody carries a second offer: what would need one is refused once the first description is made. */
  readonly negotiatesOnce?: boolean | undefined;
  readonly defaultOrdered: boolean;
  readonly rtcConfiguration: RTCConfiguration;
  /** What the other side sends and opens passes it first. */
  readonly inbound: InboundGate;
  /** Kinds of media that do not come in, whatever the other side offers. */
  readonly refusedMedia: readonly MediaKind[];
}

/** simple-peer, with the method that its types leave out. */
type SimplePeerInstance = SimplePeer.Instance & { negotiate: () => void };

/** One RTCPeerConnection, negotiated by simple-peer with trickle ICE. */
export class Peer {
  /** What the other side sends and opens passes it first. */
  readonly inbound: InboundGate;
  /** Whether there will be one offer only. */
  readonly negotiatesOnce: boolean;
  readonly #peer: SimplePeerInstance;
  readonly #events: PeerEvents;
  #pc: RTCPeerConnection | undefined;
  #defaultChannel: RTCDataChannel | undefined;
  #closed = false;
  /** Whether what would need another offer is refused. */
  #isSettled = false;
  /** Whether something has changed that the initiator has not been asked for yet. */
  #isChanged = true;
  readonly #initiator: boolean;
  readonly #refusedMedia: readonly MediaKind[];
  readonly #requested = new WeakSet<RTCRtpTransceiver>();
  #sending: Sending = sendingTo('');
  /** Until its offer is set. */
  #held: HeldOffer | undefined;

  /** @throws RtcError `bad-argument` (a configuration the browser refuses) */
  constructor(options: PeerOptions) {
    this.#events = options;
    this.#initiator = options.initiator;
    this.inbound = options.inbound;
    this.negotiatesOnce = options.negotiatesOnce ?? false;
    this.#refusedMedia = options.refusedMedia;
    this.#held = options.isHeld ? new HeldOffer() : undefined;
    this.#peer = new SimplePeer({
      initiator: options.initiator,
      channelName: DEFAULT_CHANNEL,
      channelConfig: { ordered: options.defaultOrdered },
      config: options.rtcConfiguration,
      trickle: true,
      wrtc: {
        RTCPeerConnection: observedPeerConnection({
          ...{ ...options, held: this.#held },
          onCreated: (pc) => {
            this.#pc = pc;
          },
          onChannel: (channel) => {
            if (channel.label === DEFAULT_CHANNEL) this.#defaultChannel ??= channel;
            options.onChannel(channel, this);
          },
        }),
        RTCSessionDescription,
        RTCIceCandidate,
      },
    }) as SimplePeerInstance;
    this.#listen();
  }

  /** The RTCPeerConnection, for what is not negotiation: transceivers, stats, further channels. */
  get pc(): RTCPeerConnection {
    if (!this.#pc) throw new RtcError('bad-argument', 'The browser refused the RTCConfiguration.');
    return this.#pc;
  }

  /** The first offer, which is held: always the same. @throws Error if the browser makes none, or the peer is gone */
  async takeOffer(): Promise<FirstOffer['signal']> {
    const { sdp = '' } = (await this.#held?.take()) ?? {};
    return { type: 'offer', sdp: markOurs(sdp, this.inbound.announced) };
  }

  /** Set the offer that is held, and gather candidates. */
  release(): void {
    this.#held?.release();
    if (!this.#closed) this.#events.onConnectionState('connecting');
  }

  /** Take a signal of the other side in. After `close` it is dropped. */
  signal(signal: Signal): void {
    if (this.#closed) return;
    if (signal.type === 'transceiver-request') {
      if (this.#initiator) this.addReceiver(signal.kind);
      return;
    }
    if ('sdp' in signal) this.#sending = sendingTo(signal.sdp, this.#sending);
    this.#peer.signal(toSimplePeer(signal));
  }

  /**
   * How messages go to the other side. Known once a channel is open, when the browser's own `sctp.maxMessageSize` may still
   * be Infinity.
   */
  get sending(): Sending {
    return this.#sending;
  }

  /** Whether a path to the other peer is up and its default channel open. */
  get isConnected(): boolean {
    if (this.#closed || this.#pc?.connectionState !== 'connected') return false;
    return this.#defaultChannel?.readyState === 'open';
  }

  /** Open one more data channel; needs no negotiation once the default one is open. */
  createChannel(
    name: string,
    options: { ordered?: boolean | undefined; maxRetransmits?: number | undefined },
  ): RTCDataChannel {
    const { ordered = true, maxRetransmits } = options;
    const retransmits = maxRetransmits === undefined ? {} : { maxRetransmits };
    return this.pc.createDataChannel(name, { ordered, ...retransmits });
  }

  /** Send `track`, named by these streams; negotiates soon, together with other changes of this turn. */
  addTrack(track: MediaStreamTrack, ...streams: MediaStream[]): RTCRtpTransceiver {
    this.change();
    if (this.pc.getSenders().some((one) => one.track === track)) {
      throw new RtcError('bad-argument', 'This track is sent already: give track.clone() instead.');
    }
    const sender = this.pc.addTrack(track, ...streams);
    const slot = this.pc.getTransceivers().find((one) => one.sender === sender);
    if (slot) return slot;
    throw new NegotiationError('negotiation-failed', 'The track could not be added.');
  }

  /** Offer to receive one more track; initiator only. */
  addReceiver(kind: MediaKind): void {
    this.change();
    this.pc.addTransceiver(kind, { direction: 'recvonly' });
  }

  /**
   * Say before each change of a transceiver that there will be one. The browser tells when it has to be negotiated.
   * @throws NegotiationError `bad-state` if nobody carries offers
   */
  change(): void {
    this.#requireNegotiation();
    this.#held?.change();
    this.#isChanged = true;
  }

  /** Look for a new network path with every channel intact; initiator only. */
  restartIce(): void {
    if (!this.#closed) this.pc.restartIce();
  }

  /** End it without any further event. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#held?.drop();
    this.#peer.destroy();
  }

  /** The first negotiation starts by itself. The answerer asks for each change once, so that nothing goes in circles. */
  #negotiate(): void {
    const { pc } = this;
    if (this.#closed || this.#isSettled || !pc.remoteDescription) return;
    if (this.#initiator) this.#peer.negotiate();
    else if (this.#isChanged) {
      this.#isChanged = false;
      const missing = pc
        .getTransceivers()
        .filter((slot) => !slot.mid && slot.sender.track && !this.#requested.has(slot));
      for (const slot of missing) {
        this.#requested.add(slot);
        const kind = slot.receiver.track.kind as MediaKind;
        this.#events.onSignal({ type: 'transceiver-request', kind });
      }
      if (missing.length === 0) this.#events.onSignal({ type: 'renegotiate' });
    }
  }

  #requireNegotiation(): void {
    if (!this.#isSettled) return;
    throw new NegotiationError(
      'bad-state',
      'Without a relay a connection negotiates once: put and subscribe everything before getLocalDescription().',
    );
  }

  #listen(): void {
    const peer = this.#peer;
    const events = this.#events;
    let failure: RtcError | undefined;
    peer.on('signal', (data: SimplePeer.SignalData) => {
      const signal = fromSimplePeer(data, this.inbound.announced);
      if (signal?.type === 'offer' || signal?.type === 'answer')
        this.#isSettled = this.negotiatesOnce;
      if (this.#held && signal?.type === 'offer') this.#held = undefined;
      else if (signal && !this.#closed) events.onSignal(signal);
    });
    peer.on('error', (error: Error & { code?: string }) => {
      failure = isOrderlyEnd(error.cause) ? undefined : toRtcError(error);
    });
    peer.on('close', () => {
      if (this.#closed) return;
      this.#closed = true;
      this.#held?.drop();
      events.onClose(failure);
    });
    this.#pc?.addEventListener('track', (event) => {
      const isRefused = this.#refusedMedia.includes(event.track.kind as MediaKind);
      if (!this.#closed && !isRefused) events.onTrack(event);
    });
    this.#pc?.addEventListener('negotiationneeded', () => {
      this.#negotiate();
    });
    this.#pc?.addEventListener('signalingstatechange', () => {
      // Not now: the events of tracks that have come in follow this one.
      setTimeout(() => {
        if (!this.#closed && this.#pc?.signalingState === 'stable') events.onNegotiated();
      });
    });
    this.#pc?.addEventListener('connectionstatechange', () => {
      if (!this.#closed && this.#pc) events.onConnectionState(this.#pc.connectionState);
    });
  }
}

/** What simple-peer wants to be sent; what it would ask the initiator for is asked for by {@link Peer} itself. */
function fromSimplePeer(data: SimplePeer.SignalData, taken: TakenMessages): Signal | undefined {
  switch (data.type) {
    case 'offer':
    case 'answer':
      return { type: data.type, sdp: markOurs(data.sdp ?? '', taken) };
    case 'candidate':
      return { type: 'candidate', candidate: candidateOf(data.candidate) };
    default:
      return undefined;
  }
}

function candidateOf(candidate: RTCIceCandidateInit) {
  return {
    candidate: candidate.candidate ?? '',
    sdpMid: candidate.sdpMid ?? null,
    sdpMLineIndex: candidate.sdpMLineIndex ?? null,
  };
}

function toSimplePeer(
  signal: Exclude<Signal, { type: 'transceiver-request' }>,
): SimplePeer.SignalData {
  switch (signal.type) {
    case 'offer':
    case 'answer':
      return { type: signal.type, sdp: signal.sdp };
    case 'candidate':
      return { type: 'candidate', candidate: signal.candidate as RTCIceCandidate };
    case 'renegotiate':
      return { type: 'renegotiate', renegotiate: true };
  }
}
