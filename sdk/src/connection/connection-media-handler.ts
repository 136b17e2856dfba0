import { RtcError, SubscriptionClosed } from '../errors.js';
import { deliver, reportCallbackError } from '../subscriptions/listeners.js';
import { Queue } from '../subscriptions/queue.js';
import type { Source, Subscriber, Subscription } from '../subscriptions/subscription.js';
import { SubscriptionProducer } from '../subscriptions/subscription-producer.js';
import { Fanout } from '../subscriptions/fanout.js';
import { Intake } from '../subscriptions/intake.js';
import type { MediaKind, Peer } from './peer.js';

/** What can be sent: a track, or a stream of which the first track of the kind is taken. */
export type Media = MediaStreamTrack | MediaStream;

/** What can be given to `putSubscription`; null stops sending. */
export type MediaSource = Media | Source<Media> | null;

interface OutgoingTrack {
  track: MediaStreamTrack | null;
  sender: RTCRtpSender | undefined;
}

/**
 * One outgoing track of a connection.
 * @see rtcbot/connection.py, `VideoSender`
 */
export interface TrackSender {
  /** Send another track instead, without renegotiation; null sends nothing. */
  replaceTrack(track: MediaStreamTrack | null): void;
}

/**
 * The video or the audio of a connection, in and out.
 *
 * As in RTCBot's JavaScript, `subscribe(callback)` calls back once, with a MediaStream. That stream stays the
 * same for the life of the connection: when a link heals, tracks are exchanged inside it.
 *
 * @see rtcbot/connection.py, `ConnectionVideoHandler`; js/src/rtcbot.js
 * @example
 * ```ts
 * conn.video.subscribe((stream) => { video.srcObject = stream; });
 * conn.audio.putSubscription(microphoneStream);
 * ```
 */
export class ConnectionMediaHandler extends SubscriptionProducer<MediaStream> {
  readonly #kind: MediaKind;
  readonly #outgoing: OutgoingTrack[] = [];
  readonly #tracks = new Fanout<MediaStreamTrack>(() => new Queue());
  readonly #intake = new Intake<Media>();
  #stream: MediaStream | undefined;
  #staleTracks: MediaStreamTrack[] = [];
  #put: OutgoingTrack | undefined;
  #pulling = false;
  #wanted = 0;
  #receivers = 0;
  #peer: Peer | undefined;
  #initiator = false;
  #outgoingStream: MediaStream | undefined;

  /** @param kind - `video` or `audio` */
  constructor(kind: MediaKind) {
    super();
    this.#kind = kind;
    this.putSubscription = this.putSubscription.bind(this);
    this.stopSubscription = this.stopSubscription.bind(this);
    this.addTrack = this.addTrack.bind(this);
    this.onTrack = this.onTrack.bind(this);
    this.offerToReceive = this.offerToReceive.bind(this);
  }

  /** The incoming stream, once its first track has come. */
  get stream(): MediaStream | undefined {
    return this.#stream;
  }

  override subscribe(): Subscription<MediaStream>;
  override subscribe<S extends Subscriber<MediaStream>>(subscriber: S): S;
  override subscribe(subscriber?: Subscriber<MediaStream>): Subscriber<MediaStream> {
    this.#want(1);
    const added = subscriber ? super.subscribe(subscriber) : super.subscribe();
    const stream = this.#stream;
    if (stream) queueMicrotask(() => deliver(added, stream));
    return added;
  }

  override async get(): Promise<MediaStream> {
    this.#want(1);
    return this.#stream ?? super.get();
  }

  /**
   * Send this: a track, a stream, or whatever yields them. Replacing what is sent is seamless.
   * @throws RtcError `bad-argument` for anything else, or a stream without a track of this kind; `bad-state` for the
   * first one on a connection without a relay that has negotiated already
   */
  putSubscription(source: MediaSource): void {
    if (this.closed) throw new SubscriptionClosed();
    if (source === null) {
      this.stopSubscription();
    } else if (isMedia(source)) {
      this.#intake.stop();
      this.#send(this.#trackOf(source));
    } else {
      this.#intake.read(source);
      void this.#pull();
    }
  }

