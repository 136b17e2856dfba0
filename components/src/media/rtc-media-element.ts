import type { RTCConnection, Token } from '@rtcbot-web/sdk';
import { html, type PropertyDeclarations, type TemplateResult } from 'lit';
import { autoplayConverter } from './attribute-converters.js';
import { CheckTimer } from '../check-timer.js';
import { ConnectionSource, type ConnectionHost } from '../link/connection-source.js';
import { CustomStates } from '../custom-states.js';
import { RtcErrorEvent, RtcStatusChangeEvent } from '../events.js';
import {
  copyAttribute,
  mediaAttributes,
  mirrorMembers,
  refireEvents,
  type MediaHost,
  type Mirroring,
} from './media-mirror.js';
import { renderOverlay, type MediaView } from './media-overlay.js';
import {
  customStates,
  mediaStatus,
  nextCheckMs,
  trackState,
  type MediaFacts,
  type MediaState,
  type MediaStatus,
  type PictureFacts,
} from './media-status.js';
import { statusText } from './media-status-text.js';
import { Playback } from './playback.js';
import { ShownStream, streamOf, type StreamSource } from './shown-stream.js';
import { RtcElement } from '../rtc-element.js';

const MirroringElement = RtcElement as unknown as Mirroring<typeof RtcElement, HTMLMediaElement>;

/**
 * Base of `<rtc-video>` and `<rtc-audio>`: a native media element that shows what a robot sends, and always says
 * whether that is live. Every attribute, property, method and event of the native element is there as well.
 *
 * @attr {string} relay - address of the relay; default: where the page comes from
 * @attr {string} robot - id of a robot to connect to; default: the connection of the `<rtc-robot>` around
 * @attr {string} token - token for the relay, if it wants one; a function that fetches one can be set as property
 * @attr {"true" | "false"} autoplay - `false`: do not play before `play()` is called; default: play at once
 * @attr {boolean} controls - show the browser's controls
 * @attr {string} controlslist - which of the browser's controls to leave out
 * @attr {boolean} muted - without sound at the beginning
 * @attr {boolean} loop - play a file of `src` again and again
 * @attr {string} src - a file to play while there is no stream
 * @attr {"none" | "metadata" | "auto"} preload - how much of that file to load in advance
 * @attr {"anonymous" | "use-credentials"} crossorigin - how to ask another server for that file
 * @attr {boolean} disableremoteplayback - do not offer other screens and speakers
 * @attr {string} aria-label - name of the native element, for screen readers
 * @fires {RtcStatusChangeEvent} rtc-status-change - `status` has changed
 * @fires {RtcErrorEvent} rtc-error - the browser does not let it play (`autoplay-blocked`), or the element's own connection failed
 * @slot placeholder - shown as long as there is no picture: a drawing of the robot, say
 * @slot loading - said beside our words while something is still to come
 * @slot offline - said beside our words while the robot is not there: whom to call, say
 * @csspart overlay - all that is over the picture
 * @csspart status - the status in words, a live region
 * @csspart play-button - the button for what the browser does not allow before a gesture
 * @cssproperty --rtc-status-color - colour of the status
 * @cssproperty --rtc-status-font-family - font of all words; default `system-ui`
 * @cssproperty --rtc-button-color - colour of the button's words
 * @cssproperty --rtc-button-background-color - ground of the button
 * @cssproperty --rtc-focus-outline-color - outline of the button that has the focus
 * @cssstate connecting - nothing to show yet, for whatever reason
 * @cssstate live - what is seen or heard is now
 * @cssstate stale - the picture on screen is an old one
 * @cssstate failed - the connection ended with an error
 * @cssstate idle - nothing to connect to
 * @cssstate offline - the robot is not there
 * @cssstate waiting - connected, but nothing has come yet
 * @cssstate reconnecting - the link is lost and is being mended
 * @cssstate paused - somebody has paused it
 * @cssstate blocked - the browser does not play before a gesture
 * @cssstate hidden - the page is in the background
 * @cssstate closed - the connection is over
 */
