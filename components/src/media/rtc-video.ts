import type { CameraView, Latency, PictureOnScreen, RTCConnection } from '@rtcbot-web/sdk';
import type { PropertyDeclarations, PropertyValues } from 'lit';
import { choiceOf, cssLength, millisecondsConverter } from './attribute-converters.js';
import { FrameClock } from './frame-clock.js';
import {
  adoptProperties,
  mediaAttributes,
  mirrorMembers,
  videoAttributes,
  type Mirroring,
} from './media-mirror.js';
import { RtcErrorEvent } from '../events.js';
import { LOST, type PictureFacts } from './media-status.js';
import { RtcMediaElement } from './rtc-media-element.js';
import { snapshotOf, type SnapshotOptions } from './snapshot.js';
import type { StreamSource } from './shown-stream.js';
import { SightWatch } from './sight-watch.js';
import { videoStyles } from './rtc-video.styles.js';
import { onDrivingChange, teleopOf } from '../link/link-facts.js';

const DEFAULT_STALE_AFTER_MS = 1000;

const latencyOf = (value: string | null): Latency | null =>
  choiceOf('latency', ['low', 'smooth'], value);

const MirroringElement = RtcMediaElement as unknown as Mirroring<
  typeof RtcMediaElement,
  HTMLVideoElement
>;

/**
 * Shows the picture of a robot, and whether it is live. Behaves as `<video>` does.
 *
 * @tag rtc-video
 * @summary The picture of a robot, and whether it is live.
 * @attr {string} camera - name of the robot's camera to show; default: the first one
 * @attr {number} stale-after-ms - after how many milliseconds without a new picture it is no longer live; default 1000
 * @attr {"low" | "smooth"} latency - `smooth`: hold pictures back a little, so that they follow each other evenly; default: show each as soon as it has come
 * @attr {number} width - width in CSS pixels, or in percent
 * @attr {number} height - height in CSS pixels, or in percent
 * @attr {string} poster - picture to show before the first one
 * @attr {boolean} playsinline - always the case here
 * @attr {boolean} disablepictureinpicture - do not offer a small window
 * @slot - placed over the picture and under the status: a crosshair, a battery gauge
 * @csspart video - the native `<video>`
 * @csspart badge - "Not live: last picture 3 s ago"
 * @cssproperty --rtc-video-object-fit - how the picture fills the element; default `contain`
 * @cssproperty --rtc-video-object-position - where the picture is in the element; default `50% 50%`
 * @cssproperty --rtc-video-background-color - what is around the picture, and in its place before there is one
 * @cssproperty --rtc-status-background-color - ground of the status over a picture
 * @cssproperty --rtc-stale-color - colour of the badge's words
 * @cssproperty --rtc-stale-background-color - colour of the badge and of the frame around an old picture
 * @cssproperty --rtc-stale-filter - what an old picture looks like; default `grayscale(1) brightness(0.55)`
 */
export class RtcVideo extends MirroringElement {
  static override readonly properties: PropertyDeclarations = {
    staleAfterMs: {
      attribute: 'stale-after-ms',
      converter: millisecondsConverter('stale-after-ms', DEFAULT_STALE_AFTER_MS),
    },
    latency: { converter: { fromAttribute: latencyOf } },
    camera: { type: String },
  };

  static override readonly styles = videoStyles;

  /** @internal */
  static override readonly _handedOn: readonly string[] = [...mediaAttributes, ...videoAttributes];

  /** After how many milliseconds without a new picture the one on screen is marked as not live; 1000 by default. */
  declare staleAfterMs: number;

  /**
   * What `connection.video.latency` is set to, for all who show that connection: the last one counts. null, the default,
   * leaves it as it is.
   */
  declare latency: Latency | null;

  /** Name of the robot's camera to show; null, the default: the first one. `connection.cameras` tells which there are. */
  declare camera: string | null;

  readonly #video: HTMLVideoElement;
  readonly #clock: FrameClock;
  readonly #sight: SightWatch;
  #listening = new AbortController();
  #view: CameraView | undefined;
  #reported: string | undefined;

