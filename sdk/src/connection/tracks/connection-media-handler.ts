import { SubscriptionClosed, type MediaAccessError } from '../../errors.js';
import type { Frame } from '../../media/frame-subscription.js';
import type { Frames } from '../../media/frames.js';
import type { MediaSample } from '../../media/sample-track.js';
import { Listeners, type ListenOptions } from '../../subscriptions/listeners.js';
import type { Source, Subscriber, Subscription } from '../../subscriptions/subscription.js';
import { SubscriptionProducer } from '../../subscriptions/subscription-producer.js';
import type { Media, MediaSource } from './media.js';
import type { MediaKind, Peer } from '../negotiation/peer.js';
import { SendingSlots } from './sending-slots.js';
import { TrackReceiver } from './track-receiver.js';
import { TrackSender } from './track-sender.js';

/** What is sent and received over one peer. */
interface Link {
  readonly slots: SendingSlots;
  /** Whether our side makes the offers; the other one gets what is offered. */
  readonly initiator: boolean;
}

/**
 * The video or the audio of a connection, in and out.
 *
 * As in RTCBot's JavaScript, `subscribe(callback)` calls back once, with a MediaStream. That stream stays the
 * same for the life of the connection: when a link heals, tracks are exchanged inside it. `frames` are what Python's
 * `subscribe` yields.
 *
 * @see rtcbot/connection.py, `ConnectionVideoHandler`; js/src/rtcbot.js
 * @example
 * ```ts
 * conn.video.subscribe((stream) => { video.srcObject = stream; });
 * conn.audio.putSubscription(microphoneStream);
 * ```
 */
export class ConnectionMediaHandler<
  F extends Frame = Frame,
