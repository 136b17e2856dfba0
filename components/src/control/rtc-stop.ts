import { RtcError, type RTCConnection } from '@rtcbot-web/sdk';
import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import { CheckTimer } from '../check-timer.js';
import { RtcStopChangeEvent } from './drive-events.js';
import { stoppedText } from './drive-state.js';
import { RtcErrorEvent } from '../events.js';
import { adoptProperties } from '../media/media-mirror.js';
import { stopStyles } from './rtc-stop.styles.js';
import { RtcTeleopElement } from './rtc-teleop-element.js';
import { onShownChange, shownIn } from '../link/shown-windows.js';
import { StopRequest } from './stop-request.js';
import {
  CONFIRM_MS,
  resumeOffer,
  stopStatus,
  stopText,
  type StopFacts,
  type StopStatus,
} from './stop-status.js';

const DEFAULT_KEY = 'Escape';

/**
 * The emergency stop: a big button and one key, from any state, whoever drives. It says whether the robot has confirmed, tells
 * the robot again and again until it knows, and says so loudly while nobody is sure.
 *
 * @tag rtc-stop
 * @summary Emergency stop, with one key, and whether the robot has confirmed it.
 * @attr {string} key - the key that stops, by `KeyboardEvent.code` or `key`; `none`: no key; default `Escape`
 * @fires {RtcStopChangeEvent} rtc-stop-change - `status` has changed
 * @fires {RtcErrorEvent} rtc-error - the robot has not confirmed the stop (`stop-unconfirmed`)
 * @csspart button - the stop button
 * @csspart resume - the button that ends the stop, where this page may
 * @cssproperty --rtc-stop-color - words on the button
 * @cssproperty --rtc-stop-background-color - ground of the button; default `#c5221f`
 * @cssproperty --rtc-stop-width - width of the element; default 280px
 * @cssproperty --rtc-stop-min-height - least height of the button; default 96px
 * @cssproperty --rtc-button-color - words on the resume button
 * @cssproperty --rtc-button-background-color - ground of the resume button
 * @cssstate none - no stop is wanted
 * @cssstate pending - the robot was told
 * @cssstate confirmed - the robot says that it has stopped
 * @cssstate unconfirmed - nobody knows
 *
 * @example
 * ```html
 * <rtc-robot robot="rover-1"><rtc-stop></rtc-stop></rtc-robot>
 * ```
 */
export class RtcStop extends RtcTeleopElement {
  static override readonly properties: PropertyDeclarations = {
    key: { converter: { fromAttribute: (value: string | null) => value || DEFAULT_KEY } },
  };

  static override readonly styles = stopStyles;

  /** The key that stops, by `KeyboardEvent.code` or `key`: Escape by default. `none`: no key. */
  declare key: string;

  #status: StopStatus = 'none';
  /** Pressed while there was nobody to tell. */
  #pressedMs: number | undefined;
  #request: StopRequest | undefined;
  #listening = new AbortController();
  /** Ends what is listened to in the windows of the connection. */
  #keys = new AbortController();
  readonly #timer = new CheckTimer(this, () => this._refresh());

  constructor() {
    super();
    this.key = DEFAULT_KEY;
    this.stop = this.stop.bind(this);
    this.resume = this.resume.bind(this);
    adoptProperties(this);
  }

  /** What has become of the stop: only `confirmed` means that the robot says that it has stopped. */
  get status(): StopStatus {
    return this.#status;
  }

