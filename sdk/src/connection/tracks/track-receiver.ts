import type { Frame } from '../../media/frame-subscription.js';
import type { Frames } from '../../media/frames.js';
import { Lifecycle } from '../../subscriptions/lifecycle.js';
import { receivesIn } from './transceiver-direction.js';

/**
 * One incoming track. It is closed when the other side removes the track, and outlives a link that heals: then
 * `track` is another one, and `frames` go on. `ready` says whether the link is up.
 *
 * @see rtcbot/connection.py, `VideoReceiver`, `AudioReceiver`
 * @example
 * ```ts
 * conn.video.onTrack((receiver) => {
 *   receiver.frames.subscribe((frame) => { console.log(frame.timestamp); });
 *   receiver.onClose(() => { console.log('gone'); });
 * });
 * ```
 */
export class TrackReceiver<F extends Frame = Frame> extends Lifecycle {
  /** Its frames, the newest wins; each is closed for you. */
  readonly frames: Frames<F>;
  #event: RTCTrackEvent;
  #isStale = false;

  /** Made by `conn.video` and `conn.audio`. @internal */
  constructor(event: RTCTrackEvent, frames: Frames<F>) {
    super();
    this.frames = frames;
    this.#event = event;
    this._adopt(event);
  }

  /** The track. */
  get track(): MediaStreamTrack {
    return this.#event.track;
  }

  /** Whether the link has gone over which it came. @internal */
  get _isStale(): boolean {
    return this.#isStale;
  }

  /** Whether the other side has removed it. @internal */
  get _isGone(): boolean {
    return this.#isStale || !receivesIn(this.#event.transceiver.currentDirection);
  }

  /** Whether this is the same track, maybe over another link: our own peers name each by a stream of its own. @internal */
  _isSame({ streams, transceiver }: RTCTrackEvent): boolean {
    const known = this.#event;
    if (!this.#isStale) return transceiver === known.transceiver;
    return streams.at(-1)?.id === known.streams.at(-1)?.id;
  }

  /** Go on with the track of a new link. @internal */
  _adopt(event: RTCTrackEvent): void {
    this.#event = event;
    this.#isStale = false;
    this.frames._follow(event.track);
    this._setReady(true);
  }

  /** Have the browser hold back what comes in for so many ms at least; null leaves it to the browser. @internal */
  _hold(ms: number | null): void {
    const { receiver } = this.#event;
    if ('jitterBufferTarget' in receiver) receiver.jitterBufferTarget = ms;
  }

  /** Another number for each frame that was decoded. @internal */
  get _newestFrame(): number | undefined {
    return this.#event.receiver.getSynchronizationSources()[0]?.rtpTimestamp;
  }

  /** The link is gone. @internal */
  _detach(): void {
    this.#isStale = true;
    this.frames._follow(undefined);
    this._setReady(false);
  }

  protected override _close(): Promise<void> {
    return this.frames.close();
  }
}
