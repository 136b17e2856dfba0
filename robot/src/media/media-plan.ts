import { RtcError } from '@rtcbot-web/sdk/subscriptions';
import {
  type CameraRequest,
  MICROPHONE,
  type PageSettings,
  type SourceSettings,
} from '../../wire/media.js';
import {
  deviceRequest,
  fileOf,
  isFake,
  isReal,
  type CameraSource,
  type MediaSource,
  type OptionalSource,
  scriptOf,
} from './media-source.js';
import { checkSourceSettings } from './source-settings.js';

/** A camera: its source, and how it captures and is sent. */
export type CameraOptions =
  | CameraSource
  | CameraWithSettings
  | (SourceSettings &
      ({ readonly device: string } | { readonly file: string } | { readonly script: string }));

/** A camera of which more than the source is said. */
export interface CameraWithSettings extends SourceSettings {
  /** Where the picture comes from; the machine's default camera by default. */
  readonly source?: CameraSource | undefined;
}

/** Name of a camera that was given none. */
export const ONLY_CAMERA = 'main';

interface PlannedCamera {
  readonly name: string;
  readonly source: CameraSource;
  readonly settings: SourceSettings;
}

/** Everything that a robot captures. The first camera is what an operator sees that asks for nothing. */
export interface MediaPlan {
  readonly cameras: readonly PlannedCamera[];
  readonly microphone: OptionalSource;
}

/** Which cameras and which microphone, as a user says it. */
export interface MediaOptions {
  readonly camera?: CameraOptions | undefined;
  readonly cameras?: Readonly<Record<string, CameraOptions>> | undefined;
  readonly microphone?: MediaSource | undefined;
}

/**
 * Of Chromium's fake cameras every third one makes pictures that WebRTC can send in a Chromium without a GPU; the
 * others make MJPEG and depth pictures.
 */
const FAKE_STEP = 3;

const NAME = /^[\w.-]{1,64}$/;

/**
 * Fill in what was not given, and refuse what Chromium cannot do.
 * @throws RtcError `bad-argument` that says what cannot be
 */
export function planMedia(options: MediaOptions): MediaPlan {
  const cameras = planCameras(options);
  const { microphone = defaultMicrophone(cameras) } = options;
  checkFakes(cameras, microphone);
  return { cameras, microphone };
}

/** What Chromium's fake devices are to be, for its command line. */
export function fakeDevices({ cameras, microphone }: MediaPlan): {
  readonly fakeCameras: number | undefined;
  readonly cameraFile: string | undefined;
  readonly microphoneFile: string | undefined;
} {
  const fakes = cameras.filter(({ source }) => isFake(source));
  return {
    fakeCameras:
      fakes.length > 0 || isFake(microphone)
        ? Math.max(0, fakes.length - 1) * FAKE_STEP + 1
        : undefined,
    cameraFile: fakes.map(({ source }) => fileOf(source)).find((file) => file !== undefined),
    microphoneFile: fileOf(microphone),
  };
}

/** What the page is to open. */
export function pageMedia({
  cameras,
  microphone,
}: MediaPlan): Pick<PageSettings, 'cameras' | 'microphone'> {
  let fakes = 0;
  const requests: CameraRequest[] = cameras.map(({ name, source, settings }) => {
    const device = deviceRequest(source, source === 'test' ? FAKE_STEP * fakes++ : undefined);
    return { name, device, settings };
  });
  return {
    cameras: requests,
    microphone: { device: deviceRequest(microphone), settings: {} },
  };
}

/** The scripts that draw cameras. */
export function scriptsOf({ cameras }: MediaPlan): string[] {
  return cameras.flatMap(({ source }) => scriptOf(source) ?? []);
}

function planCameras({ camera, cameras }: MediaOptions): PlannedCamera[] {
  if (camera !== undefined && cameras !== undefined) {
    throw new RtcError('bad-argument', 'Give either "camera" or "cameras", not both.');
  }
  const given = Object.entries(cameras ?? { [ONLY_CAMERA]: camera ?? 'default' });
  return given
    .map(([name, options]) => planCamera(name, options))
    .filter(({ source }) => source !== 'none');
}

function planCamera(name: string, options: CameraOptions): PlannedCamera {
  if (!NAME.test(name) || name === MICROPHONE) {
    throw new RtcError(
      'bad-argument',
      `A camera's name is 1 to 64 letters, digits, ".", "_" or "-", and not "${MICROPHONE}"; this one is "${name}".`,
    );
  }
  const { source, ...settings } = splitCamera(options);
  return { name, source, settings: checkSourceSettings(name, settings) };
}

function splitCamera(options: CameraOptions): SourceSettings & { readonly source: CameraSource } {
  if (typeof options === 'string') return { source: options };
  if ('device' in options) {
    const { device, ...settings } = options;
    return { ...settings, source: { device } };
  }
  if ('file' in options) {
    const { file, ...settings } = options;
    return { ...settings, source: { file } };
  }
  if ('script' in options) {
    const { script, ...settings } = options;
    return { ...settings, source: { script } };
  }
  const { source = 'default', ...settings } = options;
  return { ...settings, source };
}

function defaultMicrophone(cameras: readonly PlannedCamera[]): OptionalSource {
  if (cameras.some(({ source }) => source === 'test')) return 'test';
  const isNotReal = ({ source }: PlannedCamera): boolean =>
    isFake(source) || scriptOf(source) !== undefined;
  return cameras.length > 0 && cameras.every(isNotReal) ? 'none' : 'if-present';
}

/** Chromium's fake devices replace the real ones of both kinds, and a file replaces the fake cameras. */
function checkFakes(cameras: readonly PlannedCamera[], microphone: OptionalSource): void {
  const sources = [...cameras.map(({ source }) => source), microphone];
  if (sources.some(isFake) && sources.some(isReal)) {
    throw new RtcError(
      'bad-argument',
      'A real device cannot be combined with a test or file source: choose "test", "none" or a file for the others too.',
    );
  }
  const fakes = cameras.filter(({ source }) => isFake(source));
  if (fakes.length > 1 && fakes.some(({ source }) => fileOf(source) !== undefined)) {
    throw new RtcError('bad-argument', 'A camera that plays a file can only be alone.');
  }
  if (cameras.filter(({ source }) => source === 'default').length > 1) {
    throw new RtcError(
      'bad-argument',
      'Only one camera can be the default one: name the devices of the others, see rtcbot-robot --list-devices.',
    );
  }
}
