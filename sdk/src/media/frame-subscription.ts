import { BufferedSubscription } from '../subscriptions/buffered-subscription.js';
import type { GetOptions } from '../subscriptions/subscription.js';

/** What holds memory of the browser until it is closed: VideoFrame, AudioData. */
export interface Frame {
  /** Another handle on the same memory, closed on its own. */
  clone(): this;
  /** Give the memory back. */
  close(): void;
}

/**
 * Keeps the newest frames and closes them: those that are outdated, and each one that was handed out as soon as
 * the next is asked for, or the subscription ends. `frame.clone()` is yours to keep, and to close. For one reader.
 */
export class FrameSubscription<F extends Frame> extends BufferedSubscription<F> {
  readonly #depth: number;
  readonly #waiting: F[] = [];
  readonly #lent: F[] = [];
  /** Of a callback that takes the newest only: whether it is done with the one before. */
  #isIdle: boolean | undefined;

  /** @param depth - how many frames wait at most */
  constructor(depth = 1) {
    super();
    this.#depth = depth;
  }

  /**
   * Hand over one frame, to be closed here.
   * @throws SubscriptionClosed after `close`
   */
  override put_nowait(frame: F): void {
    if (this.closed || this.#isIdle === false) frame.close();
    if (this.closed || this.#isIdle !== false) super.put_nowait(frame);
  }

  /**
   * Wait for the next frame; the one before it is closed.
   * @throws SubscriptionClosed once closed; `signal`'s reason when given up
   */
  override async get(options?: GetOptions): Promise<F> {
    closeAll(this.#lent);
    const frame = await super.get(options);
    if (this.closed) frame.close();
    else this.#lent.push(frame);
    return frame;
  }

  /**
   * Wait for the next frame, which is the caller's to close. Of video none waits meanwhile: a device has few buffers, and
   * two of them in the hands of a slow callback would hold up everybody else.
   * @internal
   */
  _getOwned(): Promise<F> {
    if (this.#depth === 1) this.#isIdle = true;
    return super.get();
  }

  /** End it, and close what waits and what was handed out. */
  override close(): void {
    super.close();
    closeAll(this.#waiting);
    closeAll(this.#lent);
  }

  protected override _store(frame: F): void {
    this.#waiting.push(frame);
    closeAll(this.#waiting.splice(0, this.#waiting.length - this.#depth));
  }

  protected override _take(): readonly F[] {
    const taken = this.#waiting.splice(0, 1);
    if (taken.length > 0 && this.#isIdle) this.#isIdle = false;
    return taken;
  }
}

function closeAll(frames: Frame[]): void {
  for (const frame of frames.splice(0)) frame.close();
}
