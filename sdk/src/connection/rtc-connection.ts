import {
  ConnectionCalls,
  type CallHandler,
  type CallOptions,
  type ExposeOptions,
} from '../calls/connection-calls.js';
import { RobotCameras } from '../cameras/robot-cameras.js';
import { SubscriptionClosed } from '../errors.js';
import type { FirstOffer, SessionDescription, Signal } from '../relay/relay-messages.js';
import { AudioFrames } from '../media/audio-frames.js';
import { Listeners, type ListenOptions } from '../subscriptions/listeners.js';
import type { Subscriber } from '../subscriptions/subscription.js';
import { ConnectionMediaHandler } from './tracks/connection-media-handler.js';
import { ConnectionVideoHandler } from './tracks/connection-video-handler.js';
import {
  DataChannels,
  type DataChannel,
  type DataChannelOptions,
} from './messages/data-channel.js';
import { DirectNegotiation } from './negotiation/direct-negotiation.js';
import { MessageEndpoint } from './messages/message-endpoint.js';
import { InboundGate } from './inbound/inbound-gate.js';
import { closeWithPage } from './page-lifetime.js';
import { DEFAULT_CHANNEL, Peer } from './negotiation/peer.js';
import { refuseReserved, ReservedChannels } from './messages/reserved-channels.js';
import { connectionOptions, usable, type RTCConnectionOptions } from './rtc-connection-options.js';
import type { PeerLink } from './negotiation/peer-link.js';
import type { ConnectionStats } from './stats.js';
import { StatsHistory } from './stats-history.js';
import { TimelineRecorder, type ConnectionTimeline } from './timeline.js';

/**
 * A connection to one other peer: messages (`subscribe`, `put_nowait`), `video` and `audio`, both ways.
 *
 * Subscribe and put everything first, then exchange descriptions; a `Relay` exchanges them for you.
 * @see rtcbot/connection.py, `RTCConnection`
 * @example
 * ```ts
 * const conn = new RTCConnection();
 * conn.video.subscribe((stream) => { video.srcObject = stream; });
 * const offer = await conn.getLocalDescription();
 * const response = await fetch('/connect', { method: 'POST', body: JSON.stringify(offer) });
 * await conn.setRemoteDescription(await response.json());
 * ```
 */
export class RTCConnection extends MessageEndpoint {
  /** Video in and out. */
  readonly video = new ConnectionVideoHandler((ms) => this.audio._hold(ms));
  /** Audio in and out. */
  readonly audio = new ConnectionMediaHandler<AudioData>(
    'audio',
    (onWanted) => new AudioFrames({}, onWanted),
  );
  /** The cameras of a robot at the other end, each by its name. */
  readonly cameras = new RobotCameras(this);
  /** Channels of the library itself. @internal */
  readonly _reserved = new ReservedChannels();
  /** Calls of both sides. @internal */
  readonly _calls = new ConnectionCalls<RTCConnection>(this);
  readonly #options: RTCConnectionOptions;
  /** All that the other side sends passes it. @internal */
  readonly _inbound: InboundGate;
  readonly #channels: DataChannels;
  readonly #direct: DirectNegotiation;
  /** When what was done. @internal */
  readonly _timeline = new TimelineRecorder();
  readonly #states = new Listeners<RTCPeerConnectionState>();
  #outgoingStream: MediaStream | undefined;
  #stats = new StatsHistory();
  #state: RTCPeerConnectionState = 'new';
  #peer: Peer | undefined;