export abstract class RtcMediaElement
  extends MirroringElement
  implements ConnectionHost, MediaHost
{
  static override readonly properties: PropertyDeclarations = {
    relay: { type: String },
    robot: { type: String },
    token: { type: String },
    autoplay: { converter: autoplayConverter },
  };

  /** Attributes that are handed on to the native element. @internal */
  static readonly _handedOn: readonly string[] = mediaAttributes;

  static override get observedAttributes(): string[] {
    return [...super.observedAttributes, ...this._handedOn];
  }

  /** Address of the relay; default: where the page comes from. Counts only together with `robot`. */
  declare relay: string | null;
  /** Id of a robot to connect to; without one, the connection is that of the `<rtc-robot>` around. */
  declare robot: string | null;
  /** Token for the relay, or a function that fetches a fresh one for every connect. */
  declare token: Token | null;
  /** Whether to play as soon as there is something to play: true unless the attribute says `false`. */
  declare autoplay: boolean;

  /** The native element. @internal */
  readonly _media: HTMLMediaElement;
  readonly #kind: 'video' | 'audio';
  readonly #source = new ConnectionSource(this, true);
  readonly #states = new CustomStates<MediaState>(this);
  readonly #playback: Playback;
  readonly #stream: ShownStream;
  readonly #timer = new CheckTimer(this, () => this._linkChanged());
  #status: MediaStatus = 'idle';
  #wasConnected = false;

  /** @param media - the native element, new */
  constructor(media: HTMLMediaElement) {
    super();
    this._media = media;
    this.#kind = media instanceof HTMLVideoElement ? 'video' : 'audio';
    this.relay = null;
    this.robot = null;
    this.token = null;
    this.autoplay = true;
    this.#playback = new Playback({
      media,
      canMute: this.#kind === 'video',
      autoplays: () => this.autoplay,
      isShown: () => this._isShown,
      handlesGesture: (event) => this.#handlesGesture(event),
      playbackChanged: () => this._refresh(),
      playbackFailed: (error) => this.dispatchEvent(new RtcErrorEvent(error)),
    });
    const onShow = (): void => this.#playback.ensurePlaying();
    this.#stream = new ShownStream(media, onShow, () => this._refresh());
    refireEvents(media, this);
  }

  /**
   * What is shown: the robot's stream, or the one set from script, which comes before any connection.
   * null goes back to the robot's.
   */
  get srcObject(): MediaProvider | null {
    return this._media.srcObject;
  }

  set srcObject(stream: MediaProvider | null) {
    this.#stream.give(stream);
    this._refresh();
  }

  /**
   * The connection in use. Set one to bring your own, which the element does not close; undefined goes back to
   * that of the attributes or of the `<rtc-robot>` around.
   */
  get connection(): RTCConnection | undefined {
    return this.#source.connection;
  }

  set connection(connection: RTCConnection | undefined) {
    this.#source.give(connection ?? undefined);
  }

  /** What an operator has to know: only `live` means that what is seen or heard is now. */
  get status(): MediaStatus {
    return this.#status;
  }

  /** Play. Rejects as the native `play()` does, and then offers a button. */
  play(): Promise<void> {
    return this.#playback.play();
  }

  /** Pause, and stay paused when the stream changes. */
  pause(): void {
    this.#playback.pause();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (!this.#wasConnected) this._media.muted ||= this.hasAttribute('muted');
    this.#wasConnected = true;
    this.#playback.ensurePlaying();
    this._refresh();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#timer.set(undefined);
    this.#playback.stop();
  }

  /** @internal */
  protected override _listen(view: Window & typeof globalThis, signal: AbortSignal): void {
    super._listen(view, signal);
    const onVisibility = (): void => this._pageVisibilityChanged();
    view.document.addEventListener('visibilitychange', onVisibility, { signal });
  }

  override attributeChangedCallback(name: string, old: string | null, value: string | null): void {
    super.attributeChangedCallback(name, old, value);
    const isHandedOn = (this.constructor as typeof RtcMediaElement)._handedOn.includes(name);
    if (isHandedOn) copyAttribute(this, this._media, name);
  }

  /** Whether what is shown was given as `srcObject`, and is not the robot's. */
  protected get _isOwnStream(): boolean {
    return this.#stream.isOwn;
  }

  /** @internal */
  _connectionChanged(connection: RTCConnection | undefined): void {
    this.#stream.follow((signal) => connection && this._sourceOf(connection, signal));
  }

  /** @internal */
  _linkChanged(): void {
    this.#playback.ensurePlaying();
    this._refresh();
  }

  /** Look at everything anew: status, texts, custom state. */
  protected _refresh(): void {
    const facts = this.#facts();
    const status = mediaStatus(facts);
    const former = this.#status;
    this.#status = status;
    this.#states.set(...customStates(status, facts));
    this.#timer.set(this._isShown ? nextCheckMs(status, facts) : undefined);
    this.requestUpdate();
    if (status !== former) this.dispatchEvent(new RtcStatusChangeEvent(status));
  }

  /** What is known of the picture; undefined where there is none to watch. */
  protected _pictureFacts(): PictureFacts | undefined {
    return undefined;
  }

  /** What to show of a connection, until the signal aborts. @internal */
  protected abstract _sourceOf(connection: RTCConnection, signal: AbortSignal): StreamSource;

  /** Whether there is room for words. */
  protected _showsStatus(): boolean {
    return true;
  }

  protected override render(): TemplateResult {
    const facts = this.#facts();
    const view: MediaView = {
      media: this._media,
      kind: this.#kind,
      status: this.#status,
      text: statusText(this.#status, facts),
      isTold: this._showsStatus(),
      hasPicture: facts.picture?.lastFrameAgeMs !== undefined,
      blocked: this.#playback.blocked,
      onUnblock: () => this.#playback.unblock(),
    };
    return this._renderAround(renderOverlay(view));
  }

  /** The native element, with what is said over it. */
  protected _renderAround(overlay: TemplateResult): TemplateResult {
    return html`${this._media}${overlay}`;
  }

  #facts(): MediaFacts {
    const stream = streamOf(this._media);
    const ofKind = ({ kind }: MediaStreamTrack): boolean => kind === this.#kind;
    return {
      link: this._isOwnStream ? undefined : this.#source.facts,
      hasStream: stream !== undefined,
      track: trackState(stream?.getTracks().filter(ofKind) ?? []),
      paused: this.#playback.isPaused,
      blocked: this.#playback.blocked === 'all',
      playing: this.#playback.isPlaying,
      pageVisible: !this.ownerDocument.hidden,
      picture: this._pictureFacts(),
    };
  }

  #handlesGesture(event: Event): boolean {
    const path = event.composedPath();
    if (!path.includes(this)) return false;
    if (path.some((target) => (target as Partial<Element>).localName === 'button')) return true;
    return this._media.controls && path.includes(this._media);
  }

  /** The page went to the background or came back. */
  protected _pageVisibilityChanged(): void {
    this._linkChanged();
  }
}

mirrorMembers(RtcMediaElement.prototype, globalThis.HTMLMediaElement?.prototype);
