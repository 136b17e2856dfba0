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
 * the next is asked for. `frame.clone()` is yours to keep, and to close. For one reader.
 */
export class FrameSubscription<F extends Frame> extends BufferedSubscription<F> {
  readonly #depth: number;
  readonly #waiting: F[] = [];
  readonly #lent: F[] = [];

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
    if (this.closed) frame.close();
    super.put_nowait(frame);
  }

  /**
   * Wait for the next frame; the one before it is closed.
   * @throws SubscriptionClosed once closed; `signal`'s reason when given up
   */
  override async get(options?: GetOptions): Promise<F> {
    this.#giveBack();
    const frame = await super.get(options);
    this.#lent.push(frame);
    return frame;
  }

  /** End it. Frames that wait are closed; the one handed out last is so at the next `get`. */
  override close(): void {
    super.close();
    closeAll(this.#waiting);
  }

  /** Frames in turn, each closed at the end of its round. */
  override async *[Symbol.asyncIterator](): AsyncGenerator<F, void, undefined> {
    try {
      yield* super[Symbol.asyncIterator]();
    } finally {
      this.#giveBack();
    }
  }

  protected override _store(frame: F): void {
    this.#waiting.push(frame);
    closeAll(this.#waiting.splice(0, this.#waiting.length - this.#depth));
  }

  protected override _take(): readonly F[] {
    return this.#waiting.splice(0, 1);
  }

  #giveBack(): void {
    closeAll(this.#lent);
  }
}

function closeAll(frames: Frame[]): void {
  for (const frame of frames.splice(0)) frame.close();
}
