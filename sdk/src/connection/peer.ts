/**
 * The only file that knows simple-peer. A {@link Peer} is one RTCPeerConnection and its negotiation; it is used
 * once, and a healed link may be a new one.
 */
import SimplePeer from 'simple-peer';
import { DataChannelError, IceError, NegotiationError, RtcError } from '../errors.js';
import type { Signal } from '../relay/protocol.js';
import { isOurs, markOurs } from './session-description.js';

/** Kind of a track, as in `MediaStreamTrack.kind`. */
export type MediaKind = 'audio' | 'video';

/** Label of the data channel that carries messages. @see RTCBot's wire: exactly this, made by the offerer */
export const DEFAULT_CHANNEL = 'default';

/** What a peer reports. All are called until `close` and never after it, but `onClose` once. */
export interface PeerEvents {
  readonly onSignal: (signal: Signal) => void;
  /** Called during the constructor as well, hence the peer as argument. */
  readonly onChannel: (channel: RTCDataChannel, peer: Peer) => void;
  readonly onTrack: (event: RTCTrackEvent) => void;
  readonly onConnectionState: (state: RTCPeerConnectionState) => void;
  /** `error` is missing when the other side closed in an orderly way. */
  readonly onClose: (error?: RtcError) => void;
}

/** How to make a {@link Peer}. */
export interface PeerOptions extends PeerEvents {
  readonly initiator: boolean;
  readonly defaultOrdered: boolean;
  readonly rtcConfiguration: RTCConfiguration;
}

/** simple-peer, with the events that its types leave out. */
type SimplePeerInstance = SimplePeer.Instance & { negotiate: () => void };

/** One RTCPeerConnection, negotiated by simple-peer with trickle ICE. */
export class Peer {
  readonly #peer: SimplePeerInstance;
  readonly #events: PeerEvents;
  #pc: RTCPeerConnection | undefined;
  #closed = false;
  #isSettled = false;
  #isOurs = false;

