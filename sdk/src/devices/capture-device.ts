import { RtcError, type MediaAccessError } from '../errors.js';
import type { Frame } from '../media/frame-subscription.js';
import type { Frames } from '../media/frames.js';
import { backoffMs } from '../relay/backoff.js';
import { MostRecentSubscription } from '../subscriptions/buffered-subscription.js';
import { Listeners, type ListenOptions } from '../subscriptions/listeners.js';
import type { Subscriber, Subscription } from '../subscriptions/subscription.js';
import { SubscriptionProducer } from '../subscriptions/subscription-producer.js';
import { openCapture, type Capture, type CaptureRequest } from './capture.js';
import { toMediaAccessError } from './media-access.js';

/** Waits between attempts to open a device that is lost; when one is plugged in it is tried at once. */
const REOPEN = { firstMs: 500, maxMs: 10_000 } as const;

/** How a device stands: `lost` means that it is not there, or has failed; `off` that it is switched off, or closed. */
export type CaptureState = 'opening' | 'live' | 'lost' | 'off';

/** What cameras and microphones have in common. */
export interface CaptureOptions {
  /** Which one: its id, its label or a part of that, see `listDevices`; by default the browser's choice. */
  readonly device?: string | undefined;
  /**
   * Whether to wait for a device that is not there, or has failed, and to go on when one is; default false: that is an error
   * and ends it. Without `device` it may go on with another one.
   */
  readonly reopen?: boolean | undefined;
  /** Whether it opens when it is made; default true. See `setEnabled`. */
  readonly enabled?: boolean | undefined;
  /** How long opening may take, the user's answer to a prompt included; by default for ever. */
  readonly openTimeoutMs?: number | undefined;
}

/** What a {@link CaptureDevice} is made of. */
export interface CaptureSetup<F extends Frame> extends CaptureRequest {
  readonly reopen: boolean | undefined;
  readonly enabled: boolean | undefined;
  readonly frames: Frames<F>;
}

/**
 * A camera or a microphone: yields its MediaStream to each subscriber, and a new one when the device was opened
 * anew. It opens when it is made, which may show the user a prompt; `await device.onReady()` waits for that.
 */
export class CaptureDevice<F extends Frame> extends SubscriptionProducer<MediaStream> {
  /** What it captures, frame by frame. */
  readonly frames: Frames<F>;
  readonly #setup: CaptureSetup<F>;
  readonly #stateListeners = new Listeners<CaptureState>();
  #request: CaptureRequest;
  #state: CaptureState = 'off';
  #capture: Capture | undefined;
  #stream: MediaStream | undefined;
  #loss: MediaAccessError | undefined;
  /** Ends the attempts to open it that are under way. */
  #attempts = new AbortController();
  #opened: Promise<void> = Promise.resolve();

  /** @param setup - which device, and what becomes of it @internal */
  constructor(setup: CaptureSetup<F>) {
    super(() => new MostRecentSubscription());
    this.#setup = this.#request = setup;
    this.frames = setup.frames;
    this.onStateChange = this.onStateChange.bind(this);
    this.setEnabled = this.setEnabled.bind(this);
    this.applyConstraints = this.applyConstraints.bind(this);
    // `error` or `loss` tells what it fails with.
    if (setup.enabled !== false) this.setEnabled(true).catch(() => undefined);
  }

  /** What it captures now. */
  get stream(): MediaStream | undefined {
    return this.#stream;
  }

  /** How it stands. */
  get state(): CaptureState {
    return this.#state;
  }

  /** Why it is lost, while it is. */
  get loss(): MediaAccessError | undefined {
    return this.#loss;
  }

  /** Call `listener` with each new state. */
  onStateChange<S extends Subscriber<CaptureState>>(listener: S, options?: ListenOptions): S {
    return this.#stateListeners.add(listener, options);
  }

