import { RtcError } from '../errors.js';
import { Queue } from './queue.js';
import type { GetOptions, Subscription } from './subscription.js';
import { valuesOf } from './pump.js';

/** Numbers in a row: Web Audio has `Float32Array`, from -1 to 1. */
export type Samples =
  | Float32Array
  | Float64Array
  | Int8Array
  | Int16Array
  | Int32Array
  | Uint8Array
  | Uint8ClampedArray
  | Uint16Array
  | Uint32Array;

/**
 * A block of samples. Audio blocks of RTCBot Web are planar, as those of Web Audio: an array with one
 * `Float32Array` per channel (axis 1). One array alone holds one channel, or several interleaved (axis 0).
 */
export type SampleBlock = Samples | readonly Samples[];

/**
 * Cuts what comes in blocks of one size into blocks of another: put blocks of 960 samples, get blocks of 1024.
 * What is left over begins the next block. A block that has the wanted size already is passed on as it is,
 * all others are copied, so they can be transferred. A block with another number of channels or type
 * of array starts afresh: what was left over of the old kind is dropped.
 *
 * @see rtcbot/subscriptions.py, `RebatchSubscription`
 * @example
 * ```ts
 * const blocks = microphone.subscribe(new RebatchSubscription<Float32Array[]>(1024, 1));
 * const [left, right] = await blocks.get();
 * ```
 */
export class RebatchSubscription<B extends SampleBlock> implements Subscription<B> {
  /** The length of the arrays of a finished block. */
  readonly #length: number;
  readonly #axis: 0 | 1;
  readonly #output: Subscription<B>;
  readonly #channels: number;
  #partial: readonly Samples[] = [];
  #filled = 0;

  /**
   * @param samples - how many samples (per channel) a block shall have
   * @param axis - along which the samples lie, as in RTCBot: 0 for one array of `[sample, channel]`, channels
   * interleaved; 1 for `[channel, sample]`, an array of one typed array per channel
   * @param subscription - keeps finished blocks until they are asked for; a `Queue` by default
   * @param channels - how many are interleaved (axis 0)
   * @throws RtcError `bad-argument` unless both counts are positive integers
   */
  constructor(
    samples: number,
    axis: 0 | 1 = 0,
    subscription: Subscription<B> = new Queue<B>(),
    channels = 1,
  ) {
    this.#axis = axis;
    this.#output = subscription;
    this.#channels = axis === 0 ? channels : 1;
    this.#length = samples * this.#channels;
    if (!(Number.isInteger(samples) && this.#length > 0 && Number.isInteger(this.#channels))) {
      throw new RtcError('bad-argument', 'RebatchSubscription needs positive counts.');
    }
    this.put_nowait = this.put_nowait.bind(this);
    this.get = this.get.bind(this);
  }

  /**
   * Take in a block of any number of samples.
   * @throws RtcError `bad-argument` if it is not a block of samples along the axis; SubscriptionClosed after `close`
   */
  put_nowait(block: B): void {
    const channels = (this.#axis === 0 ? [block] : block) as readonly Samples[];
    const length = this.#lengthOf(channels);
    if (!isLike(channels, this.#partial)) this.#filled = 0;
    if (this.#filled === 0 && length === this.#length) {
      this.#output.put_nowait(block);
      return;
    }
    for (let start = 0; start < length;) {
      if (this.#filled === 0)
        this.#partial = channels.map((channel) => emptyLike(channel, this.#length));
      const end = Math.min(start + this.#length - this.#filled, length);
      for (const [i, channel] of channels.entries()) {
        this.#partial[i]?.set(channel.subarray(start, end), this.#filled);
      }
      this.#filled += end - start;
      start = end;
      if (this.#filled === this.#length) this.#emit();
    }
  }

  /**
   * Wait for the next block of the wanted size.
   * @throws SubscriptionClosed once closed and empty
   */
  get(options?: GetOptions): Promise<B> {
    return this.#output.get(options);
  }

  /** End it: finished blocks are still handed out, what does not fill a block is dropped. Idempotent. */
  close(): void {
    this.#output.close();
  }

  /** Blocks in turn until it is closed; leaving the loop closes it. */
  [Symbol.asyncIterator](): AsyncGenerator<B, void, undefined> {
    return valuesOf(this, () => {
      this.close();
    });
  }

  #emit(): void {
    const finished = this.#axis === 0 ? this.#partial[0] : this.#partial;
    this.#filled = 0;
    this.#output.put_nowait(finished as B);
  }

  /** The one length of the arrays that are cut: a block's channels, or the array that holds them all. */
  #lengthOf(channels: readonly Samples[]): number {
    const length = channels[0]?.length ?? 0;
    const fits = (channel: Samples): boolean =>
      ArrayBuffer.isView(channel) && channel.length === length;
    if (channels.every(fits) && length % this.#channels === 0) return length;
    throw new RtcError(
      'bad-argument',
      'A block is one typed array (axis 0), or an array of one per channel, all of one length (axis 1).',
    );
  }
}

const isLike = (channels: readonly Samples[], others: readonly Samples[]): boolean =>
  channels.length === others.length &&
  channels.every((channel, i) => channel.constructor === others[i]?.constructor);

function emptyLike(channel: Samples, length: number): Samples {
  return new (channel.constructor as new (length: number) => Samples)(length);
}
