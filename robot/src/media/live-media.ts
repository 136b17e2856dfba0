import { RtcError } from '@rtcbot-web/sdk/subscriptions';
import {
  type CameraReport,
  MICROPHONE,
  type MicrophoneReport,
  type PageSettings,
  type SourceSettings,
} from '../../wire/media.js';
import { pageMedia } from './media-plan.js';
import type { RobotHost } from '../host/robot-host.js';
import type { RobotSettings } from '../robot-options.js';
import { checkSourceSettings } from './source-settings.js';

/** What a robot captures and how it is sent, as it is now: what is changed outlives a restart of Chromium. */
export class LiveMedia {
  #settings: PageSettings;

  constructor(settings: RobotSettings) {
    const { plan, display, speaker, codecs, rtcConfiguration, supervision } = settings;
    const { viewerMedia, maxMessageBytes, encoding } = settings;
    this.#settings = {
      ...pageMedia(plan),
      ...{ display, speaker, codecs, rtcConfiguration, patient: false },
      ...{ viewerMedia, maxMessageBytes, encoding },
      cameraStallMs: supervision.cameraStallMs,
    };
  }

  /** What the page is to be opened with. */
  get pageSettings(): PageSettings {
    return this.#settings;
  }

  /** Names of the cameras, the default one first. */
  get names(): readonly string[] {
    return this.#settings.cameras.map(({ name }) => name);
  }

  /** From now on a camera that is not there is waited for. */
  becomePatient(): void {
    this.#settings = { ...this.#settings, patient: true };
  }

  /**
   * The name that is meant by one that may be left out.
   * @throws RtcError `bad-argument` if there is no such camera
   */
  nameOf(name: string | undefined): string {
    const known = name === undefined ? this.names[0] : this.names.find((one) => one === name);
    if (known !== undefined) return known;
    const there = this.names.map((one) => `"${one}"`).join(', ') || 'none';
    throw new RtcError('bad-argument', `No camera is named "${name ?? ''}". Available: ${there}.`);
  }

  /**
   * Change a camera.
   * @throws RtcError `bad-argument` for what cannot be; MediaAccessError if the device cannot be opened
   */
  async setCamera(host: RobotHost, name: string, change: SourceSettings): Promise<CameraReport> {
    const known = this.nameOf(name);
    const checked = checkSourceSettings(`camera ${known}`, change);
    this.#settings = {
      ...this.#settings,
      cameras: this.#settings.cameras.map((camera) =>
        camera.name === known
          ? { ...camera, settings: { ...camera.settings, ...checked } }
          : camera,
      ),
    };
    const { cameras } = await host.ask('setSource', known, checked);
    const report = cameras.find((camera) => camera.name === known);
    if (!report) throw new RtcError('bad-state', `The page knows no camera "${known}".`);
    return report;
  }

  /**
   * Change the microphone.
   * @throws RtcError `bad-argument` for what cannot be; MediaAccessError if the device cannot be opened
   */
  async setMicrophone(host: RobotHost, change: SourceSettings): Promise<MicrophoneReport | null> {
    const { enabled } = change;
    const checked = checkSourceSettings(MICROPHONE, { enabled });
    const { microphone } = this.#settings;
    this.#settings = {
      ...this.#settings,
      microphone: { ...microphone, settings: { ...microphone.settings, ...checked } },
    };
    return (await host.ask('setSource', MICROPHONE, checked)).microphone;
  }

  /**
   * Change the order of codecs.
   * @throws RtcError `bad-argument` for one that this Chromium does not have
   */
  async setCodecs(host: RobotHost, codecs: readonly string[]): Promise<void> {
    await host.ask('setCodecs', codecs);
    this.#settings = { ...this.#settings, codecs };
  }
}
