import { Listeners, type ListenOptions } from '@rtcbot-web/sdk';
import type { CameraReport, CameraRequest, SourceSettings } from '../../wire/media.js';
import { Card } from './card.js';
import { LiveSource } from './live-source.js';

const WORDS = { live: '', off: 'is off', lost: 'has no signal' } as const;

/** One camera of the robot, with a picture at all times: its own, or words that say why there is none. */
export class Camera {
  readonly name: string;
  readonly #source: LiveSource;
  readonly #changes = new Listeners<void>();
  #card: Card | undefined;

  /** @param stallMs - without a picture for so long it counts as lost; 0 for never */
  constructor({ name, device, settings }: CameraRequest, stallMs: number) {
    this.name = name;
    this.#source = new LiveSource({ name, kind: 'camera', device, settings, stallMs });
    this.#source.onChange(() => {
      this.#onChange();
    });
  }

  /** What operators are sent. */
  get track(): MediaStreamTrack {
    return this.#source.device ?? this.#createCard().track;
  }

  /** The track of the device, while it is live. */
  get device(): MediaStreamTrack | undefined {
    return this.#source.device;
  }

  get settings(): SourceSettings {
    return this.#source.settings;
  }

  /** What it is doing. */
  get report(): CameraReport {
    const { state, error, device } = this.#source;
    const { width = 0, height = 0, frameRate = 0 } = device?.getSettings() ?? {};
    return {
      ...{ name: this.name, state, label: device?.label ?? '', width, height, frameRate },
      ...(error === undefined ? {} : { error }),
    };
  }

  /** Call `listener` whenever its track or its state is another one. */
  onChange(listener: () => void, options?: ListenOptions): void {
    this.#changes.add(listener, options);
  }

  /**
   * Open it; with `patience` one that cannot be opened is waited for.
   * @throws MediaAccessError if it cannot be opened and nobody waits
   */
  open(patient: boolean): Promise<void> {
    return this.#source.open(patient);
  }

  /**
   * Change it while it is in use.
   * @throws MediaAccessError if it cannot be opened now
   */
  set(change: SourceSettings): Promise<void> {
    return this.#source.set(change);
  }

  #createCard(): Card {
    const { state } = this.#source;
    this.#card ??= new Card(`Camera ${this.name} ${WORDS[state]}`.trim());
    return this.#card;
  }

  /** The old card is closed last, so that nobody is sent an ended track. */
  #onChange(): void {
    const card = this.#card;
    this.#card = undefined;
    this.#changes.emit();
    card?.close();
  }
}