  /** Stop the robot. Works from any state; without a connection it is told as soon as there is one. Bound. */
  stop(): void {
    if (this.#request) this.#request.begin();
    else this.#pressedMs ??= performance.now();
    this._refresh();
  }

  /**
   * End the stop of this page, and those of others that it may end. The robot moves again when no stop is left, and the driver
   * has let go and pushes anew. Bound.
   * @param options - `acknowledged`: whoever is at this page has made sure that the robot may move; for the driver, this ends
   * stops of operators that are gone as well
   */
  resume(options: { readonly acknowledged?: boolean } = {}): void {
    this.#pressedMs = undefined;
    this.#request?.end();
    this._teleop?.resume({ acknowledged: options.acknowledged === true });
    this._refresh();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this._refresh();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#timer.set(undefined);
    this.#listenToKeys();
  }

  /** @internal */
  protected override _listen(view: Window & typeof globalThis, signal: AbortSignal): void {
    super._listen(view, signal);
    this.#listenToKeys();
  }

  /** @internal */
  override _connectionChanged(connection: RTCConnection | undefined): void {
    super._connectionChanged(connection);
    this.#listening.abort();
    this.#listening = new AbortController();
    if (connection) onShownChange(connection, this.#listenToKeys, this.#listening);
    this.#listenToKeys();
    const teleop = this._teleop;
    this.#request = teleop && StopRequest.of(teleop);
    this.#request?.onChange(() => {
      this._refresh();
    }, this.#listening);
    if (this.#request && this.#pressedMs !== undefined) {
      this.#pressedMs = undefined;
      this.#request.begin();
    }
  }

  protected override _refresh(): void {
    const facts = this.#facts;
    const former = this.#status;
    this.#status = stopStatus(facts);
    this._setState(this.#status);
    this.requestUpdate();
    const waited = facts.isWanted ? facts.wantedMs : facts.stoppingMs;
    this.#timer.set(this.#status === 'pending' ? CONFIRM_MS - waited : undefined);
    if (former === this.#status) return;
    this.dispatchEvent(new RtcStopChangeEvent(this.#status));
    if (this.#status !== 'unconfirmed') return;
    const error = new RtcError('stop-unconfirmed', stopText(this.#status, facts));
    this.dispatchEvent(new RtcErrorEvent(error));
  }

  protected override render(): TemplateResult {
    const facts = this.#facts;
    const status = this.#status;
    const { stop } = this.control;
    const offer = resumeOffer(status, facts);
    const other = status === 'none' && stop && stop.reason !== 'emergency';
    const key = this.key === 'none' ? '' : this.key;
    return html`<div class=${status}>
      <button
        type="button"
        part="button"
        aria-label="Emergency stop"
        aria-keyshortcuts=${key || nothing}
        @pointerdown=${this.#onPress}
        @click=${this.stop}
      >
        STOP${key ? html`<small>${key}</small>` : nothing}
      </button>
      <p part="status" role="alert">
        ${other ? stoppedText(stop.reason) : stopText(status, facts)}
      </p>
      ${
        offer
          ? html`<button
              type="button"
              part="resume"
              class="main"
              @click=${() => {
                this.resume(offer);
              }}
            >
              ${offer.label}
            </button>`
          : nothing
      }
    </div>`;
  }

  get #facts(): StopFacts {
    const { control } = this;
    const wantedMs =
      this.#request?.wantedMs ??
      (this.#pressedMs === undefined ? undefined : performance.now() - this.#pressedMs);
    return {
      liveness: this._liveness,
      control,
      isWanted: wantedMs !== undefined,
      wantedMs: wantedMs ?? 0,
      stoppingMs: control.stop ? performance.now() - control.stop.sinceMs : 0,
    };
  }

  /** The key counts wherever an element of the connection is shown: who looks at a picture in a small window stops from there. */
  readonly #listenToKeys = (): void => {
    this.#keys.abort();
    this.#keys = new AbortController();
    if (!this._isShown) return;
    const { signal } = this.#keys;
    const others = this.connection ? shownIn(this.connection) : [];
    for (const view of new Set([this._view, ...others])) {
      // Captured, and at the window: no element of the page can keep the key for itself.
      view.addEventListener('keydown', this.#onKeyDown, { capture: true, signal });
      for (const type of ['fullscreenchange', 'pointerlockchange']) {
        view.document.addEventListener(type, this.#onLeft, { signal });
      }
    }
  };

  /** As soon as it goes down: who stops in a hurry may slip off. */
  readonly #onPress = ({ button }: PointerEvent): void => {
    if (button === 0) this.stop();
  };

  readonly #onKeyDown = (event: KeyboardEvent): void => {
    if (event.repeat || (event.code !== this.key && event.key !== this.key)) return;
    // Escape still closes what it closes; any other key does nothing else.
    if (this.key !== 'Escape') event.preventDefault();
    this.stop();
  };

  /** Browsers keep an Escape that leaves the full screen, or frees the mouse, to themselves: leaving counts as it. */
  readonly #onLeft = ({ currentTarget }: Event): void => {
    const { fullscreenElement, pointerLockElement } = currentTarget as Document;
    const isLeft = !fullscreenElement && !pointerLockElement;
    if (this.key === 'Escape' && isLeft) this.stop();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'rtc-stop': RtcStop;
  }
}
