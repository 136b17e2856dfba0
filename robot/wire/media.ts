/**
 * Cameras, microphone, screen and speaker, as the robot's host and its camera page speak of them.
 *
 * @module
 */

/** The two kinds of media that a robot sends. */
export type MediaKind = 'camera' | 'microphone';

/** Name under which the microphone's settings go; no camera may be called so. */
export const MICROPHONE = 'microphone';

/** The data channel on which an operator asks for cameras by name. */
export const CAMERAS_CHANNEL = 'rtcbot.cameras';

/**
 * Which device the page opens. `processed`: it is a device of the machine, so sizes are wished for and echo is
 * cancelled. `index`: which of Chromium's fake cameras. `url`: of the script that draws, seen from the page.
 */
export type DeviceRequest =
  | { readonly type: 'none' }
  | { readonly type: 'any'; readonly required: boolean; readonly processed: boolean }
  | { readonly type: 'device'; readonly label: string }
  | { readonly type: 'fake'; readonly index: number }
  | { readonly type: 'script'; readonly url: string };

/** What can be changed of a camera while it is in use; the last two are nothing to a microphone. */
export interface SourceSettings {
  /** Whether it captures; false lets go of the device. */
  readonly enabled?: boolean | undefined;
  /** Pixels; the device's nearest size is taken. */
  readonly width?: number | undefined;
  /** Pixels; the device's nearest size is taken. */
  readonly height?: number | undefined;
  /** Frames per second, at most. */
  readonly frameRate?: number | undefined;
  /** Bits per second to each operator, at most; 0 for no limit. */
  readonly maxBitrateBps?: number | undefined;
}

/** A camera that the page is to open. */
export interface CameraRequest {
  readonly name: string;
  readonly device: DeviceRequest;
  readonly settings: SourceSettings;
}

/** Whether operators' sound is played, and on which device. */
export type SpeakerRequest = boolean | { readonly device: string };

/**
 * Who encodes: `shared`, that a camera's picture is encoded once for all operators where the browsers can, or `each`, once for
 * each operator; `auto`, that all share but one who was there alone.
 */
export type Encoding = 'shared' | 'each' | 'auto';

/** What the page is opened with. */
export interface PageSettings {
  /** The first one is what an operator sees that asks for nothing. */
  readonly cameras: readonly CameraRequest[];
  readonly microphone: { readonly device: DeviceRequest; readonly settings: SourceSettings };
  /** Whether operators' pictures are taken and shown. */
  readonly display: boolean;
  /** Whether operators' sound is taken and played. */
  readonly speaker: SpeakerRequest;
  /** Whether pictures and sound of viewers are taken as well. */
  readonly viewerMedia: boolean;
  /** Largest message that is taken of an operator, in bytes. */
  readonly maxMessageBytes: number;
  /** Names of codecs such as `H264`, best first; empty leaves the choice to the browsers. */
  readonly codecs: readonly string[];
  readonly encoding: Encoding;
  /** A device that is not there is waited for, instead of failing. */
  readonly patient: boolean;
  /** A camera that gives no picture for so long counts as lost; 0 for never. */
  readonly cameraStallMs: number;
  /** ICE servers and the like for connections without a relay; RTCBot's by default. */
  readonly rtcConfiguration?: RtcConfiguration | undefined;
}

/** The part of WebRTC's RTCConfiguration that a host has any say in; it has no DOM types. */
export interface RtcConfiguration {
  readonly iceServers?: {
    urls: string | string[];
    username?: string;
    credential?: string;
  }[];
  readonly iceTransportPolicy?: 'all' | 'relay';
}

/** How a source stands: `lost` means unplugged or failed, and tried again until it is back. */
export type SourceState = 'live' | 'off' | 'lost';

/** One camera. Sizes are 0 unless it is live. */
export interface CameraReport {
  readonly name: string;
  readonly state: SourceState;
  /** What the system calls the device. */
  readonly label: string;
  readonly width: number;
  readonly height: number;
  readonly frameRate: number;
  /** Why it is lost. */
  readonly error?: string;
}

/** The microphone. */
export interface MicrophoneReport {
  readonly state: SourceState;
  readonly label: string;
  /** Why it is lost. */
  readonly error?: string;
}

/** What the page captures; a microphone that is not wanted, or not there and not required, is null. */
export interface MediaReport {
  readonly cameras: readonly CameraReport[];
  readonly microphone: MicrophoneReport | null;
}

/** A device of the machine. */
export interface DeviceReport {
  readonly kind: 'camera' | 'microphone' | 'speaker';
  readonly label: string;
}

/** What the page shows and plays of one operator. */
export interface OperatorReport {
  readonly operatorId: string;
  readonly connectionState: string;
  /** Names of the cameras that it is sent. */
  readonly cameras: readonly string[];
  /** Its picture: size and how many frames were shown; zero without one. */
  readonly display: { readonly width: number; readonly height: number; readonly frames: number };
  /** Its sound: root mean square of the last two thirds of a second, 0 to 1. */
  readonly speaker: { readonly level: number };
}

/** One picture that is being encoded: for one operator, or for all that share an encoder. */
export interface EncoderReport {
  readonly camera: string;
  /** Such as `VP8`. */
  readonly codec: string;
  /** Chromium's name of what encodes it, such as `libvpx` or `VaapiVideoEncodeAccelerator`. */
  readonly implementation: string;
  /** Whether Chromium counts it as power efficient, as hardware is; undefined where it does not say. */
  readonly hardware?: boolean;
  readonly width: number;
  readonly height: number;
  readonly framesPerSecond: number;
  /** Since the last report. */
  readonly bitrateBps: number;
  /** What keeps it from being better: `none`, `cpu`, `bandwidth` or `other`. */
  readonly limitedBy: string;
  /** How many operators get it. */
  readonly viewers: number;
  /** How many key frames there were. */
  readonly keyFrames: number;
}

/** Answer to `status`. */
export interface PageStatus extends MediaReport {
  readonly operators: readonly OperatorReport[];
  readonly encoders: readonly EncoderReport[];
}