  /**
   * @param defaultOrdered - whether messages keep their order; or all options in one object
   * @param rtcConfiguration - ICE servers and the like; a server that browsers refuse is named and left out
   * @throws RtcError `webrtc-unsupported`, in Node.js for example
   */
  constructor(options?: RTCConnectionOptions);
  constructor(defaultOrdered?: boolean, rtcConfiguration?: RTCConfiguration);
  constructor(first: RTCConnectionOptions | boolean = {}, rtcConfiguration?: RTCConfiguration) {
    super();
    this.#options = connectionOptions(first, rtcConfiguration);
    this._isRaw = this.#options.raw ?? false;
    this.#channels = new DataChannels(this._isRaw);
    this._inbound = new InboundGate(this.#options, (why) => this._cutOff(why));
    this.#direct = new DirectNegotiation({
      ended: () => (this.closed ? { error: this.error } : undefined),
      onClose: (listener) => this.onClose(listener),
      close: () => this.close(),
      fail: (error) => this._fail(error),
      open: (link) => this._open(link),
      peer: () => this.#peer,
      rtcConfiguration: () => usable(this.#options.rtcConfiguration),
      announced: this._inbound.announced,
    });
    this.call = this.call.bind(this);
    this.expose = this.expose.bind(this);
    this.addDataChannel = this.addDataChannel.bind(this);
    this.getDataChannel = this.getDataChannel.bind(this);
    this.onDataChannel = this.onDataChannel.bind(this);
    this.getLocalDescription = this.getLocalDescription.bind(this);
    this.setRemoteDescription = this.setRemoteDescription.bind(this);
    this.onConnectionStateChange = this.onConnectionStateChange.bind(this);
    this.getStats = this.getStats.bind(this);
    closeWithPage(this);
  }

  /** The six values of `RTCPeerConnection.connectionState`. A link that heals goes back to `connecting`. */
  get connectionState(): RTCPeerConnectionState {
    return this.#state;
  }

  /** When each step on the way to the other side was done; also in the browser's performance measures. */
  get timeline(): ConnectionTimeline {
    return this._timeline.timeline;
  }

  /** Call `listener` with each new connection state. */
  onConnectionStateChange<S extends Subscriber<RTCPeerConnectionState>>(
    listener: S,
    options?: ListenOptions,
  ): S {
    return this.#states.add(listener, options);
  }

  /**
   * Open a data channel of its own name, before connecting or later.
   * @param name - any name but `default`
   * @throws RtcError `bad-argument` if there is one of this name, or it begins with `rtcbot:`
   */
  addDataChannel(name: string, options: DataChannelOptions | boolean = {}): DataChannel {
    if (this.closed) throw new SubscriptionClosed('The connection is closed.');
    refuseReserved(name);
    return this.#channels.add(name, typeof options === 'boolean' ? { ordered: options } : options);
  }

  /**
   * The data channel of this name, whoever opened it.
   * @throws RtcError `bad-argument` if there is none; the connection itself is the channel `default`
   */
  getDataChannel(name: string): DataChannel {
    return this.#channels.get(name);
  }

  /** Call `listener` with each data channel that the other side opens. */
  onDataChannel<S extends Subscriber<DataChannel>>(listener: S, options?: ListenOptions): S {
    return this.#channels.onDataChannel(listener, options);
  }

  /**
   * Call a method that the other side has exposed. It is carried out once at most, though the link heals in between.
   * @throws CallError as a rejection: `no-such-method`, `forbidden`, `call-failed` with the message of the handler, `call-timeout`,
   * `call-stopped`, `call-lost`, `too-many-calls`
   */
  call(method: string, args?: unknown, options?: CallOptions): Promise<unknown> {
    return this._calls.call(method, args, options);
  }

  /**
   * Let the other side call a method.
   * @param handler - gets the arguments, this connection, and `{signal, progress}`
   * @throws RtcError `bad-argument` if there is one of this name
   */
  expose(method: string, handler: CallHandler<this>, options?: ExposeOptions): void {
    this._calls.methods.expose(method, handler as CallHandler<RTCConnection>, options);
  }

  /**
   * Without an argument: make the offer. With the other side's offer: make the answer. Resolves once candidates
   * are in it that suffice, after one second at most, whatever the STUN servers do.
   *
   * @param offer - `{type: 'offer', sdp}` of the other side
   * @throws NegotiationError `bad-description`, `bad-state` (a connection negotiates once), `negotiation-failed`
   */
  getLocalDescription(offer?: unknown): Promise<SessionDescription> {
    return this.#direct.describe(offer);
  }

  /**
   * Take in the other side's answer to our offer.
   * @throws NegotiationError `bad-description`, or `bad-state` if no offer waits for an answer
   */
  setRemoteDescription(answer: unknown): Promise<void> {
    return this.#direct.takeAnswer(answer);
  }

