import { Listeners, MediaAccessError, RtcError, type ListenOptions } from '@rtcbot-web/sdk';
import { backoffMs } from '@rtcbot-web/sdk/protocol';
import type { DeviceRequest, MediaKind, SourceSettings, SourceState } from '../../wire/media.js';
import { tellHost } from '../host.js';
import { cameraWishes, isProcessed, openDevice } from './media.js';
import { awaitFirstPicture, StallWatch } from './stall-watch.js';

/** What a {@link LiveSource} is. */
export interface LiveSourceOptions {
  /** What messages call it: a camera's name, or `microphone`. */
  readonly name: string;
  readonly kind: MediaKind;
  readonly device: DeviceRequest;
  readonly settings: SourceSettings;
  /** A camera without a picture for so long counts as lost; left out or 0 for never. */
  readonly stallMs?: number;
}

/** Waits between attempts to open a device that was unplugged; a device that is plugged in is tried at once. */
const REOPEN = { firstMs: 500, maxMs: 10_000 } as const;

/**
 * A camera or a microphone that stays: unplugged or failed, it is opened again until it is back; switched off, its
 * device is let go.
 */
export class LiveSource {
  readonly name: string;
  readonly kind: MediaKind;
  readonly #request: DeviceRequest;
  readonly #stallMs: number;
  readonly #changes = new Listeners<void>();
  #settings: SourceSettings;
  #device: MediaStreamTrack | undefined;
  #stall: StallWatch | undefined;
  #error: string | undefined;
  #isMissing = false;
  #failures = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  /** One change after the other. */
  #work: Promise<unknown> = Promise.resolve();

  constructor({ name, kind, device, settings, stallMs = 0 }: LiveSourceOptions) {
    this.name = name;
    this.kind = kind;
    this.#request = device;
    this.#stallMs = stallMs;
    this.#settings = settings;
    navigator.mediaDevices.addEventListener('devicechange', () => {
      if (this.state === 'lost') this.#scheduleRetry(0);
    });
  }

  /** The track of the open device. */
  get device(): MediaStreamTrack | undefined {
    return this.#device;
  }

  get state(): SourceState {
    if (this.#settings.enabled === false) return 'off';
    return this.#device ? 'live' : 'lost';
  }

  /** Why it is lost. */
  get error(): string | undefined {
    return this.state === 'lost' ? this.#error : undefined;
  }

  get settings(): SourceSettings {
    return this.#settings;
  }

  /** Nobody asked for it and it is not there: it is not missed. */
  get isMissing(): boolean {
    return this.#isMissing;
  }

  /** Call `listener` whenever the device is another one, or its state has changed. */
  onChange(listener: () => void, options?: ListenOptions): void {
    this.#changes.add(listener, options);
  }

  /**
   * Open the device for the first time.
   * @param patient - a device that cannot be opened is waited for
   * @throws MediaAccessError if it cannot be opened and nobody waits
   */
  async open(patient: boolean): Promise<void> {
    try {
      if (this.state !== 'off') await this.#open();
    } catch (error) {
      if (!patient) throw error;
      this.#lose(error instanceof Error ? error.message : String(error));
    }
  }

  /**
   * Change it.
   * @throws MediaAccessError if the device cannot be opened now, which is then tried again
   */
  set(change: SourceSettings): Promise<void> {
    const done = this.#work.then(() => this.#set(change));
    this.#work = done.catch(() => undefined);
    return done;
  }

  async #set(change: SourceSettings): Promise<void> {
    this.#settings = { ...this.#settings, ...change };
    clearTimeout(this.#retry);
    if (this.#settings.enabled === false) {
      this.#letGo();
    } else if (this.#device) {
      await this.#applySize(this.#device);
    } else {
      try {
        await this.#open();
      } catch (error) {
        this.#lose(error instanceof Error ? error.message : String(error));
        throw error;
      }
    }
    this.#changes.emit();
  }

  async #applySize(track: MediaStreamTrack): Promise<void> {
    if (this.kind === 'microphone') return;
    try {
      await track.applyConstraints(cameraWishes(this.#settings, isProcessed(this.#request)));
    } catch (cause) {
      throw new RtcError('bad-argument', `Camera ${this.name} cannot do that: ${String(cause)}`, {
        cause,
      });
    }
  }

  async #open(): Promise<void> {
    const track = await openDevice(this.kind, this.#request, this.#settings);
    this.#isMissing = !track;
    if (!track) return;
    // Of what a script draws, Chromium counts no frames.
    const isWatched =
      this.kind === 'camera' && this.#stallMs > 0 && this.#request.type !== 'script';
    if (isWatched && !(await awaitFirstPicture(track, this.#stallMs))) {
      track.stop();
      throw new MediaAccessError('media-failed', `${track.label} delivers no pictures.`);
    }
    this.#device = track;
    this.#error = undefined;
    this.#failures = 0;
    const lost = (why: string) => () => {
      if (this.#device === track) this.#onLost(why);
    };
    track.addEventListener('ended', lost('it was unplugged, or it failed'));
    if (isWatched) {
      const onStalled = lost('it delivers no pictures any more');
      this.#stall = new StallWatch(track, this.#stallMs, onStalled);
    }
    this.#changes.emit();
  }

  #onLost(why: string): void {
    this.#letGo();
    this.#lose(why);
    this.#changes.emit();
  }

  #letGo(): void {
    this.#stall?.close();
    this.#stall = undefined;
    this.#device?.stop();
    this.#device = undefined;
  }

  #lose(why: string): void {
    this.#error = why;
    tellHost({ type: 'media-lost', source: this.name, message: why });
    this.#scheduleRetry();
  }

  #scheduleRetry(delayMs = backoffMs(this.#failures + 1, REOPEN, Math.random())): void {
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => {
      this.#work = this.#work.then(() => this.#reopen());
    }, delayMs);
  }

  async #reopen(): Promise<void> {
    if (this.state !== 'lost') return;
    this.#failures++;
    const wasReported = this.#error !== undefined;
    try {
      await this.#open();
      this.#error = undefined;
      const message = this.#device?.label ?? 'it is not needed';
      // A microphone that nobody asked for, and that is still not there, is no news.
      if (this.#device || wasReported) {
        tellHost({ type: 'media-back', source: this.name, message });
      }
    } catch (error) {
      this.#error = error instanceof Error ? error.message : String(error);
      this.#scheduleRetry();
    }
  }
}
