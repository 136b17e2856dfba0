import type { PictureAge, RobotCamera, RTCConnection } from '@rtcbot-web/sdk';
import type { ReactiveControllerHost, TemplateResult } from 'lit';
import type { MediaStatus } from '../media/media-status.js';
import type { Rotation } from '../view/picture-view.js';

/** What a bar needs of the element that it belongs to. */
export interface BarHost extends ReactiveControllerHost, HTMLElement {
  /** The native element. */
  readonly video: HTMLVideoElement;
  readonly status: MediaStatus;
  readonly connection: RTCConnection | undefined;
  readonly paused: boolean;
  muted: boolean;
  volume: number;
  camera: string | null;
  rotate: Rotation;
  flip: boolean;
  zoom: number;
  play(): Promise<void>;
  pause(): void;
  snapshot(): Promise<Blob>;
  /** The window that shows it. @internal */
  readonly _view: Window & typeof globalThis;
  /** Whether that is still there, and the element in it. @internal */
  readonly _isShown: boolean;
  /** How old the picture is that is on the screen; undefined where that is not known. @internal */
  readonly _pictureAge: PictureAge | undefined;
}

/** What makes the sound that goes with a picture. */
export type Sounding = Pick<HTMLMediaElement, 'muted' | 'volume'>;

/** What a part of the bar needs. */
export interface BarContext {
  readonly host: BarHost;
  /** The element itself, or the `<rtc-audio>` beside it; undefined while there is no sound. */
  readonly sound: Sounding | undefined;
  /** The robot's cameras; empty unless it has said which there are. */
  readonly cameras: readonly RobotCamera[];
  /** Whether the second row is shown. */
  readonly isOpen: boolean;
  /** Show or hide the second row. */
  toggle(): void;
  /** Say this for a while. */
  tell(text: string): void;
  /** Do something that the browser may refuse; then that is said. */
  attempt(act: () => Promise<unknown>): void;
}

/** A part of the bar. It is left out where `controlslist` has `no` and its name, or where it makes no sense. */
export interface BarPart {
  readonly name: string;
  /** @returns undefined where it makes no sense just now */
  render(bar: BarContext): TemplateResult | undefined;
}
