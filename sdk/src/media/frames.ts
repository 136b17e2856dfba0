import { RtcError } from '../errors.js';
import { Lifecycle } from '../subscriptions/lifecycle.js';
import { deliver, reportCallbackError } from '../subscriptions/listeners.js';
import { pump } from '../subscriptions/pump.js';
import type {
  GetOptions,
  Producer,
  Puttable,
  Subscriber,
  Subscription,
  SubscriptionCallback,
} from '../subscriptions/subscription.js';
import { FrameSubscription, type Frame } from './frame-subscription.js';

/** Calls `onFrame` with each frame of a live track, to be closed by it, until `signal` aborts. */
export type FrameReader<F> = (
  track: MediaStreamTrack,
  onFrame: (frame: F) => void,
  signal: AbortSignal,
) => void;

/** What {@link Frames} need to know. */
export interface FramesOptions<F> {
  readonly read: FrameReader<F>;
  /** How many frames wait for a slow subscriber; default 1: the newest wins. */
  readonly depth?: number | undefined;
  /** The class of the browser that frames are of. */
  readonly type?: 'VideoFrame' | 'AudioData' | undefined;
  /** Called when somebody subscribes; what it throws is thrown there. */
  readonly onWanted?: (() => void) | undefined;
}

/**
 * The frames of a track, one by one. A slow subscriber skips what is outdated, and every frame is closed for you:
 * when the callback is done (its promise settled), or when the next one is asked for and at the end of it all.
 * `frame.clone()` is yours to keep and to close, and so is what an object with `put_nowait` of your own gets. An
 * asynchronous callback is called again once it is done. Nothing is read while nobody subscribes.
 *
 * @example
 * ```ts
 * camera.frames.subscribe(async (frame) => {
 *   faces = await detector.detect(frame);
 * });
 * ```
 */
export class Frames<F extends Frame> extends Lifecycle implements Producer<F> {
  readonly #options: FramesOptions<F>;
  readonly #feeds = new Map<Subscriber<F>, Puttable<F>>();
  #own: Subscription<F> | undefined;
  #track: MediaStreamTrack | undefined;
  #reading: AbortController | undefined;

  /** @param options - how frames are read, and how many wait @internal */
  constructor(options: FramesOptions<F>) {
    super();
    this.#options = options;
    this.subscribe = this.subscribe.bind(this);
    this.unsubscribe = this.unsubscribe.bind(this);
    this.unsubscribeAll = this.unsubscribeAll.bind(this);
    this.get = this.get.bind(this);
  }

  /**
   * Make and return a new subscription to the newest frame.
   * @throws RtcError `webrtc-unsupported` where the browser has no such frames; `bad-state` as `conn.video.subscribe`
   */
  subscribe(): Subscription<F>;
  /** Feed `subscriber`, a function or an object with `put_nowait`; returns it. */
  subscribe<S extends Subscriber<F>>(subscriber: S): S;
  subscribe(subscriber?: Subscriber<F>): Subscriber<F> {
    const made = new FrameSubscription<F>(this.#options.depth);
    const added = subscriber ?? made;
    if (this.closed) made.close();
    else if (!this.#feeds.has(added)) {
      this.#requireType();
      this.#options.onWanted?.();
      if (typeof added === 'function') {
        const call = (frame: F): Promise<void> => callWithFrame(added, frame);
        void pump(() => made._getOwned(), call);
      }
      this.#feeds.set(added, typeof added === 'function' ? made : added);
      this.#update();
    }
    return added;
  }

  /** Stop feeding `subscriber`; without one, drop the subscription that `get()` made. */
  unsubscribe(subscriber: Subscriber<F> | undefined = this.#own): void {
    if (!subscriber) return;
    const feed = this.#feeds.get(subscriber);
    this.#feeds.delete(subscriber);
    if (feed instanceof FrameSubscription) feed.close();
    if (subscriber === this.#own) this.#own = undefined;
    this.#update();
  }

  /** Stop feeding everybody. */
  unsubscribeAll(): void {
    for (const subscriber of [...this.#feeds.keys()]) this.unsubscribe(subscriber);
  }

  /**
   * Wait for the next frame; it is closed when you ask for another.
   * @throws SubscriptionClosed once closed
   */
  get(options?: GetOptions): Promise<F> {
    this.#own ??= this.subscribe();
    return this.#own.get(options);
  }

  /** Read from this track from now on; undefined: from none. @internal */
  _follow(track: MediaStreamTrack | undefined): void {
    if (track === this.#track) return;
    this.#track = track;
    this.#pause();
    this.#update();
  }

  protected override _close(): void {
    this.unsubscribeAll();
  }

  #requireType(): void {
    const { type } = this.#options;
    if (!type || type in globalThis) return;
    throw new RtcError(
      'webrtc-unsupported',
      `This browser has no ${type} (WebCodecs): subscribe to the stream instead.`,
    );
  }

  #update(): void {
    if (this.#feeds.size === 0) this.#pause();
    else if (!this.#reading && this.#track?.readyState === 'live') {
      const { signal } = (this.#reading = new AbortController());
      const onFrame = (frame: F): void => {
        if (!signal.aborted) this.#put(frame);
        frame.close();
      };
      this.#options.read(this.#track, onFrame, signal);
    }
  }

  #pause(): void {
    this.#reading?.abort();
    this.#reading = undefined;
    this._setReady(false);
  }

  #put(frame: F): void {
    this._setReady(true);
    for (const [subscriber, feed] of [...this.#feeds]) {
      if (!deliver(feed, frame.clone())) this.unsubscribe(subscriber);
    }
  }
}

async function callWithFrame<F extends Frame>(
  callback: SubscriptionCallback<F>,
  frame: F,
): Promise<void> {
  try {
    await callback(frame);
  } catch (error) {
    reportCallbackError(error);
  } finally {
    frame.close();
  }
}
