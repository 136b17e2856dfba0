import type { Latency, PictureAge, RTCConnection } from '@rtcbot-web/sdk';
import { html, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { BAR_TEXT } from '../bar/bar-text.js';
import { ControlBar } from '../bar/control-bar.js';
import { reflectControls } from '../bar/reflect-controls.js';
import { choiceOf, millisecondsConverter, rotationOf } from './attribute-converters.js';
import { FrameClock } from './frame-clock.js';
import {
  adoptProperties,
  mediaAttributes,
  mirrorMembers,
  videoAttributes,
  type Mirroring,
} from './media-mirror.js';
import { followFullscreen } from './media-overlay.js';
import { LOST, type PictureFacts } from './media-status.js';
import { RobotScreen, type ScreenHost } from './robot-screen.js';
import { RtcMediaElement } from './rtc-media-element.js';
import { snapshotOf, type SnapshotOptions } from './snapshot.js';
import type { StreamSource } from './shown-stream.js';
import { ShownCamera } from './shown-camera.js';
import { videoStyles } from './rtc-video.styles.js';
import { teleopOf } from '../link/link-facts.js';
import { hostSize } from '../view/host-size.js';
import { PictureView, type Rotation } from '../view/picture-view.js';
import { zoomAt } from '../view/zoom.js';

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
 * @attr {"" | "robot"} controls - `robot`: show our own bar below the picture; without a value: the browser's controls, over it
 * @attr {string} controlslist - which controls to leave out. Of the bar: `noplay`, `nomute`, `novolume`, `nostatus`, `nolatency`, `nocamera`, `nosnapshot`, `nozoom`, `norotate`, `nocopy`, `nopictureinpicture`, `nofullscreen`
 * @attr {string} camera - name of the robot's camera to show; default: the first one
 * @attr {number} stale-after-ms - after how many milliseconds without a new picture it is no longer live; default 1000
 * @attr {"low" | "smooth"} latency - `smooth`: hold pictures back a little, so that they follow each other evenly; default: show each as soon as it has come
 * @attr {"0" | "90" | "180" | "270"} rotate - how far to turn the picture, in degrees, clockwise
 * @attr {boolean} flip - mirror the picture, left to right, after it was rotated
 * @attr {number} width - width in CSS pixels, or in percent
 * @attr {number} height - height in CSS pixels, or in percent
 * @attr {string} poster - picture to show before the first one
 * @attr {boolean} playsinline - always the case here
 * @attr {boolean} disablepictureinpicture - do not offer a small window
 * @slot - placed over the picture and under the status: a crosshair, a battery gauge
 * @csspart video - the native `<video>`
 * @csspart bar - the bar of `controls="robot"`
 * @csspart bar-button - each of its buttons; each has a part of its own besides: `play`, `mute`, `zoomed`, `snapshot`, `more`, `zoom-in`, `zoom-out`, `rotate`, `flip`, `copy`, `picture-in-picture`, `fullscreen`
 * @csspart volume - the bar's slider
 * @csspart bar-status - whether the picture is live, in the bar
 * @csspart latency - how old the picture is when it comes to the screen, in the bar
 * @csspart camera - the bar's choice of a camera
 * @csspart note - what became of a press of a button of the bar, a live region
 * @csspart badge - "Not live: last picture 3 s ago"
 * @cssproperty --rtc-video-object-fit - how the picture fills the element; default `contain`
 * @cssproperty --rtc-video-object-position - where the picture is in the element; default `50% 50%`
 * @cssproperty --rtc-video-background-color - what is around the picture, and in its place before there is one
 * @cssproperty --rtc-bar-color - colour of the bar's words and icons
 * @cssproperty --rtc-bar-background-color - ground of the bar
 * @cssproperty --rtc-live-color - the bar's mark of a live picture
 * @cssproperty --rtc-stale-text-color - the bar's words while it is not live
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
    rotate: { converter: { fromAttribute: rotationOf } },
    flip: { type: Boolean },
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

  /** How far the picture is turned, in degrees, clockwise; 0 by default. */
  declare rotate: Rotation;

  /** Whether the picture is mirrored, left to right, after it was rotated; false by default. */
  declare flip: boolean;

  readonly #video: HTMLVideoElement;
  readonly #clock: FrameClock;
  readonly #picture: PictureView;
  readonly #screen: RobotScreen;
  readonly #bar: ControlBar;
  readonly #camera = new ShownCamera(this, () => this._linkChanged());

  constructor() {
    const video = document.createElement('video');
    super(video);
    this.#video = video;
    this.#picture = new PictureView(video, () => this.requestUpdate());
    video.part.add('video');
    video.playsInline = true; // on phones, a video that plays by itself must not fill the screen
    this.staleAfterMs = DEFAULT_STALE_AFTER_MS;
    this.latency = null;
    this.camera = null;
    this.rotate = 0;
    this.flip = false;
    this.#clock = new FrameClock(video, () => {
      if (this.status !== 'live') this._refresh();
    });
    this.#screen = new RobotScreen(this.#screenHost());
    this.#bar = new ControlBar(this);
    // Captured, so that the clock is right before anybody else hears of the event.
    video.addEventListener('emptied', () => this.#clock.forget(), true);
    video.addEventListener('play', () => this.#clock.restart(), true);
    video.addEventListener('fullscreenchange', () => followFullscreen(this.renderRoot, video));
    video.addEventListener('resize', () => this.#fit());
    adoptProperties(this);
  }

  /** The native `<video>`, for what takes no other element: `context.drawImage(element.video, 0, 0)`. Read it, and change nothing. */
  get video(): HTMLVideoElement {
    return this.#video;
  }

  /** How much the picture is enlarged: 1, the default, shows the whole picture, 8 is the most. */
  get zoom(): number {
    return this.#picture.zoomed.factor;
  }

  set zoom(factor: number) {
    this.#picture.zoomed = zoomAt(this.#picture.zoomed, factor, { x: 0, y: 0 });
  }

  /** @internal */
  get _pictureAge(): PictureAge | undefined {
    const { newest } = this.#clock;
    return newest && teleopOf(this.connection)?.pictureAge(newest);
  }

  /**
   * The whole picture that is shown now, rotated and flipped as here, as an image file; `status` says whether it is live.
   * @throws RtcError `bad-state` before the first picture, `bad-argument` for a width that cannot be, as a rejection
   */
  snapshot(options: SnapshotOptions = {}): Promise<Blob> {
    return snapshotOf(this.#video, options, this.#picture.turn);
  }

  /** @internal */
  override adoptedCallback(): void {
    super.adoptedCallback();
    this.#clock.restart(); // pictures are counted by the window that shows them
  }

  override attributeChangedCallback(name: string, old: string | null, value: string | null): void {
    super.attributeChangedCallback(name, old, value);
    if (name === 'width' || name === 'height') this.#fit();
    if (name === 'controls' && value === 'robot') this.#video.controls = false; // ours are shown
    if (name === 'controls' || name === 'controlslist') this.requestUpdate();
  }

  protected override _pictureFacts(): PictureFacts {
    const { silenceMs, liveness } = teleopOf(this.connection) ?? {};
    return {
      ...this.#clock.facts,
      staleAfterMs: this.staleAfterMs,
      // A robot that has never answered may not know how: of its picture, the frames alone tell.
      liveness: silenceMs === undefined || this._isOwnStream ? undefined : liveness,
      silenceMs,
      problem: this.#camera.view?.problem?.message,
    };
  }

  /** @internal */
  override _connectionChanged(connection: RTCConnection | undefined): void {
    this.#show(connection);
    if (this.latency !== null) this.#setLatency(this.latency);
    this.#screen.listen(this._isShown ? this._view : undefined);
  }

  /** @internal */
  protected override _sourceOf(connection: RTCConnection, signal: AbortSignal): StreamSource {
    return this.#camera.choose(connection, this.camera, signal);
  }

  #show(connection: RTCConnection | undefined): void {
    this.#camera.forget();
    super._connectionChanged(connection);
    this.#camera.tell();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    if (this.connection && (this.camera || undefined) !== this.#camera.view?.name) {
      this.#show(this.connection);
    }
    if (changed.get('camera') !== undefined) this.zoom = 1;
    if (changed.has('rotate') || changed.has('flip')) {
      this.#picture.turn = { rotate: rotationOf(this.rotate), flip: this.flip };
      this.#fit();
    }
    this.#picture.setInteractive(this.#bar.has('zoom') ? BAR_TEXT.picture : undefined);
    if (!changed.has('latency')) return;
    const isTakenBack = this.latency === null && changed.get('latency');
    if (this.latency !== null || isTakenBack) this.#setLatency(this.latency);
  }

  protected override _renderAround(overlay: TemplateResult): TemplateResult {
    return html`<div class=${this.#bar.isShown ? 'frame has-bar' : 'frame'}>
      <div class="screen">${this.#picture.box}${overlay}</div>
      ${this.#bar.render()}
    </div>`;
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
    super._pageVisibilityChanged();
  }

  /** @internal */
  protected override _listen(view: Window & typeof globalThis, signal: AbortSignal): void {
    super._listen(view, signal);
    this.#screen.listen(view);
    signal.addEventListener('abort', () => this.#screen.listen(undefined));
  }

  #setLatency(latency: Latency | null): void {
    if (this.connection) this.connection.video.latency = latencyOf(latency) ?? 'low';
  }

  #screenHost(): ScreenHost {
    return {
      video: this.#video,
      box: this.#picture.box,
      clock: this.#clock,
      connection: () => this.connection,
      isOwnStream: () => this._isOwnStream,
      onChange: () => this._refresh(),
    };
  }

  #fit(): void {
    this.#picture.fit();
    this._setOwnStyle(hostSize(this, this.#picture));
  }
}

mirrorMembers(RtcVideo.prototype, globalThis.HTMLVideoElement?.prototype);
reflectControls(RtcVideo.prototype);

declare global {
  interface HTMLElementTagNameMap {
    'rtc-video': RtcVideo;
  }
}
