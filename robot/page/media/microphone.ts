import { Microphone, type RTCConnection } from '@rtcbot-web/sdk';
import {
  MICROPHONE,
  type DeviceRequest,
  type MicrophoneReport,
  type PageSettings,
} from '../../wire/media.js';
import { DEVICE_OPTIONS, isProcessed, labelOf, Source } from './source.js';

/** The robot's microphone. */
export class RobotMicrophone extends Source {
  protected readonly _device: Microphone;
  readonly #request: DeviceRequest;

  constructor({ device: request, settings }: PageSettings['microphone']) {
    super(MICROPHONE, settings);
    this.#request = request;
    this._device = new Microphone({
      ...DEVICE_OPTIONS,
      device: labelOf(request),
      // A robot's sound is what is around it, so only the echo of its own speaker is taken out of it.
      echoCancellation: isProcessed(request),
      noiseSuppression: false,
      autoGainControl: false,
    });
  }

  /** What it is doing; null where there is none, and none is missed. */
  get report(): MicrophoneReport | null {
    return this.#isMissing ? null : this._report;
  }

  /** Send it to an operator, whatever becomes of it. */
  sendTo(connection: RTCConnection): void {
    const send = (): void => {
      if (this.liveTrack) connection.audio.putSubscription(this.liveTrack);
      else connection.audio.stopSubscription();
    };
    if (this.liveTrack) send();
    const ending = new AbortController();
    this.onChange(() => {
      try {
        if (!connection.closed) send();
      } catch {
        // Without a relay there is no sound for an operator that came when there was no microphone.
      }
    }, ending);
    connection.onClose(() => ending.abort());
  }

  protected override async _enable(): Promise<void> {
    if (this.#request.type === 'none') return;
    await super._enable().catch((error: unknown) => {
      if (!this.#isMissing) throw error;
    });
  }

  get #isMissing(): boolean {
    const request = this.#request;
    const isOptional = request.type === 'any' && !request.required;
    const isThere = this._device.loss?.code !== 'microphone-missing';
    return request.type === 'none' || (isOptional && !isThere);
  }
}