  /**
   * How the connection is doing, in numbers; units are in the names. Rates are those since the call before, at the
   * first call since the link was dialled. Before there is a peer connection all is empty.
   */
  async getStats(): Promise<ConnectionStats> {
    return this.#stats.summarize((await this._report()) ?? new Map(), this.#state);
  }

  /** What the browser says of the peer that there is. @internal */
  async _report(): Promise<RTCStatsReport | undefined> {
    return this.#peer?.pc.getStats();
  }

  /** Start over on a new peer; what is subscribed, put and waiting is carried over. @internal */
  _open(link: PeerLink): void {
    this.#dropPeer();
    this._inbound.restart();
    const { defaultOrdered = true, rtcConfiguration, refusedMedia = [] } = this.#options;
    const peer: Peer = new Peer({
      ...{ ...link, defaultOrdered, refusedMedia, inbound: this._inbound },
      rtcConfiguration: usable({ ...link.rtcConfiguration, ...rtcConfiguration }),
      onChannel: (channel, itsPeer) => {
        if (this._reserved.onChannel(channel, itsPeer)) return;
        if (channel.label !== DEFAULT_CHANNEL) this.#channels.onChannel(channel, itsPeer);
        else {
          this._adopt(channel, itsPeer);
          this._timeline.watchChannel(channel);
        }
      },
      onTrack: (event) => this[event.track.kind as 'video' | 'audio']._onTrack(event),
      onNegotiated: () => [this.video, this.audio].forEach((media) => media._review()),
      onConnectionState: (state) => {
        if (state !== 'failed' && state !== 'closed') this.#setState(state);
        link.onConnectionState?.(state);
      },
      onClose: (error) => {
        if (this.#peer !== peer) return;
        this.#dropPeer();
        link.onLost(error);
      },
    });
    this.#peer = peer;
    this._timeline.watch(peer.pc);
    this.#stats = new StatsHistory();
    const stream = (this.#outgoingStream ??= new MediaStream());
    [this.video, this.audio].forEach((media) => media._attach(peer, stream, link.initiator));
    this.#channels.attach(peer);
    this._reserved.attach(peer);
    if (!link.isHeld) this.#setState('connecting');
  }

  /** The offer of a link that is held. @throws Error if there is none. @internal */
  _takeOffer(): Promise<FirstOffer['signal']> {
    return this.#peer?.takeOffer() ?? Promise.reject(new SubscriptionClosed());
  }

  /** The offer of a link that is held is on its way: go on with these servers. @internal */
  _release(iceServers: RTCIceServer[]): void {
    this._renewIce(iceServers);
    this.#peer?.release();
  }

  /** Take in a signal of the other side. @internal */
  _signal(signal: Signal): void {
    this.#peer?.signal(signal);
  }

  /** Use these servers from now on (credentials expire), and maybe look for a new path. @internal */
  _renewIce(iceServers: RTCIceServer[], restart?: { iceTransportPolicy?: 'relay' }): void {
    const configuration = { iceServers, ...this.#options.rtcConfiguration, ...restart };
    this.#peer?.pc.setConfiguration(usable(configuration));
    if (restart) this.#peer?.restartIce();
  }

  /** The link is down and is being mended. @internal */
  _markDisconnected(): void {
    this.#dropPeer();
    if (this.#state !== 'new') this.#setState('disconnected');
  }

  /** Called when the other side goes on sending far more than is taken. @internal */
  _cutOff = (why: Error): void => this._fail(why);

  /** End with an error. @internal */
  _fail(error: Error): void {
    if (this.closed) return;
    this.#setState('failed');
    this._setError(error);
    void this.close();
  }

  protected override async _close(): Promise<void> {
    await this._flush();
    await this.#channels.close();
    this.#dropPeer();
    this.#setState('closed');
    await Promise.all([this.video.close(), this.audio.close(), super._close()]);
    this.#states.clear();
  }

  #dropPeer(): void {
    this._drop();
    for (const part of [this.#channels, this._reserved]) part.detach();
    this.#peer?.close();
    this.#peer = undefined;
    for (const media of [this.video, this.audio]) media._detach();
  }

  #setState(state: RTCPeerConnectionState): void {
    if (state === this.#state || this.#state === 'closed') return;
    this.#state = state;
    this.#states.emit(state);
  }
}