  constructor() {
    const video = document.createElement('video');
    super(video);
    this.#video = video;
    this.#sight = new SightWatch(video);
    video.part.add('video');
    video.playsInline = true; // on phones, a video that plays by itself must not fill the screen
    this.staleAfterMs = DEFAULT_STALE_AFTER_MS;
    this.latency = null;
    this.camera = null;
    this.#clock = new FrameClock(video, () => {
      if (this.status !== 'live') this._refresh();
    });
    // Captured, so that the clock is right before anybody else hears of the event.
    video.addEventListener('emptied', () => this.#clock.forget(), true);
    video.addEventListener('play', () => this.#clock.restart(), true);
    video.addEventListener('fullscreenchange', () => this.#followFullscreen());
    adoptProperties(this);
  }

  /** The native `<video>`, for what takes no other element: `context.drawImage(element.video, 0, 0)`. Read it, and change nothing. */
  get video(): HTMLVideoElement {
    return this.#video;
  }

  /**
   * The picture that is shown now, as an image file; `status` says whether it is live.
   * @throws RtcError `bad-state` before the first picture, `bad-argument` for a width that cannot be, as a rejection
   */
  snapshot(options: SnapshotOptions = {}): Promise<Blob> {
    return snapshotOf(this.#video, options);
  }

  /** @internal */
  override adoptedCallback(): void {
    super.adoptedCallback();
    this.#clock.restart(); // pictures are counted by the window that shows them
  }

  override attributeChangedCallback(name: string, old: string | null, value: string | null): void {
    super.attributeChangedCallback(name, old, value);
    if (name !== 'width' && name !== 'height') return;
    const length = (side: string): string =>
      `${side}:${cssLength(side, this.getAttribute(side)) ?? 'auto'}`;
    this._setOwnStyle(`:host{${length('width')};${length('height')}}`);
  }

  protected override _pictureFacts(): PictureFacts {
    const { silenceMs, liveness } = teleopOf(this.connection) ?? {};
    return {
      ...this.#clock.facts,
      staleAfterMs: this.staleAfterMs,
      // A robot that has never answered may not know how: of its picture, the frames alone tell.
      liveness: silenceMs === undefined || this._isOwnStream ? undefined : liveness,
      silenceMs,
      problem: this.#view?.problem?.message,
    };
  }

  /** @internal */
  override _connectionChanged(connection: RTCConnection | undefined): void {
    this.#show(connection);
    if (this.latency !== null) this.#setLatency(this.latency);
    this.#listenToRobot(this._view);
  }

  /** @internal */
  protected override _sourceOf(connection: RTCConnection, signal: AbortSignal): StreamSource {
    if (!this.camera) return connection.video;
    const view = connection.cameras.show(this.camera, { signal });
    this.#view = view;
    view.onChange(() => this.#cameraChanged(view), { signal });
    return view;
  }

  #show(connection: RTCConnection | undefined): void {
    this.#view = undefined;
    super._connectionChanged(connection);
    if (this.#view) this.#cameraChanged(this.#view);
    else this._linkChanged();
  }

  #cameraChanged({ problem }: CameraView): void {
    if (problem && problem.message !== this.#reported) {
      this.dispatchEvent(new RtcErrorEvent(problem));
    }
    this.#reported = problem?.message;
    this._linkChanged();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    if (this.connection && (this.camera || undefined) !== this.#view?.name) {
      this.#show(this.connection);
    }
    if (!changed.has('latency')) return;
    const isTakenBack = this.latency === null && changed.get('latency');
    if (this.latency !== null || isTakenBack) this.#setLatency(this.latency);
  }

  protected override _refresh(): void {
    super._refresh();
    // The small window has no room for a warning, so an old picture must not stay in it.
    if (LOST.has(this.status) && this.shadowRoot?.pictureInPictureElement) {
      this.ownerDocument.exitPictureInPicture().catch(() => undefined); // left meanwhile
    }
  }

  protected override _pageVisibilityChanged(): void {
    if (!this.ownerDocument.hidden) this.#clock.restart();
  }

  /** @internal */
  protected override _listen(view: Window & typeof globalThis, signal: AbortSignal): void {
    super._listen(view, signal);
    this.#listenToRobot(view);
    signal.addEventListener('abort', () => this.#listening.abort());
  }

  #setLatency(latency: Latency | null): void {
    if (this.connection) this.connection.video.latency = latencyOf(latency) ?? 'low';
  }

  #listenToRobot(view: Window & typeof globalThis): void {
    this.#listening.abort();
    this.#listening = new AbortController();
    const teleop = teleopOf(this.connection);
    if (!teleop || !this._isShown) return;
    onDrivingChange(teleop, view, () => this._refresh(), this.#listening);
    this.#sight.watch(view, this.#listening.signal);
    teleop.picture.addScreen(() => this.#onScreen, this.#listening);
  }

  /** What an operator sees here of what comes from the robot. */
  get #onScreen(): PictureOnScreen {
    if (!this.#showsRobot) return undefined;
    return (this.#sight.isSeen ? this.#clock.newest : undefined) ?? 'unseen';
  }

  /** Also with a stream set from script: one of its other cameras, say. */
  get #showsRobot(): boolean {
    if (!this._isOwnStream) return true;
    const { srcObject } = this.#video;
    const shown = srcObject && 'getVideoTracks' in srcObject ? srcObject.getVideoTracks() : [];
    const comesIn = this.connection?.video.stream?.getVideoTracks() ?? [];
    return shown.some((track) => comesIn.includes(track));
  }

  /** The native controls put the bare video on the whole screen: what is said over it has to come along. */
  #followFullscreen(): void {
    const overlay = this.renderRoot.querySelector<HTMLElement>('[part=overlay]');
    if (!overlay || !('popover' in overlay)) return;
    const isBare = this.shadowRoot?.fullscreenElement === this.#video;
    overlay.popover = isBare ? 'manual' : null;
    if (isBare) overlay.showPopover();
  }
}

mirrorMembers(RtcVideo.prototype, globalThis.HTMLVideoElement?.prototype);

declare global {
  interface HTMLElementTagNameMap {
    'rtc-video': RtcVideo;
  }
}
