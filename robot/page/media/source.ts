import {
  type CVCamera,
  Listeners,
  type ListenOptions,
  MediaAccessError,
  type Microphone,
} from '@rtcbot-web/sdk';
import type { DeviceRequest, SourceSettings, SourceState } from '../../wire/media.js';
import { tellHost } from '../host.js';

/** What to choose instead of a device that is not there. */
const INSTEAD: Readonly<Record<string, string>> = {
  'camera-missing': 'Or take --camera test for a test picture, --camera none for no picture.',
  'microphone-missing': 'Or take --microphone test for a beep, --microphone none for no sound.',
};

/** A camera or the microphone: a device of the SDK as the robot wants it. The host hears what becomes of it. */
export abstract class Source {
  /** What messages call it. */
  readonly name: string;
  protected abstract readonly _device: CVCamera | Microphone;
  readonly #changes = new Listeners<void>();
  #settings: SourceSettings;
  #isLost = false;
  /** One change after the other. */
  #work: Promise<unknown> = Promise.resolve();

  constructor(name: string, settings: SourceSettings) {
    this.name = name;
    this.#settings = settings;
  }

  /** The track of the device, while it is live. */
  get liveTrack(): MediaStreamTrack | undefined {
    return this._device.stream?.getTracks()[0];
  }

  get settings(): SourceSettings {
    return this.#settings;
  }

  /** How it stands. */
  protected get _report(): { state: SourceState; label: string; error?: string } {
    const label = this.liveTrack?.label ?? '';
    if (this.#settings.enabled === false) return { state: 'off', label };
    if (this.liveTrack) return { state: 'live', label };
    const { loss, error = loss } = this._device;
    return { state: 'lost', label, ...(error && { error: error.message }) };
  }

  /** Call `listener` whenever its track or its state is another one. */
  onChange(listener: () => void, options?: ListenOptions): void {
    this.#changes.add(listener, options);
  }

  /**
   * Open it for the first time.
   * @param patient - a device that cannot be opened is waited for
   * @throws MediaAccessError if it cannot be opened and nobody waits
   */
  async open(patient: boolean): Promise<void> {
    try {
      if (this.#settings.enabled !== false) await this._enable();
    } catch (error) {
      if (!patient) throw withAdvice(error);
      this.#tell('media-lost');
    }
    this.#isLost = this._device.state === 'lost';
    this._device.onStateChange((state) => {
      if (state !== 'opening') this.#onState();
    });
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

  /** Open the device. */
  protected async _enable(): Promise<void> {
    await this._device.setEnabled(true);
  }

  /** Tell listeners that it has changed. */
  protected _emitChange(): void {
    this.#changes.emit();
  }

  async #set(change: SourceSettings): Promise<void> {
    this.#settings = { ...this.#settings, ...change };
    if (this.#settings.enabled === false) await this._device.setEnabled(false);
    else await this._enable();
    this._emitChange();
  }

  #onState(): void {
    const { state } = this._report;
    if (state === 'lost') this.#tell('media-lost');
    if (state === 'live' && this.#isLost) this.#tell('media-back');
    this.#isLost = state === 'lost';
    this._emitChange();
  }

  #tell(type: 'media-lost' | 'media-back'): void {
    const { label, error = label } = this._report;
    tellHost({ type, source: this.name, message: error });
  }
}

/** The label of the device that is asked for; undefined for any. */
export function labelOf(request: DeviceRequest): string | undefined {
  if (request.type === 'device') return request.label;
  return request.type === 'fake' ? `fake_device_${request.index}` : undefined;
}

/** Whether a device of the machine is asked for, not a test source or a file. */
export function isProcessed(request: DeviceRequest): boolean {
  return request.type === 'device' || (request.type === 'any' && request.processed);
}

/** Options of every device: it waits until it is told to open, and then for what it opens; one that hangs is lost. */
export const DEVICE_OPTIONS = { enabled: false, reopen: true, openTimeoutMs: 20_000 } as const;

function withAdvice(error: unknown): unknown {
  const advice = error instanceof MediaAccessError ? INSTEAD[error.code] : undefined;
  if (!(error instanceof MediaAccessError) || !advice) return error;
  return new MediaAccessError(error.code, `${error.message} ${advice}`, { cause: error });
}