  /**
   * Open the device, or let go of it. Resolves when that is done.
   * @throws MediaAccessError if it cannot be opened now; with `reopen` that is tried again
   */
  setEnabled(enabled: boolean): Promise<void> {
    if (!enabled) this.#switchOff();
    else if ((this.#state === 'off' || this.#state === 'lost') && !this.closed) {
      this.#attempts.abort();
      this.#attempts = new AbortController();
      if (this.#state === 'off') this.#setState('opening');
      this.#opened = this.#openFirst(this.#attempts.signal);
    }
    return this.#opened;
  }

  /**
   * Capture in this way from now on, as `MediaStreamTrack.applyConstraints` does; so it is opened again, too.
   * @throws RtcError `bad-argument` if the device cannot do that
   */
  async applyConstraints(constraints: MediaTrackConstraints): Promise<void> {
    if (this.#state === 'opening') await this.#opened.catch(() => undefined);
    try {
      // What is not open yet is opened so, even if that begins in this turn.
      if (this.#capture) await this.#capture.track.applyConstraints(constraints);
    } catch (cause) {
      throw new RtcError('bad-argument', `The device cannot do that: ${String(cause)}`, { cause });
    }
    this.#request = { ...this.#request, constraints };
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
    this.#switchOff();
    this.#stateListeners.clear();
    void this.frames.close();
    return super._close();
  }

  /** Report what ends it, and close. @internal */
  readonly _fail = (error: unknown): void => {
    this._setError(toMediaAccessError(error, this.#setup.kind));
    void this.close();
  };

  async #openFirst(signal: AbortSignal): Promise<void> {
    try {
      await this.#open(signal);
    } catch (error) {
      const loss = toMediaAccessError(error, this.#setup.kind);
      if (!signal.aborted) this.#lose(loss);
      throw loss;
    }
  }

  async #open(signal: AbortSignal): Promise<void> {
    const capture = await openCapture(this.#request, (loss) => {
      this.#lose(loss);
    });
    if (signal.aborted) {
      capture.release();
      return;
    }
    this.#capture = capture;
    // Numbers change when another device comes or goes.
    const { deviceId: device } = capture.track.getSettings();
    if (typeof this.#request.device === 'number') this.#request = { ...this.#request, device };
    this.#loss = undefined;
    this.#stream = new MediaStream([capture.shown]);
    this.frames._follow(capture.shown);
    this._setReady(true);
    this._put_nowait(this.#stream);
    this.#setState('live');
  }

  #lose(loss: MediaAccessError): void {
    if (!this.#setup.reopen || loss.code === 'media-denied') {
      this._fail(loss);
      return;
    }
    this.#release();
    this.#loss = loss;
    this.#setState('lost');
    void this.#reopen(this.#attempts.signal);
  }

  async #reopen(signal: AbortSignal): Promise<void> {
    for (let failures = 1; ; failures++) {
      await pause(backoffMs(failures, REOPEN, Math.random()), signal);
      if (signal.aborted) return;
      try {
        await this.#open(signal);
        return;
      } catch (error) {
        if (signal.aborted) return;
        this.#loss = toMediaAccessError(error, this.#setup.kind);
      }
    }
  }

  #switchOff(): void {
    this.#release();
    this.#opened = Promise.resolve();
    this.#setState('off');
  }

  /** Let go of the device, and of attempts to get it. */
  #release(): void {
    this.#attempts.abort();
    this.#attempts = new AbortController();
    this.#capture?.release();
    this.#capture = this.#stream = this.#loss = undefined;
    this.frames._follow(undefined);
    this._setReady(false);
  }

  #setState(state: CaptureState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#stateListeners.emit(state);
  }
}

/** Wait, until a device is plugged in or out at the longest. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const over = new AbortController();
    const end = (): void => {
      clearTimeout(timer);
      over.abort();
      resolve();
    };
    const timer = setTimeout(end, ms);
    navigator.mediaDevices.addEventListener('devicechange', end, over);
    signal.addEventListener('abort', end, over);
  });
}