  /** Stop sending; the negotiated slot stays for the next `putSubscription`. */
  stopSubscription(): void {
    this.#intake.stop();
    if (this.#put) this.#replace(this.#put, null);
  }

  /**
   * Send one more track, next to what `putSubscription` sends.
   * @throws NegotiationError `bad-state` on a connection without a relay that has negotiated already
   */
  addTrack(media: Media): TrackSender {
    const outgoing = this.#add(this.#trackOf(media));
    return {
      replaceTrack: (track) => {
        this.#replace(outgoing, track);
      },
    };
  }

  /** Call `listener` with each incoming track. */
  onTrack<S extends Subscriber<MediaStreamTrack>>(listener: S): S {
    this.#tracks.subscribe(listener);
    return listener;
  }

  /** Ask the other peer for this many tracks, whether anybody has subscribed or not. */
  offerToReceive(count = 1): void {
    this.#want(count);
  }

  /** How many tracks of this kind the connection wants. @internal */
  get _wanted(): number {
    return this.#wanted;
  }

  /** Carry media over `peer` from now on. @internal */
  _attach(peer: Peer, outgoingStream: MediaStream, initiator: boolean): void {
    this.#peer = peer;
    this.#initiator = initiator;
    this.#outgoingStream = outgoingStream;
    this.#receivers = 0;
    this.#staleTracks = this.#stream?.getTracks() ?? [];
    for (const outgoing of this.#outgoing) {
      outgoing.sender = undefined;
      this.#connect(outgoing, peer);
    }
    this.#offerReceivers(peer);
  }

  /** The peer is gone; what is sent and wanted is kept for the next one. @internal */
  _detach(): void {
    this.#peer = undefined;
    for (const outgoing of this.#outgoing) outgoing.sender = undefined;
  }

  /** A track has come in. @internal */
  _receive(track: MediaStreamTrack): void {
    const first = !this.#stream;
    const stream = (this.#stream ??= new MediaStream());
    for (const stale of this.#staleTracks) stream.removeTrack(stale);
    this.#staleTracks = [];
    stream.addTrack(track);
    this.#tracks.put(track);
    if (!first) return;
    this._setReady(true);
    this._put_nowait(stream);
  }

  protected override _close(): void | Promise<void> {
    this._detach();
    this.#intake.close();
    this.#tracks.close();
    return super._close();
  }

  #want(count: number): void {
    if (count <= this.#wanted) return;
    this.#wanted = count;
    if (!this.#peer) return;
    this.#receiveOnSenders(this.#peer);
    this.#offerReceivers(this.#peer);
  }

  /** Slots made to send only, when nothing was wanted yet, may receive now. */
  #receiveOnSenders(peer: Peer): void {
    const senders = new Set(this.#outgoing.map(({ sender }) => sender));
    for (const transceiver of peer.pc.getTransceivers()) {
      if (transceiver.direction !== 'sendonly' || !senders.has(transceiver.sender)) continue;
      peer.negotiate();
      transceiver.direction = 'sendrecv';
    }
  }

  /** A sender's slot receives as well, so only what goes beyond them needs one of its own. The answerer gets what is offered. */
  #offerReceivers(peer: Peer): void {
    if (!this.#initiator) return;
    const transceivers = this.#outgoing.filter(({ sender }) => sender).length + this.#receivers;
    for (let count = transceivers; count < this.#wanted; count++) {
      this.#receivers++;
      peer.addReceiver(this.#kind);
    }
  }

  #trackOf(media: Media): MediaStreamTrack {
    if ('kind' in media) {
      if (media.kind === this.#kind) return media;
      throw new RtcError(
        'bad-argument',
        `A ${media.kind} track was given where ${this.#kind} goes.`,
      );
    }
    const track = media.getTracks().find(({ kind }) => kind === this.#kind);
    if (track) return track;
    throw new RtcError('bad-argument', `The MediaStream has no ${this.#kind} track.`);
  }

  #send(track: MediaStreamTrack): void {
    if (this.#put) this.#replace(this.#put, track);
    else this.#put = this.#add(track);
  }

  #add(track: MediaStreamTrack): OutgoingTrack {
    const outgoing: OutgoingTrack = { track, sender: undefined };
    if (this.#peer) this.#connect(outgoing, this.#peer);
    this.#outgoing.push(outgoing);
    return outgoing;
  }

  #replace(outgoing: OutgoingTrack, track: MediaStreamTrack | null): void {
    outgoing.track = track;
    if (outgoing.sender) outgoing.sender.replaceTrack(track).catch(reportCallbackError);
    else if (this.#peer) this.#connect(outgoing, this.#peer);
  }

  #connect(outgoing: OutgoingTrack, peer: Peer): void {
    if (!outgoing.track || !this.#outgoingStream) return;
    outgoing.sender = peer.addTrack(outgoing.track, this.#outgoingStream);
    if (this.#wanted > 0) return;
    const { sender } = outgoing;
    const transceiver = peer.pc.getTransceivers().find((one) => one.sender === sender);
    if (transceiver) transceiver.direction = 'sendonly';
  }

  async #pull(): Promise<void> {
    if (this.#pulling) return;
    this.#pulling = true;
    try {
      for (;;) this.#send(this.#trackOf(await this.#intake.get()));
    } catch (error) {
      if (!(error instanceof SubscriptionClosed)) this._setError(error as Error);
    } finally {
      this.#pulling = false;
    }
  }
}

function isMedia(source: NonNullable<MediaSource>): source is Media {
  return 'getTracks' in source || ('kind' in source && 'enabled' in source);
}
