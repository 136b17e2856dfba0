import {
  type GetOptions,
  MostRecentSubscription,
  type Subscriber,
  type Subscription,
  SubscriptionClosed,
  SubscriptionProducer,
} from '@rtcbot-web/sdk/subscriptions';

/** One picture of a camera. */
export interface RobotFrame {
  readonly camera: string;
  readonly format: 'jpeg' | 'rgba';
  /** In pixels. */
  readonly width: number;
  /** In pixels. */
  readonly height: number;
  /** A JPEG file; or red, green, blue and alpha of each pixel, row by row from the top left. */
  readonly data: Buffer;
  /** When the browser got it, in milliseconds as of `Date.now()`. */
  readonly timestampMs: number;
}

/** Which frames are wanted. */
export interface FramesOptions {
  /** Name of the camera; the default one by default. */
  readonly camera?: string | undefined;
  /** Default `jpeg`. */
  readonly format?: 'jpeg' | 'rgba' | undefined;
  /** How many per second at most; default 10. */
  readonly maxFps?: number | undefined;
  /** Of a JPEG, 0 to 1; default 0.8. */
  readonly quality?: number | undefined;
  /** Scale them to this width in pixels. */
  readonly width?: number | undefined;
}

/** What {@link RobotFrames} need of their robot. */
export interface FramesLink {
  readonly start: () => void;
  readonly stop: () => void;
  /** A callback threw or rejected. */
  readonly onCallbackError: (error: unknown) => void;
}

/**
 * Frames of a camera, the most recent one wins: a slow subscriber skips what is outdated, and an asynchronous
 * callback is called again once it is done. Nothing is captured while nobody subscribes.
 */
export class RobotFrames extends SubscriptionProducer<RobotFrame> {
  readonly #link: FramesLink;
  readonly #feeds = new Map<Subscriber<RobotFrame>, Subscriber<RobotFrame>>();
  #own: Subscription<RobotFrame> | undefined;

  /** Made by `robot.frames()`. @internal */
  constructor(link: FramesLink) {
    super(() => new MostRecentSubscription());
    this.#link = link;
  }

  override subscribe(): Subscription<RobotFrame>;
  override subscribe<S extends Subscriber<RobotFrame>>(subscriber: S): S;
  override subscribe(subscriber?: Subscriber<RobotFrame>): Subscriber<RobotFrame> {
    if (this.closed) throw new SubscriptionClosed();
    const own = subscriber ?? new MostRecentSubscription<RobotFrame>();
    if (this.#feeds.has(own)) return own;
    const feed = typeof own === 'function' ? new MostRecentSubscription<RobotFrame>() : own;
    if (typeof own === 'function') void this.#callWithEach(own, feed as Subscription<RobotFrame>);
    this.#feeds.set(own, super.subscribe(feed));
    if (this.#feeds.size === 1) this.#link.start();
    return own;
  }

  override unsubscribe(subscriber: Subscriber<RobotFrame> | undefined = this.#own): void {
    const feed = subscriber && this.#feeds.get(subscriber);
    if (!feed) return;
    this.#feeds.delete(subscriber);
    if (subscriber === this.#own) this.#own = undefined;
    super.unsubscribe(feed);
    if (feed instanceof MostRecentSubscription) feed.close();
    if (this.#feeds.size === 0) this.#link.stop();
  }

  override unsubscribeAll(): void {
    for (const subscriber of [...this.#feeds.keys()]) this.unsubscribe(subscriber);
  }

  /** Wait for the next frame. The first call starts them; `unsubscribe()` or `close()` ends that. */
  override get(options?: GetOptions): Promise<RobotFrame> {
    this.#own ??= this.subscribe();
    return this.#own.get(options);
  }

  /** Whether anybody wants them. @internal */
  get _wanted(): boolean {
    return this.#feeds.size > 0;
  }

  /** A frame has come. @internal */
  _onFrame(frame: RobotFrame): void {
    this._setReady(true);
    this._put_nowait(frame);
  }

  protected override _close(): void | Promise<void> {
    this.unsubscribeAll();
    return super._close();
  }

  async #callWithEach(
    callback: (frame: RobotFrame) => unknown,
    frames: Subscription<RobotFrame>,
  ): Promise<void> {
    for await (const frame of frames) {
      try {
        await callback(frame);
      } catch (error) {
        this.#link.onCallbackError(error);
      }
    }
  }
}
