import type { Frame } from '../media/frame-subscription.js';
import type { Frames } from '../media/frames.js';
import { MostRecentSubscription } from '../subscriptions/buffered-subscription.js';
import type { Subscriber, Subscription } from '../subscriptions/subscription.js';
import { SubscriptionProducer } from '../subscriptions/subscription-producer.js';
import { findDevice } from './device-list.js';
import { toMediaAccessError, type CaptureKind } from './media-access.js';
import type { ProcessedTrack } from './preprocess-frames.js';

/** How often a device that went away is looked for. */
const RETRY_MS = 1000;

/** What cameras and microphones have in common. */
export interface CaptureOptions {
  /** Which one: its id, its label or a part of that, see `listDevices`; by default the browser's choice. */
  readonly device?: string | undefined;
  /** Whether to wait for the device when it is unplugged, and to go on; default false: that is an error. */
  readonly reopen?: boolean | undefined;
}

/** What a {@link CaptureDevice} is made of. */
export interface CaptureSetup<F extends Frame> {
  readonly kind: CaptureKind;
  readonly device: string | number | undefined;
  readonly constraints: MediaTrackConstraints;
  readonly reopen: boolean | undefined;
  readonly frames: Frames<F>;
  readonly process?: (track: MediaStreamTrack) => ProcessedTrack;
}

/**
 * A camera or a microphone: yields its MediaStream to each subscriber, and a new one when the device was opened
 * anew. It opens when it is made, which may show the user a prompt; `await device.onReady()` waits for that.
 */
export class CaptureDevice<F extends Frame> extends SubscriptionProducer<MediaStream> {
  /** What it captures, piece by piece. */
  readonly frames: Frames<F>;
  readonly #setup: CaptureSetup<F>;
  #stream: MediaStream | undefined;
  #stop: (() => void) | undefined;

  /** @param setup - which device, and what becomes of it @internal */
  constructor(setup: CaptureSetup<F>) {
    super(() => new MostRecentSubscription());
    this.#setup = setup;
    this.frames = setup.frames;
    this.#open(setup.device).catch(this._fail);
  }

  /** What it captures now. */
  get stream(): MediaStream | undefined {
    return this.#stream;
  }

  override subscribe(): Subscription<MediaStream>;
  override subscribe<S extends Subscriber<MediaStream>>(subscriber: S): S;
  override subscribe(subscriber?: Subscriber<MediaStream>): Subscriber<MediaStream> {
    const added = subscriber ? super.subscribe(subscriber) : super.subscribe();
    const stream = this.#stream;
    if (stream) this._catchUp(added, stream);
    return added;
  }

  override async get(): Promise<MediaStream> {
    return this.#stream ?? super.get();
  }

  protected override _close(): void | Promise<void> {
    this.#release();
    void this.frames.close();
    return super._close();
  }

  async #open(device: string | number | undefined): Promise<void> {
    const { kind, constraints } = this.#setup;
    const wanted = { ...constraints };
    if (device !== undefined) {
      wanted.deviceId = { exact: (await findDevice(`${kind}input`, device)).deviceId };
    }
    const stream = await navigator.mediaDevices.getUserMedia({ [kind]: wanted });
    for (const track of stream.getTracks()) this.#adopt(track);
  }

  #adopt(track: MediaStreamTrack): void {
    if (this.closed) {
      track.stop();
      return;
    }
    const processed = this.#setup.process?.(track);
    const shown = processed?.track ?? track;
    const onEnded = (): void => {
      this.#lose(track);
    };
    track.addEventListener('ended', onEnded);
    this.#stop = () => {
      track.removeEventListener('ended', onEnded);
      processed?.stop();
      track.stop();
    };
    this.#stream = new MediaStream([shown]);
    this.frames._follow(shown);
    this._setReady(true);
    this._put_nowait(this.#stream);
  }

  /** Report what ends it, and close. @internal */
  readonly _fail = (error: unknown): void => {
    this._setError(toMediaAccessError(error, this.#setup.kind));
    void this.close();
  };

  #release(): void {
    this.#stop?.();
    this.#stop = this.#stream = undefined;
    this.frames._follow(undefined);
  }

  #lose(track: MediaStreamTrack): void {
    this.#release();
    this._setReady(false);
    if (this.#setup.reopen) void this.#reopen(track.getSettings().deviceId);
    else this._fail(new DOMException(`${track.label} was unplugged or forbidden`, 'NotFoundError'));
  }

  async #reopen(device: string | undefined): Promise<void> {
    while (!this.closed) {
      try {
        await this.#open(device);
        return;
      } catch (error) {
        if (toMediaAccessError(error, this.#setup.kind).code === 'media-denied') {
          this._fail(error);
          return;
        }
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    }
  }
}
