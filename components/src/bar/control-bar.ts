import type { RobotCamera, RTCConnection } from '@rtcbot-web/sdk';
import { html, nothing, type ReactiveController, type TemplateResult } from 'lit';
import { CheckTimer } from '../check-timer.js';
import { subscribeUntil } from '../link/link-facts.js';
import { barButton } from './bar-button.js';
import type { BarContext, BarHost, BarPart, Sounding } from './bar-host.js';
import { BAR_TEXT } from './bar-text.js';
import { cameraPart } from './camera-part.js';
import { copyPart, savePart } from './picture-parts.js';
import { mutePart, playPart, soundOf, volumePart } from './sound-parts.js';
import { latencyPart, statusPart } from './status-parts.js';
import { turnPart, zoomedPart, zoomPart } from './view-parts.js';
import { fullScreenPart, smallWindowPart } from './window-parts.js';

const FIRST_ROW: readonly BarPart[] = [
  ...[playPart, mutePart, volumePart, statusPart, latencyPart, cameraPart],
  ...[zoomedPart, savePart],
];
const WINDOW_PARTS: readonly BarPart[] = [smallWindowPart, fullScreenPart];
const SECOND_ROW: readonly BarPart[] = [zoomPart, turnPart, copyPart];

/** How often the age of the picture is said anew, and how long what was done is said, in ms. */
const LATENCY_MS = 500;
const TOLD_MS = 4_000;

/** What changes what the bar shows. */
const MEDIA_EVENTS = [
  ...['play', 'pause', 'volumechange', 'loadedmetadata'],
  ...['enterpictureinpicture', 'leavepictureinpicture'],
];

const SOUND_EVENTS = ['play', 'pause', 'volumechange'];

/**
 * The bar of `<rtc-video controls="robot">`, below the picture: it covers nothing of what a driver has to see. Each part is left out by a
 * word in `controlslist`, such as `nosnapshot`.
 */
export class ControlBar implements ReactiveController, BarContext {
  readonly host: BarHost;
  cameras: readonly RobotCamera[] = [];
  isOpen = false;
  readonly #latencyTimer: CheckTimer;
  readonly #toldTimer: CheckTimer;
  #told = '';
  #followed: RTCConnection | undefined;
  #following = new AbortController();
  #hearing = new AbortController();

  constructor(host: BarHost) {
    this.host = host;
    this.#latencyTimer = new CheckTimer(host, () => host.requestUpdate());
    this.#toldTimer = new CheckTimer(host, () => this.tell(''));
    host.addController(this);
    for (const type of MEDIA_EVENTS) host.video.addEventListener(type, this.#update);
    host.addEventListener('fullscreenchange', this.#update);
  }

  get sound(): Sounding | undefined {
    return soundOf(this.host);
  }

  /** Whether it is shown. */
  get isShown(): boolean {
    return this.host.getAttribute('controls') === 'robot';
  }

  /** Whether a part is there, as far as the page is concerned. */
  has(name: string): boolean {
    const left = this.host.getAttribute('controlslist')?.toLowerCase().split(/\s+/) ?? [];
    return this.isShown && !left.includes(`no${name}`);
  }

  hostConnected(): void {
    this.#hearing = new AbortController();
    const { signal } = this.#hearing;
    // Those of the <rtc-audio>, too: they do not bubble.
    const robot = this.host.closest('rtc-robot');
    for (const type of SOUND_EVENTS) {
      robot?.addEventListener(type, this.#update, { capture: true, signal });
    }
  }

  hostUpdate(): void {
    const { connection, _isShown } = this.host;
    this.#follow(_isShown && this.has('camera') ? connection : undefined);
  }

  hostUpdated(): void {
    const isTold = this.host._isShown && this.has('latency') && this.host.status === 'live';
    this.#latencyTimer.set(isTold ? LATENCY_MS : undefined);
  }

  hostDisconnected(): void {
    this.#hearing.abort();
    this.#follow(undefined);
    this.#latencyTimer.set(undefined);
    this.#toldTimer.set(undefined);
  }

  readonly toggle = (): void => {
    this.isOpen = !this.isOpen;
    this.host.requestUpdate();
  };

  readonly tell = (text: string): void => {
    this.#told = text;
    this.#toldTimer.set(text ? TOLD_MS : undefined);
    this.host.requestUpdate();
  };

  readonly attempt = (act: () => Promise<unknown>): void => {
    act().catch((error: unknown) => {
      const { code, message } = error as { readonly code?: unknown; readonly message?: string };
      // Ours say what is wrong in words for users; the browser's do not.
      this.tell(typeof code === 'string' && message ? message : BAR_TEXT.refused);
    });
  };

  /** @returns nothing unless it is to be shown */
  render(): TemplateResult | typeof nothing {
    if (!this.isShown) return nothing;
    const second = this.#render(SECOND_ROW);
    const hasSecond = second.some((part) => part !== nothing);
    const more = barButton({
      part: 'more',
      label: BAR_TEXT.more,
      icon: 'more',
      isExpanded: this.isOpen,
      onClick: this.toggle,
    });
    return html`<div part="bar" class=${this.host.status} role="group" aria-label=${BAR_TEXT.bar}>
      <div class="row">
        ${this.#render(FIRST_ROW)}${hasSecond ? more : nothing}${this.#render(WINDOW_PARTS)}
      </div>
      ${this.isOpen && hasSecond ? html`<div class="row second">${second}</div>` : nothing}
      <p part="note" role="status">${this.#told}</p>
    </div>`;
  }

  readonly #update = (): void => this.host.requestUpdate();

  /** Each part has its place, whether it is there or not: another one's button would take over the focus. */
  #render(parts: readonly BarPart[]): (TemplateResult | typeof nothing)[] {
    return parts.map((part) => (this.has(part.name) ? part.render(this) : undefined) ?? nothing);
  }

  #follow(connection: RTCConnection | undefined): void {
    if (connection === this.#followed) return;
    this.#following.abort();
    this.#following = new AbortController();
    this.#followed = connection;
    this.cameras = connection?.cameras.all ?? [];
    if (!connection) return;
    const take = (cameras: readonly RobotCamera[]): void => {
      this.cameras = cameras;
      this.host.requestUpdate();
    };
    subscribeUntil(connection.cameras, take, this.#following);
  }
}