> extends SubscriptionProducer<MediaStream> {
  /** The frames of the first incoming track: VideoFrames, or AudioData. Subscribing asks for it, as `subscribe` does. */
  readonly frames: Frames<F>;
  readonly #kind: MediaKind;
  readonly #makeFrames: (onWanted?: () => void) => Frames<F>;
  readonly #main: TrackSender;
  readonly #senders = new Set<TrackSender>();
  readonly #incoming = new Listeners<TrackReceiver<F>>();
  #receivers: TrackReceiver<F>[] = [];
  #stream: MediaStream | undefined;
  #wanted = 0;
  #heldMs: number | null = null;
  #link: Link | undefined;
  /** Another number for each link. @internal */
  _link = 0;
  /** Whether somebody looks at what comes in, whatever it shows. @internal */
  _isFollowed = false;
  readonly #changes = new Listeners<void>();

  /**
   * @param kind - `video` or `audio`
   * @param makeFrames - makes what yields the frames of a track
   * @internal
   */
  constructor(kind: MediaKind, makeFrames: (onWanted?: () => void) => Frames<F>) {
    super();
    this.#kind = kind;
    this.#makeFrames = makeFrames;
    this.frames = makeFrames(() => {
      this.#lookAt();
    });
    this.#main = this.#makeSender();
    this.#main.onError((error) => {
      this._setError(error);
    });
    this.putSubscription = this.putSubscription.bind(this);
    this.put_nowait = this.put_nowait.bind(this);
    this.stopSubscription = this.stopSubscription.bind(this);
    this.addTrack = this.addTrack.bind(this);
    this.onTrack = this.onTrack.bind(this);
    this.onEnded = this.onEnded.bind(this);
    this.offerToReceive = this.offerToReceive.bind(this);
  }

  /** The incoming stream, once its first track has come. */
  get stream(): MediaStream | undefined {
    return this.#stream;
  }

  /** What `putSubscription` reads, if that is not a track or a stream. */
  get subscription(): Source<Media | MediaSample> | undefined {
    return this.#main.subscription;
  }

  override subscribe(): Subscription<MediaStream>;
  override subscribe<S extends Subscriber<MediaStream>>(subscriber: S): S;
  override subscribe(subscriber?: Subscriber<MediaStream>): Subscriber<MediaStream> {
    this.#lookAt();
    const added = subscriber ? super.subscribe(subscriber) : super.subscribe();
    const stream = this.#stream;
    if (stream) this._catchUp(added, stream);
    return added;
  }

  override async get(): Promise<MediaStream> {
    this.#lookAt();
    return this.#stream ?? super.get();
  }

  /** Send this; see {@link TrackSender.putSubscription}. */
  putSubscription(source: MediaSource): void {
    this.#main.putSubscription(source);
  }

  /** Send this frame; see {@link TrackSender.put_nowait}. */
  put_nowait(sample: Media | MediaSample): void {
    this.#main.put_nowait(sample);
  }

  /** Stop sending; the negotiated slot stays for the next `putSubscription`. */
  stopSubscription(): void {
    this.#main.stopSubscription();
  }

  /** Call `listener` with a `track-ended` error when what `putSubscription` sends ends; see {@link TrackSender.onEnded}. */
  onEnded<S extends Subscriber<MediaAccessError>>(listener: S, options?: ListenOptions): S {
    return this.#main.onEnded(listener, options);
  }

  /**
   * Send one more track, next to what `putSubscription` sends.
   * @param source - as for `putSubscription`; by default nothing yet
   * @throws NegotiationError `bad-state` on a connection without a relay that has negotiated already
   */
  addTrack(source: MediaSource = null): TrackSender {
    if (this.closed) throw new SubscriptionClosed();
    const sender = this.#makeSender();
    try {
      sender._attach(this.#link?.slots);
      if (source) sender.putSubscription(source);
      else sender._open();
    } catch (error) {
      void sender.close();
      throw error;
    }
    return sender;
  }

  /** Call `listener` with each incoming track. */
  onTrack<S extends Subscriber<TrackReceiver<F>>>(listener: S, options?: ListenOptions): S {
    return this.#incoming.add(listener, options);
  }

  /** Ask the other peer for this many tracks, whether anybody has subscribed or not. */
  offerToReceive(count = 1): void {
    this.#want(count);
  }

  /** Carry media over `peer` from now on. @internal */
  _attach(peer: Peer, outgoingStream: MediaStream, initiator: boolean): void {
    const slots = new SendingSlots(peer, this.#kind, outgoingStream);
    this.#link = { slots, initiator };
    this._link += 1;
    for (const sender of this.#senders) sender._attach(slots);
    this.#receive();
  }

  /** The peer is gone; what is sent and wanted is kept for the next one. @internal */
  _detach(): void {
    this.#link = undefined;
    for (const sender of this.#senders) sender._attach(undefined);
    for (const receiver of this.#receivers) receiver._detach();
    this.#follow();
  }

  /** A track has come in. @internal */
  _onTrack(event: RTCTrackEvent): void {
    const isFirst = !this.#stream;
    const stream = (this.#stream ??= new MediaStream());
    for (const { _isStale, track } of this.#receivers) if (_isStale) stream.removeTrack(track);
    stream.addTrack(event.track);
    const same = this.#receivers.find((receiver) => receiver._isSame(event));
    same?._adopt(event);
    const receiver = same ?? new TrackReceiver(event, this.#makeFrames());
    if (!same) this.#receivers.push(receiver);
    receiver._hold(this.#heldMs);
    this.#follow();
    if (!same) this.#incoming.emit(receiver);
    if (!isFirst) return;
    this._setReady(true);
    this._put_nowait(stream);
  }

  /** Hold back what comes in for so many ms at least, now and later; null leaves it to the browser. @internal */
  _hold(ms: number | null): void {
    this.#heldMs = ms;
    for (const receiver of this.#receivers) receiver._hold(ms);
  }

  /** Another number for each frame of the first incoming track that was decoded; undefined before the first. @internal */
  get _newestFrame(): number | undefined {
    return this.#receivers[0]?._newestFrame;
  }

  /** The tracks that come in over the present link, in the order in which they came. @internal */
  get _tracks(): MediaStreamTrack[] {
    return this.#receivers.flatMap(({ _isStale, track }) => (_isStale ? [] : track));
  }

  /** Call `listener` whenever there may be another track, or `_isFollowed` has become true. @internal */
  _onChange(listener: () => void): void {
    this.#changes.add(listener);
  }

  /** Both sides agree on what is sent: what was removed, or has not come back, is gone. @internal */
  _review(): void {
    const gone = this.#receivers.filter(({ _isGone }) => _isGone);
    this.#receivers = this.#receivers.filter((receiver) => !gone.includes(receiver));
    for (const receiver of gone) {
      this.#stream?.removeTrack(receiver.track);
      void receiver.close();
    }
    this.#follow();
  }

  protected override async _close(): Promise<void> {
    this._detach();
    this.#incoming.clear();
    this.#changes.clear();
    const all = [this.frames, ...this.#receivers, ...this.#senders];
    await Promise.all(all.map((one) => one.close()));
    await super._close();
  }

  #makeSender(): TrackSender {
    const sender = new TrackSender(this.#kind, () => this.#wanted > 0 || !this.#link?.initiator);
    this.#senders.add(sender);
    sender.onClose(() => this.#senders.delete(sender));
    return sender;
  }

  #lookAt(): void {
    this.#want(1);
    if (this._isFollowed) return;
    this._isFollowed = true;
    this.#changes.emit();
  }

  #want(count: number): void {
    if (count <= this.#wanted) return;
    const link = this.#link;
    link?.slots.receive(count, link.initiator);
    this.#wanted = count;
  }

  /** What has come before comes again, so it is asked for at once. */
  #receive(): void {
    const link = this.#link;
    const count = Math.max(this.#wanted, this.#receivers.length);
    if (count > 0) link?.slots.receive(count, link.initiator);
  }

  #follow(): void {
    const [first] = this.#receivers;
    this.frames._follow(first?.ready ? first.track : undefined);
    this.#changes.emit();
  }
}
