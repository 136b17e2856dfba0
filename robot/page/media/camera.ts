import { CVCamera } from '@rtcbot-web/sdk';
import type {
  CameraReport,
  CameraRequest,
  DeviceRequest,
  SourceSettings,
} from '../../wire/media.js';
import { drawCamera } from './camera-script.js';
import { createNoSignalPicture } from './no-signal-picture.js';
import { DEVICE_OPTIONS, isProcessed, labelOf, Source } from './source.js';

const WORDS = { live: '', off: 'is off', lost: 'has no signal' } as const;

/** One camera of the robot, with a picture at all times: its own, or words that say why there is none. */
export class Camera extends Source {
  protected readonly _device: CVCamera;
  readonly #request: DeviceRequest;
  #noSignal: MediaStreamTrack | undefined;
  #watchers = 0;

  /** @param stallMs - without a picture for so long it counts as lost; 0 for never */
  constructor({ name, device: request, settings }: CameraRequest, stallMs: number) {
    super(name, settings);
    this.#request = request;
    const isDrawn = request.type === 'script';
    this._device = new CVCamera({
      ...DEVICE_OPTIONS,
      device: labelOf(request),
      // Of what a script draws, Chromium counts no frames.
      stallMs: isDrawn ? 0 : stallMs,
      open: isDrawn
        ? () => drawCamera(request.url, this.settings, () => this.#watchers > 0)
        : undefined,
    });
  }

  /** What operators are sent; of the device, as a picture of motion. */
  get track(): MediaStreamTrack {
    const { liveTrack } = this;
    if (liveTrack) liveTrack.contentHint = 'motion';
    return liveTrack ?? (this.#noSignal ??= this.#drawNoSignal());
  }

  /** Somebody may look at it from now on, until what this returns is called. */
  watch(): () => void {
    this.#watchers++;
    let isOver = false;
    return () => {
      if (!isOver) this.#watchers--;
      isOver = true;
    };
  }

  /** The frames of the device, while it is live. */
  get frames(): CVCamera['frames'] {
    return this._device.frames;
  }

  /** What it is doing. */
  get report(): CameraReport {
    const { width = 0, height = 0, frameRate = 0 } = this.liveTrack?.getSettings() ?? {};
    return { name: this.name, ...this._report, width, height, frameRate };
  }

  protected override async _enable(): Promise<void> {
    await this._device.applyConstraints(constraintsOf(this.#request, this.settings));
    await super._enable();
  }

  /** The picture before is ended last, so that nobody is sent an ended track. */
  protected override _emitChange(): void {
    const before = this.#noSignal;
    this.#noSignal = undefined;
    super._emitChange();
    before?.stop();
  }

  #drawNoSignal(): MediaStreamTrack {
    return createNoSignalPicture(`Camera ${this.name} ${WORDS[this._report.state]}`);
  }
}

/** A rate is an upper limit: frames are dropped to keep it. Test sources and files come as they are unless something else is said. */
function constraintsOf(
  request: DeviceRequest,
  { width, height, frameRate }: SourceSettings,
): MediaTrackConstraints {
  const isAnySize = !isProcessed(request) || width !== undefined || height !== undefined;
  const size = isAnySize ? { width, height } : { width: 640, height: 480 };
  return {
    ...(size.width ? { width: { ideal: size.width } } : {}),
    ...(size.height ? { height: { ideal: size.height } } : {}),
    frameRate: frameRate ? { ideal: frameRate, max: frameRate } : { ideal: 30 },
  };
}