  /** @throws RtcError `webrtc-unsupported` or `bad-argument` (a configuration the browser refuses) */
  constructor(options: PeerOptions) {
    this.#events = options;
    if (typeof RTCPeerConnection === 'undefined') {
      throw new RtcError('webrtc-unsupported', 'This browser has no WebRTC (RTCPeerConnection).');
    }
    const adopt = (pc: RTCPeerConnection): void => {
      this.#pc = pc;
    };
    this.#peer = new SimplePeer({
      initiator: options.initiator,
      channelName: DEFAULT_CHANNEL,
      channelConfig: { ordered: options.defaultOrdered },
      config: options.rtcConfiguration,
      trickle: true,
      wrtc: {
        RTCPeerConnection: observedPeerConnection(adopt, (channel) => {
          options.onChannel(channel, this);
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

  /** From now on nobody carries offers: what would need one is refused. */
  settle(): void {
    this.#isSettled = true;
  }

  /** Take a signal of the other side in. After `close` it is dropped. */
  signal(signal: Signal): void {
    if (this.#closed) return;
    if ('sdp' in signal) this.#isOurs = isOurs(signal.sdp);
    this.#peer.signal(toSimplePeer(signal));
  }

  /** Whether the other side is of our own kind, so that it takes messages in frames. Known once a channel is open. */
  get isOurs(): boolean {
    return this.#isOurs;
  }

  /** Whether a path to the other peer is up and its default channel open. */
  get isConnected(): boolean {
    return !this.#closed && this.#pc?.connectionState === 'connected' && this.#peer.connected;
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

  /** Send `track`; negotiates soon, together with other changes of this turn. */
  addTrack(track: MediaStreamTrack, stream: MediaStream): RTCRtpSender {
    this.#requireNegotiation();
    this.#peer.addTrack(track, stream);
    const sender = this.pc.getSenders().find((one) => one.track === track);
    if (!sender) throw new NegotiationError('negotiation-failed', 'The track could not be added.');
    return sender;
  }

  /** Offer to receive one more track; initiator only. */
  addReceiver(kind: MediaKind): void {
    this.#requireNegotiation();
    this.#peer.addTransceiver(kind, { direction: 'recvonly' });
  }

  /** Make a new offer, or as the answerer ask for one. */
  negotiate(): void {
    this.#requireNegotiation();
    if (!this.#closed) this.#peer.negotiate();
  }

  /** Look for a new network path with every channel intact; initiator only. */
  restartIce(): void {
    if (this.#closed) return;
    this.pc.restartIce();
    this.#peer.negotiate();
  }

  /** End it without any further event. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#peer.destroy();
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
      if (!this.#closed) events.onSignal(fromSimplePeer(data));
    });
    peer.on('error', (error: Error & { code?: string }) => {
      failure = isOrderlyEnd(error.cause) ? undefined : toRtcError(error);
    });
    peer.on('close', () => {
      if (this.#closed) return;
      this.#closed = true;
      events.onClose(failure);
    });
    this.#pc?.addEventListener('track', (event) => {
      if (!this.#closed) events.onTrack(event);
    });
    this.#pc?.addEventListener('connectionstatechange', () => {
      if (!this.#closed && this.#pc) events.onConnectionState(this.#pc.connectionState);
    });
  }
}

/**
 * The browser's RTCPeerConnection, but one whose instance and data channels we see: only the default channel
 * reaches simple-peer, which would take any other for it.
 */
function observedPeerConnection(
  adopt: (pc: RTCPeerConnection) => void,
  onChannel: (channel: RTCDataChannel) => void,
): typeof RTCPeerConnection {
  return class extends RTCPeerConnection {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      adopt(this);
      this.addEventListener('datachannel', (event) => {
        if (event.channel.label !== DEFAULT_CHANNEL) event.stopImmediatePropagation();
        onChannel(event.channel);
      });
    }

    override createDataChannel(label: string, init?: RTCDataChannelInit): RTCDataChannel {
      const channel = super.createDataChannel(label, init);
      if (label === DEFAULT_CHANNEL) onChannel(channel);
      return channel;
    }
  };
}

/** SCTP cause code of an association that the other side ended on purpose (RFC 4960, 3.3.10.12). */
const USER_INITIATED_ABORT = 12;

/**
 * When the other side closes its connection, Chromium reports an error on the data channel: with this code if it hears the
 * end of SCTP first, without a word if it hears that of DTLS first, as happens while much is under way.
 */
function isOrderlyEnd(cause: unknown): boolean {
  return (
    typeof RTCError !== 'undefined' &&
    cause instanceof RTCError &&
    (cause.sctpCauseCode === USER_INITIATED_ABORT || !cause.message)
  );
}

function fromSimplePeer(data: SimplePeer.SignalData): Signal {
  switch (data.type) {
    case 'offer':
    case 'answer':
      return { type: data.type, sdp: markOurs(data.sdp ?? '') };
    case 'candidate':
      return { type: 'candidate', candidate: candidateOf(data.candidate) };
    case 'transceiverRequest':
      return { type: 'transceiver-request', kind: data.transceiverRequest.kind as MediaKind };
    default:
      return { type: 'renegotiate' };
  }
}

function candidateOf(candidate: RTCIceCandidateInit) {
  return {
    candidate: candidate.candidate ?? '',
    sdpMid: candidate.sdpMid ?? null,
    sdpMLineIndex: candidate.sdpMLineIndex ?? null,
  };
}

function toSimplePeer(signal: Signal): SimplePeer.SignalData {
  switch (signal.type) {
    case 'offer':
    case 'answer':
      return { type: signal.type, sdp: signal.sdp };
    case 'candidate':
      return { type: 'candidate', candidate: signal.candidate as RTCIceCandidate };
    case 'transceiver-request':
      return {
        type: 'transceiverRequest',
        transceiverRequest: { kind: signal.kind, init: { direction: 'recvonly' } },
      };
    case 'renegotiate':
      return { type: 'renegotiate', renegotiate: true };
  }
}

function toRtcError(error: Error & { code?: string }): RtcError {
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
