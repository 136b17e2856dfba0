import { MediaAccessError, SubscriptionClosed } from '../../errors.js';
import { sampleTrack, type MediaSample, type SampleTrack } from '../../media/sample-track.js';
import {
  Listeners,
  reportCallbackError,
  type ListenOptions,
} from '../../subscriptions/listeners.js';
import { pump } from '../../subscriptions/pump.js';
import type { Source, Subscriber } from '../../subscriptions/subscription.js';
import { SubscriptionConsumer } from '../../subscriptions/subscription-consumer.js';
import { isMedia, trackOf, type Media, type MediaSource } from './media.js';
import type { MediaKind } from '../negotiation/peer.js';
import type { SendingSlot, SendingSlots } from './sending-slots.js';

/** How often it is looked whether a track was stopped, in ms: no event tells that. */
const END_CHECK_MS = 500;

/**
 * One outgoing track: takes a track, a stream, single frames, or whatever yields them, and exchanges one for the
 * other without renegotiation. `close()` removes it: the other side's receiver is closed.
 *
 * @see rtcbot/connection.py, `VideoSender`, `AudioSender`
 * @example
 * ```ts
 * const rear = conn.video.addTrack(rearCamera);
 * rear.onEnded(() => { rear.putSubscription(spareCamera); });
 * ```
 */
export class TrackSender extends SubscriptionConsumer<Media | MediaSample> {
  readonly #kind: MediaKind;
  readonly #endings = new Listeners<MediaAccessError>();
  readonly #receives: () => boolean;
  #name: MediaStream | undefined;
  #samples: SampleTrack | undefined;
  #track: MediaStreamTrack | null = null;
  #slots: SendingSlots | undefined;
  /** What was sent last, if it ended: its place is kept where there will not be another. */
  #lost: MediaStreamTrack | undefined;
  #slot: SendingSlot | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;
  #isPulling = false;

  /** Made by `conn.video.addTrack()`. @internal */
  constructor(kind: MediaKind, receives: () => boolean) {
    super();
    this.#kind = kind;
    this.#receives = receives;
    this.onEnded = this.onEnded.bind(this);
  }

  /** What is sent now; null for nothing. */
  get track(): MediaStreamTrack | null {
    return this.#track;
  }

  /**
   * Call `listener` with a `track-ended` error when the track that is sent ends: its device is gone, or somebody
   * stopped it. Another `putSubscription` goes on.
   */
  onEnded<S extends Subscriber<MediaAccessError>>(listener: S, options?: ListenOptions): S {
    return this.#endings.add(listener, options);
  }

  /**
   * Send this frame (or track). VideoFrames and AudioData are closed for you.
   * @throws as `putSubscription`
   */
  override put_nowait(sample: Media | MediaSample): void {
    super.put_nowait(sample);
    this._open();
  }

  /**
   * Send this: a track, a stream, or whatever yields tracks, streams or frames. Replacing what is sent is seamless.
   * @throws RtcError `bad-argument` for anything else, or a stream without a track of this kind; `bad-state` for the
   * first one on a connection without a relay that has negotiated already
   */
  override putSubscription(source: MediaSource): void {
    if (this.closed) throw new SubscriptionClosed();
    if (!source) this.stopSubscription();
    else if (isMedia(source)) {
      const track = trackOf(source, this.#kind);
      super.stopSubscription();
      this.#send(track);
    } else {
      super.putSubscription(source as Source<Media | MediaSample>);
      this._open();
    }
  }

  /** Stop sending; the negotiated slot stays for the next `putSubscription`. */
  override stopSubscription(): void {
    super.stopSubscription();
    this.#send(null);
  }

  /** Send over this peer from now on; undefined: over none. @internal */
  _attach(slots: SendingSlots | undefined): void {
    this.#slots = slots;
    this.#slot = undefined;
    if (this.#track) this.#send(this.#track);
    else if (this.#lost && slots?.areFinal) this.#takeSlot(slots, this.#lost);
  }

  /** Have a slot although there is nothing to send yet, and send what comes. @internal */
  _open(): void {
    this.#samples ??= sampleTrack(this.#kind);
    try {
      if (!this.#track) this.#send(this.#samples.track);
    } catch (error) {
      super.stopSubscription();
      throw error;
    }
    if (this.#isPulling) return;
    this.#isPulling = true;
    const take = (value: Media | MediaSample): Promise<void> | void => this.#take(value);
    void pump(
      () => this._get(),
      take,
      (error) => {
        this._setError(error as Error);
      },
    );
  }

  protected override _close(): void | Promise<void> {
    this.#send(null);
    this.#release();
    this.#samples?.track.stop();
    this.#endings.clear();
    return super._close();
  }

  #send(track: MediaStreamTrack | null): void {
    if (this.#slot) this.#slot.transceiver.sender.replaceTrack(track).catch(reportCallbackError);
    else if (track && this.#slots) this.#takeSlot(this.#slots, track);
    this.#lost = undefined;
    clearInterval(this.#timer);
    this.#track = track;
    this._setReady(track !== null);
    if (!track || track === this.#samples?.track) return;
    const check = (): void => {
      if (track === this.#track && track.readyState === 'ended') this.#lose(track);
    };
    track.addEventListener('ended', check, { once: true });
    this.#timer = setInterval(check, END_CHECK_MS);
  }

  #takeSlot(slots: SendingSlots, track: MediaStreamTrack): void {
    this.#slot = slots.take(track, this.#name ?? new MediaStream(), this.#receives());
    this.#name = this.#slot.name;
  }

  #lose(track: MediaStreamTrack): void {
    const { label } = track;
    this.#send(null);
    this.#lost = track;
    this.#release();
    const text = `The ${this.#kind} track "${label}" has ended: its device is gone, or it was stopped. Give putSubscription() another.`;
    this.#endings.emit(new MediaAccessError('track-ended', text));
  }

  #release(): void {
    if (this.#slot && this.#slots?.release(this.#slot)) this.#slot = undefined;
  }

  #take(value: Media | MediaSample): Promise<void> | void {
    if (isMedia(value)) {
      this.#send(trackOf(value, this.#kind));
      return;
    }
    const samples = (this.#samples ??= sampleTrack(this.#kind));
    if (this.#track !== samples.track) this.#send(samples.track);
    return samples.put(value);
  }
}
